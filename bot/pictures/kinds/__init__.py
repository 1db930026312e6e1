"""One kind of picture a module."""
