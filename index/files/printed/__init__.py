"""The drawn characters and rulings of a PDF → pages: visible lines, and grids with or without rulings.

In comes a PDF file. Out go its `Page`s, each line and cell with the box it fills on the page.
"""
