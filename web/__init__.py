"""The pages and the HTTP interfaces over one question answering service."""
