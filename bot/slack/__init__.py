"""Slack: what it sends to calls, and replies to what it shows."""
