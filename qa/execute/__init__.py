"""Plan → values with their sources: cells, sentences, passages, and what is computed from them."""
