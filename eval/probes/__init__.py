"""Questions whose answers follow from the index itself: cells one by one, and the same question in other words."""
