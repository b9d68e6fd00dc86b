"""Text → spans: every stretch of a question that can mean something, and how it was recognised."""
