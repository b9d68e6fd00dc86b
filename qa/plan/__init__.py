"""Spans → a plan one can believe in: algebra, grammar, grounding, score, decision."""
