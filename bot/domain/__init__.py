"""Frozen values and the rules between them; knows neither Slack nor SQL, no clock, no network."""
