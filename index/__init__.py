"""Documents → facts: reading, extraction, checks, and the two stores."""
