"""The picture of a page → a `Page`, by character recognition.

In comes a page that is only a picture. Out goes a page like a printed one, with the usual words of tables
corrected and the numbers left as they were read.
"""
