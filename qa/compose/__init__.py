"""Values → typed pieces of an answer: one renderer for each node, one text for each way to fail."""
