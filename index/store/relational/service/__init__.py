"""What the service keeps of its own beside the facts: what was asked, notes, who is at the desk."""
