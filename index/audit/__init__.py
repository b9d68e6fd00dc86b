"""Facts → findings: where a disclosure contradicts itself, or a department its units.

In come figures, changes, tables and pages. Out go `Finding`s that name both sides; nothing is repaired.
"""
