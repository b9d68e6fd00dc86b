"""Files whose text flows and has no fixed place (docx, xlsx, html, txt) → the same `Page`s as those of a PDF.

Each reader turns its file into blocks of paragraphs and tables. `flow` lays them out on pages.
"""
