"""The interfaces for programs, told on a page."""
