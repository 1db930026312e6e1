"""Nobody is notified, whatever people write and whatever they are called."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.organisation import Organisation
from tests.talk.bot import Bot
from tests.talk.conftest import Bots
from tests.talk.organisation import ANA, BO, EVA, INES, ORGANISATION
from tests.talk.talk import (
    Talk,
    clicks,
    commands,
    mentions,
    points_at,
    visible,
    writes,
)

# The threads of Slack's SDK use random numbers while Hypothesis draws its examples.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")

HERE = "C1"
PIECES = (
    "<!channel>",
    "<!here|here>",
    "<!everyone>",
    "<@U1>",
    "<@U2|bo>",
    "<#C1|general>",
    "<!subteam^S012AB3CD|@oncall>",
    "<!date^1392734382^{date}|x>",
    "<https://example.com|click>",
    "&lt;!channel&gt;",
    "&amp;lt;@U1&amp;gt;",
    "@channel",
    "@here",
    "<",
    "!",
    "@",
    ">",
    "|",
    "`",
    "*bold*",
    "\n",
    "\u202e",
    "\0",
    ":fire:",
    "who deploys models in ",
)
texts = st.lists(
    st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=()), max_size=10),
    min_size=1,
    max_size=5,
).map("".join)
whole = settings(max_examples=8, deadline=None)


def _name(text: str) -> str:
    """Text as files may have it in a name, as near to the given one as can be."""
    shown = "".join(char for char in text if char.isprintable())
    return shown.replace("<!", "(!").replace("<@", "(@").strip()[:100] or "x"


names = texts.map(_name)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def renamed(request: pytest.FixtureRequest, bots: Bots) -> Iterator[Bot]:
    """A running bot in whose organisation everything gets other names."""
    with bots.running(str(request.param)) as bot:
        yield bot


def _nobody_is_notified(bot: Bot) -> None:
    assert bot.slack.pings == []
    assert bot.slack.violations == []


@whole
@given(text=texts)
def test_questions(bot: Bot, text: str) -> None:
    """Whatever is asked, however, the answer notifies nobody, nor when it is shared."""
    talk = Talk(bot, HERE)
    for says in (
        mentions(text),
        writes(text),
        points_at({"text": text, "user": BO}),
        commands(text),
        commands(f"who manages infrastructure? {text}"),
    ):
        talk.says(ANA, says)
    if any(button["action_id"] == "share" for button in talk.heard[-1].elements):
        talk.says(ANA, clicks("Share"))
    _nobody_is_notified(bot)


@whole
@given(people=st.lists(texts, min_size=3, max_size=3), channel=texts)
def test_names_in_slack(renamed: Bot, people: list[str], channel: str) -> None:
    """Whatever members and channels are called in Slack, naming them notifies nobody."""
    talk = Talk(renamed, HERE)
    for user, name in zip((ANA, EVA, INES), people, strict=True):
        told = renamed.slack.user(user)
        assert told is not None
        profile = told["profile"] | {"real_name": name, "display_name": name}
        talk.tells({"type": "user_change", "user": told | {"profile": profile}})
    talk.tells({"type": "channel_rename", "channel": {"id": "C3", "name": channel}})
    for who, says in (
        (ANA, mentions("who deploys models for <#C3>?")),
        (ANA, mentions("who deploys models in Search?")),
        (BO, clicks("Right")),
        (ANA, clicks("Wrong person")),
        (ANA, commands("what's for lunch?")),
        (ANA, commands("who deploys models in Search?")),
        (ANA, clicks("Share")),
    ):
        talk.says(who, says)
    _nobody_is_notified(renamed)


@whole
@given(
    people=st.lists(names, min_size=8, max_size=8),
    teams=st.lists(names, min_size=7, max_size=7),
    company=names,
    reason=names,
)
def test_names_in_files(
    renamed: Bot, people: list[str], teams: list[str], company: str, reason: str
) -> None:
    """Whatever people, teams and channels are called in a file, naming them notifies nobody."""
    shape = ORGANISATION.model_dump(mode="json") | {"organisation": company}
    for person, name in zip(shape["people"], people, strict=True):
        person["name"] = name
    for number, (team, name) in enumerate(zip(shape["teams"], teams, strict=True)):
        team |= {"name": f"{name} {number}", "channel": f"#{name}{number}"}
        team["overrides"] = [
            {"activity": "activity:explore-data", "roles": [], "because": f"{reason} {number}"}
        ]
    renamed.take_in(Organisation.model_validate(shape))
    talk = Talk(renamed, HERE)
    for says in (
        commands("who deploys models?"),
        mentions("who deploys models in search?"),
        clicks("Wrong person"),
        commands("who explores data?"),
        commands("who explores data for search?"),
        mentions(f"who deploys models in {shape['teams'][2]['name']}?"),
        writes("what's for lunch?"),
    ):
        talk.says("U0NOBODY", says)
    assert visible(talk.last)
    _nobody_is_notified(renamed)
