"""One fake Slack for all tests: its Web API, its response URLs and its Socket Mode."""

from tests.fake_slack.envelopes import Envelope
from tests.fake_slack.forms import View
from tests.fake_slack.server import FakeSlack
from tests.fake_slack.traffic import Call, Fault, Posted
from tests.fake_slack.workspace import FakeTeam

__all__ = ["Call", "Envelope", "FakeSlack", "FakeTeam", "Fault", "Posted", "View"]
