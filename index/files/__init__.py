"""A file of any supported kind → its pages: lines of text and grids of cells, each with its place.

`formats` is the door: it chooses the reader by the file's suffix. A new kind of file needs a reader and one
case there. What a grid means is decided elsewhere, in `index.tables`.
"""
