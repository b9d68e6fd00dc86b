"""Pages → what their text says: the document's identity, passages to search, and `Change`s.

In come pages. Out go the `Document`, its `Passage`s under their headings, and the amounts, differences, rates
and reasons that sentences state.
"""
