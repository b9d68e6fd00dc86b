"""The relational engines: SQLite in the store's folder, or PostgreSQL; what they hold and where they differ.

In comes where the store is. Out come connections on which the same statements do the same on either engine.
"""
