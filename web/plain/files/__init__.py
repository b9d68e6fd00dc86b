"""What is taken along: the figures of a view, the whole index as a data package."""
