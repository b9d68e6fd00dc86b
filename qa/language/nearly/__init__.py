"""Names that a question says nearly: with slips, in part, in other words."""
