"""Tests of the frozen values and of the rules between them."""
