"""Places in titles of what their governments report."""

import pytest

from index.facts.extent.places import place_titled


@pytest.mark.parametrize(
    "title",
    ["青石市人民政府关于2031年决算的报告", "关于青石市2031年决算的报告", "青石市2031年财政决算"],
)
def test_a_report_is_of_the_place_whose_government_makes_it(title: str) -> None:
    assert place_titled(title) == "青石市"
