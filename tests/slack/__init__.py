"""Slack: each module against the one fake Slack, or pure."""
