"""What a question says that asks nothing: talk, a story told, a name said over again in other words."""
