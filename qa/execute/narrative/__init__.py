"""What only the narrative says: which passages hold it, and what of them is quoted."""
