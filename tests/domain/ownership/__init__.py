"""Tests of what `/ownership` is made of."""
