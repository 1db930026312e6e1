"""One fake Slack for all tests: its Web API, response URLs, Socket Mode, and signed requests."""

from tests.fake_slack.envelopes import Envelope
from tests.fake_slack.forms import View
from tests.fake_slack.over_http import HttpSlack
from tests.fake_slack.server import FakeSlack
from tests.fake_slack.several import FakeApp, FakeSlacks
from tests.fake_slack.traffic import Call, Fault, Posted
from tests.fake_slack.workspace import FakeTeam

__all__ = [
    "Call",
    "Envelope",
    "FakeApp",
    "FakeSlack",
    "FakeSlacks",
    "FakeTeam",
    "Fault",
    "HttpSlack",
    "Posted",
    "View",
]
