"""Dialogues: who says what where, and what they hear, through the real app and the fake Slack."""
