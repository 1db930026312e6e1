"""Pages for a browser: the same answers in HTML."""
