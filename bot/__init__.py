"""Rolecall answers “who owns this?”: the activity, the role, the person in your team, and why."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("rolecall")
except PackageNotFoundError:  # run with `python -m bot` where the project was never installed
    __version__ = "0"
