"""Whose money is asked about: the bodies a stretch of a question can name, however it is called."""
