"""Tokens that are revoked, and workspaces that leave and come back."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.fake_slack import FakeSlacks, FakeTeam, HttpSlack
from tests.fake_slack.browser import Browser
from tests.faults.conftest import AGAIN, on_sqlite
from tests.faults.replicas import Replicas, Scene, channels
from tests.faults.tally import Tally, rounds

PUBLIC = "http://rolecall.example"
TEAMS = (
    FakeTeam(),
    FakeTeam("T0TIDE", "Tide", "https://tide.slack.com/", "tide", "U0TIDE", "B0TIDE"),
    FakeTeam("T0MOLE", "Mole", "https://mole.slack.com/", "mole", "U0MOLE", "B0MOLE"),
)
REFUSED = 150.0
"""Seconds within which a token that was refused is surely tried again."""


class Installed:
    """One process on a file, and three workspaces that have installed the app."""

    def __init__(self, slacks: FakeSlacks, scene: Scene) -> None:
        self.slacks = slacks
        self._scene = scene
        self.here = slacks.urls[0]

    def installs(self, slack: HttpSlack) -> None:
        """Somebody installs the app, for the first time or again."""
        browser = Browser()
        back = browser.begins(f"{self.here}/slack/install", slack.team.id)
        assert browser.get(back.replace(PUBLIC, self.here)).status == 200

    def scenes(self) -> list[Scene]:
        """Each workspace by itself."""
        return [replace(self._scene, slack=one) for one in self.slacks.workspaces.values()]


@pytest.fixture
def installed(migrated_file: Path, root: Path, tmp_path: Path) -> Iterator[Installed]:
    """Three workspaces, in none of which was said what was meant for another one."""
    with FakeSlacks(retry_after=AGAIN) as slacks, on_sqlite(migrated_file, root, tmp_path) as bare:
        for team in TEAMS:
            slacks.add(team, installed=False)
        env = {name: word for name, word in bare.replicas.env.items() if name != "SLACK_BOT_TOKEN"}
        env |= {
            "SLACK_API_URL": slacks.api_url,
            "SLACK_AUTHORIZE_URL": slacks.authorize_url,
            "SLACK_CLIENT_ID": slacks.app.client_id,
            "SLACK_CLIENT_SECRET": slacks.app.client_secret,
            "ROLECALL_PUBLIC_URL": PUBLIC,
            "ROLECALL_SECRET_KEY": "k" * 64,
        }
        with Replicas(env, root, tmp_path) as replicas:
            slacks.urls.append(replicas.start().url())
            installed = Installed(slacks, replace(bare, replicas=replicas))
            for slack in slacks.workspaces.values():
                installed.installs(slack)
            yield installed
        for slack in slacks.workspaces.values():
            assert slack.violations == []
            ours = (f"D{slack.team.id[2:]}", "DU")
            assert all(one.channel.startswith(ours) for one in slack.messages)


@pytest.mark.fault(18, "A workspace removes the app over questions, and installs it again")
def test_removed_and_installed(installed: Installed, tally: Tally) -> None:
    """Two others hear all as ever; it hears what was said in time, and all once it is back."""
    harbour, tide, mole = installed.scenes()
    for here in rounds():
        wanted = [_conversations(one, 4, f"BEFORE{here}") for one in (harbour, tide, mole)]
        with tally.recovery():
            for one, asked in zip((harbour, tide, mole), wanted, strict=True):
                one.asked(asked)
            for told in tide.slack.revoke():
                told.answer()
            states = [
                one.settle(asked) for one, asked in zip((harbour, mole), wanted[::2], strict=True)
            ]
            assert {state for each in states for state in each.values()} == {"sent"}
            _count(tally, (harbour, mole), wanted[::2])
            _count_honest(tally, tide, wanted[1])
            installed.installs(tide.slack)
            again = _conversations(tide, 4, f"AFTER{here}")
            tide.asked(again)
            assert set(tide.settle(again).values()) == {"sent"}
        _count(tally, [tide], [again])


@pytest.mark.long
@pytest.mark.fault(18, "A token that works no longer, and nobody told us")
def test_another_token(installed: Installed, tally: Tally) -> None:
    """What is to be said there waits for a new token, and arrives; others wait for nothing."""
    harbour, tide, mole = installed.scenes()
    for here in rounds():
        tide.slack.revoke_token()
        before, refused = _conversations(tide, 4, f"WAITS{here}"), len(tide.slack.calls)
        tide.asked(before)
        tide.slack.wait(partial(_is_tried, tide.slack, refused + len(before)), 20, "Not tried")
        others = [_conversations(one, 4, f"OTHERS{here}") for one in (harbour, mole)]
        with tally.recovery():
            for one, asked in zip((harbour, mole), others, strict=True):
                one.asked(asked)
                assert set(one.settle(asked).values()) == {"sent"}
            installed.installs(tide.slack)
            assert set(tide.settle(before, REFUSED).values()) == {"sent"}
        _count(tally, (harbour, mole, tide), [*others, before])


def _is_tried(slack: HttpSlack, count: int) -> bool:
    return len(slack.calls) >= count


def _conversations(scene: Scene, count: int, here: str) -> list[str]:
    """Conversations of this workspace, as their ids say."""
    return channels(f"{scene.slack.team.id[2:]}{here}N", count, 0)


def _count(tally: Tally, scenes: Iterable[Scene], wanted: Iterable[list[str]]) -> None:
    for scene, asked in zip(scenes, wanted, strict=True):
        tally.compare(asked, scene.heard(asked))


def _count_honest(tally: Tally, scene: Scene, asked: list[str]) -> None:
    """What wasn't said before the app was removed isn't said any more, and known not to be."""
    with scene.ledger.read(scene.slack.team.id) as books:
        states = {str(one.address.get("channel")): one.state for one in books.deliveries(500)}
    unsaid = [one for one in asked if states.get(one) != "sent"]
    tally.compare(asked, scene.heard(asked), unsaid)
    assert {states.get(one, "expired") for one in asked} <= {"sent", "expired", "waiting"}
