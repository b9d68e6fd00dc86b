"""One file for each change of the tables, named by the version that it makes."""
