"""Evaluation sets ↔ files: the project's own JSON lines, and those of ragas and promptfoo."""
