"""The three pages: `chat` for the public, `desk` for a hotline, `documents`; `page` joins them."""
