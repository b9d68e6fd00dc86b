"""Fuzzy matching of names in a question: said with slips, in part, in other words."""
