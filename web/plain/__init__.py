"""Plain pages, drawn whole by the server, each with an address: every figure, every body."""
