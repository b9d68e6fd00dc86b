"""Words of English in a question: what they are in Chinese."""
