"""Titles of documents and tables, names of files and of bodies: what can be read from them."""
