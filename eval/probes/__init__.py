"""Questions whose answers follow from the index itself: cell by cell, and one question in other words."""
