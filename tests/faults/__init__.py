"""The faults that Rolecall survives, each with real processes before the fake Slack.

`python -m tests.faults` runs all of them and prints what came of it. The ordinary suite runs one
round of each but those marked `long`.
"""
