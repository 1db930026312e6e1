"""The product as a whole, run as people run it."""
