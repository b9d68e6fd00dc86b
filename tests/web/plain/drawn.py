"""Whether a whole is its parts, and whether a picture shows that: told from the outside."""

from index.facts.money import YUAN_PER_UNIT, number


def yuan(mark):
    """The amount as it is printed, in yuan; of a difference, as it was worked out."""
    figure = mark.figure
    return mark.value if figure is None else number(figure.printed) * YUAN_PER_UNIT[figure.unit]


def adds_up(mark):
    """A whole, as printed, is the sum of what its parts print and of the difference, all the way down."""
    if not mark.parts:
        return True
    return sum(yuan(part) for part in mark.parts) == yuan(mark) and all(map(adds_up, mark.parts))


def fills(whole, boxes):
    """Each column of boxes is as high as what stands left of it, without a hole or an overlap.

    Where parts exceed their whole, the excess stands under it and both together are as high as the parts.
    """
    scale = extent(whole)
    drawn = [(box, round(box.top * scale, 3), round(box.height * scale, 3)) for box in boxes]
    parts = sum(part.value for part in whole.parts if part.value > 0)
    first = sum(high for box, _, high in drawn if box.level == 0)
    assert first == max(whole.value, parts)
    for box, top, high in drawn:
        if box.mark.is_gap or not any(part.value > 0 for part in box.mark.parts):
            continue
        excess = sum(-part.value for part in box.mark.parts if part.is_gap and part.value < 0)
        at = top
        for part in (part for part in box.mark.parts if part.value > 0):
            [(_, begins, tall)] = [
                each
                for each in drawn
                if each[0].mark is part and each[0].level == box.level + 1 and each[1] == at
            ]
            assert (begins, tall) == (at, part.value)
            at += extent(part)
        assert at - top >= high + excess
        if all(extent(part) == part.value for part in box.mark.parts if part.value > 0):
            assert at == top + high + excess


def extent(mark):
    """The room a mark takes: its own amount, or that of its parts where they are more."""
    return max(mark.value, sum((extent(part) for part in mark.parts if part.value > 0), 0))
