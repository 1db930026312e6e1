"""The documentation: built, followed, and its pictures made from the real product."""
