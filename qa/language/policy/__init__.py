"""How people ask of policy documents, and what of it a text must say."""
