"""Tests of what finds entries by what people call them."""
