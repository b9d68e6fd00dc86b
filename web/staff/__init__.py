"""Who works at the desk: people, their sessions, the door they come in by, what they hand on."""
