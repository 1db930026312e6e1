"""Links into the pages: whoever asks gets one, and nobody else reads it."""

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.web.links import Link
from tests.fake_slack import Posted
from tests.talk.bot import LINKS, Bot
from tests.talk.conftest import DIALECTS, Bots, played
from tests.talk.organisation import ANA, BO, CHURN
from tests.talk.talk import Talk, clicks, in_answer, labels, mentions, owns, privately

OPEN = "Open in the browser"
ADDRESS = re.compile(r"https://rolecall\.example/enter\?link=[\w.%-]+")


@pytest.fixture(scope="module", params=DIALECTS)
def bot(request: pytest.FixtureRequest, bots: Bots) -> Iterator[Bot]:
    """A running bot with pages to look at."""
    with bots.running(str(request.param), linked=True) as bot:
        yield bot


@pytest.fixture
def talk(bot: Bot) -> Iterator[Talk]:
    """A dialogue, after which no link stands where others read it."""
    before = len(bot.slack.messages)
    yield from played(bot)
    came = bot.slack.messages[before:]
    assert [one for one in came if _links(one) and not one.ephemeral] == []


def _links(posted: Posted) -> list[str]:
    return ADDRESS.findall(json.dumps([posted.blocks, posted.text]))


def _next(talk: Talk, before: int) -> Posted:
    """The one message after so many."""
    [told] = talk.slack.wait(lambda: talk.slack.messages[before:], what="No link came")
    return told


def _link(talk: Talk) -> Link:
    """What the link says that was heard last."""
    [address] = _links(talk.last)
    token = parse_qs(urlsplit(address).query)["link"][0]
    return LINKS.read(token, talk.bot.clock.now())


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("pages", "/matrix"),
        ("pages Search", "/team/search"),
        ("pages <@U2>", "/person/bo"),
        ("pages MLOps Engineer", "/role/mlops-engineer"),
        ("pages Deploy models", "/activity/deploy-models"),
    ],
)
def test_by_words(words: str, page: str, talk: Talk) -> None:
    """A link is for whoever asks, to the page of what they name, and only they see it."""
    talk.plays((ANA, owns(words), in_answer("Here you are.", "it works once, for ten minutes")))
    link = _link(talk)
    assert (link.workspace, link.member, link.page) == (talk.bot.workspace, ANA, page)


def test_in_a_teams_channel(talk: Talk) -> None:
    """In a team's channel the link leads to the matrix of that team."""
    talk.plays((ANA, owns("pages", channel=CHURN), in_answer("the matrix of Churn")))
    assert _link(talk).page == "/matrix?team=churn"


@pytest.mark.parametrize(
    "words", ["show Churn", "gaps Churn", "show Bo Chen", "show Deploy models"]
)
def test_beside_an_answer(words: str, talk: Talk) -> None:
    """Under what is shown there is a button; its link comes beside it and for the clicker alone."""
    talk.plays((ANA, owns(words), in_answer()))
    assert OPEN in labels(talk.last)
    talk.plays((ANA, clicks(OPEN), privately("Here you are.")))
    assert _link(talk).member == ANA
    assert talk.last.ts != talk.heard[-2].ts


def test_under_the_matrix(talk: Talk) -> None:
    """So there is under the matrix."""
    talk.plays((ANA, owns("matrix Churn"), privately()), (ANA, clicks(OPEN), privately("Here")))
    assert _link(talk).page == "/team/churn"


def test_in_a_message_that_others_read(talk: Talk) -> None:
    """A button in a channel's message gives each who clicks a link of their own, seen by them."""
    talk.plays((ANA, owns("show Churn"), in_answer()))
    _, button = talk.find(OPEN)
    talk.says(ANA, mentions("who deploys models in Churn?"))
    public = talk.last
    assert not public.ephemeral
    for who in (ANA, BO):
        before = len(talk.slack.messages)
        talk.slack.click(button, user=who, channel=public.channel, message=public).answer()
        told = _next(talk, before)
        talk.heard.append(told)
        assert (told.kind, told.ephemeral, told.user) == ("respond", True, who)
        assert _link(talk).member == who


def test_guests(talk: Talk) -> None:
    """A guest gets no link, and no button that would give one."""
    guest = talk.joins("Greta Guest", is_restricted=True)
    talk.plays((guest, owns("pages"), in_answer("The pages are for full members")))
    assert _links(talk.last) == []
    talk.plays((guest, owns("show Churn"), in_answer(without=(OPEN,))))
    assert OPEN not in labels(talk.last)
