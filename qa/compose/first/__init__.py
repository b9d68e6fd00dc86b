"""What is told and offered before anything is asked: what is indexed, and first questions."""
