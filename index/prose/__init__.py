"""Pages → what their text says: whose document it is, passages to search, and `Change`s.

In come pages. Out go the `Document`, its `Passage`s under their headings, and the amounts, differences, rates
and reasons that sentences state.
"""
