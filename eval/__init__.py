"""Scores answers against cases with known figures, statuses and texts."""
