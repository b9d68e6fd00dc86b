"""Pages → tables → figures: grids joined over pages, headers and labels read, one `Figure` for each number.

In come the lines and grids of pages. Out go `Table`s and `Figure`s, each with its `Citation`; figures read
from a scan are marked as checked or not.
"""
