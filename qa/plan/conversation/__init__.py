"""A follow-up made whole: what it takes over, replaces, adds to or compares of the questions before."""
