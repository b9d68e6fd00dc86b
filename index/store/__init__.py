"""Facts ↔ the stores: exact facts and words for search in SQLite or PostgreSQL, vectors in Chroma.

In come the facts of one document, or a query. Out come the same facts with the id of their document, the
nearest passages, and rows for export. Both sides of a search get their words and vectors here.
"""
