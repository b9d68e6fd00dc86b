"""Passages of documents are read once while they are asked about, and come in reading order."""

from index.facts.records import Citation, Passage
from index.store.protocols import StoredPassage
from qa.execute.narrative.shelf import Shelf


class Facts:
    """The passages of four documents, two each, in turn."""

    def __init__(self) -> None:
        self.read: list[list[int]] = []

    def passages(self, *, documents):
        self.read.append(sorted(documents))
        every = [
            StoredPassage(n, f"r{n}", n % 4, Passage(str(n), (), Citation("a.pdf", 1, str(n))))
            for n in range(8)
        ]
        return tuple(one for one in every if one.document_id in documents)


def ids(shelf: Shelf, *documents: int) -> list[int]:
    return [one.id for one in shelf.passages(documents=documents)]


def test_a_document_is_read_once_and_passages_come_in_reading_order():
    facts = Facts()
    shelf = Shelf(facts)
    assert ids(shelf, 2, 1) == [1, 2, 5, 6]
    assert ids(shelf, 1, 3, 2) == [1, 2, 3, 5, 6, 7]
    assert ids(shelf, 3) == [3, 7]
    assert facts.read == [[1, 2], [3]]


def test_no_more_are_kept_than_there_is_room_for():
    facts = Facts()
    shelf = Shelf(facts, kept=2)
    assert ids(shelf, 0, 1, 2) == [0, 1, 2, 4, 5, 6]
    assert ids(shelf, 2) == [2, 6]
    assert ids(shelf, 0) == [0, 4]
    assert facts.read == [[0, 1, 2], [0]]
