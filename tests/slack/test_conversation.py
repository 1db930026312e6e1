"""What people get for what they write, wherever they write it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from bot.domain.answer import how_to_ask, what_is_this
from bot.domain.organisation import Organisation
from bot.slack.conversation import NO_WORDS
from bot.slack.options import Options
from bot.store.questions import Question
from tests.example import catalog
from tests.fake_slack import Posted
from tests.slack.conftest import HERE, OPTIONS, Harbour

Json = dict[str, Any]
DEPLOY = "who deploys models?"
MINUTE = timedelta(minutes=1)


def _dm(harbour: Harbour, text: str, **fields: Any) -> Posted:
    harbour.slack.dm(text, **fields)
    harbour.deliver()
    return harbour.slack.messages[-1]


def _mention(harbour: Harbour, text: str, **fields: Any) -> Posted:
    harbour.slack.mention(text, **fields)
    harbour.deliver()
    return harbour.slack.messages[-1]


def _command(harbour: Harbour, text: str, **fields: Any) -> Posted:
    harbour.slack.command(text, **fields)
    return harbour.slack.messages[-1]


def _shortcut(harbour: Harbour, **message: Any) -> Posted:
    harbour.slack.shortcut(message, callback_id="who_owns_this")
    harbour.deliver()
    return harbour.slack.messages[-1]


WAYS: tuple[Callable[[Harbour, str], Posted], ...] = (_dm, _mention, _command)


def _noted(harbour: Harbour) -> list[Question]:
    """The questions that were noted, oldest first."""
    with harbour.ledger.read(HERE) as books:
        return [asked.question for asked in reversed(books.questions(1000))]


def _teams(posted: Posted) -> list[str]:
    """The teams of the example that an answer names."""
    return [team for team in ("Churn", "Search", "Fraud") if team in posted.text]


def test_the_same_answer_everywhere(harbour: Harbour) -> None:
    """One question has one answer, and is noted with who asked it where."""
    answers = {
        _dm(harbour, DEPLOY).text,
        _mention(harbour, DEPLOY).text,
        _command(harbour, DEPLOY).text,
        _shortcut(harbour, text=DEPLOY).text,
    }
    assert len(answers) == 1
    noted = _noted(harbour)
    assert [(one.member, one.channel) for one in noted] == [("U1", "DU1")] + [("U1", "C1")] * 3
    assert [one.surface for one in noted] == ["direct message", "mention", "command", "shortcut"]
    assert {(one.ref, one.outcome) for one in noted} == {("activity:deploy-models", "answered")}


def test_nothing_asked(harbour: Harbour) -> None:
    """A bare mention, an empty command, a greeting and thanks get examples, and aren't noted."""
    examples = how_to_ask(catalog())
    for ask, text in product(WAYS, ("", " ", "help", "hi!", "Thanks a lot")):
        posted = ask(harbour, text)
        assert posted.text == examples.text
        assert posted.elements == []
    assert _noted(harbour) == []


def test_pointing(harbour: Harbour) -> None:
    """Who asks about “this” is told what it lacks, and how to ask about a message."""
    for ask in WAYS:
        assert ask(harbour, "who owns this?").text == what_is_this().text
    assert _noted(harbour) == []


def test_shortcut_on_any_message(harbour: Harbour) -> None:
    """A message is read whatever it says; one without words is told so, and isn't noted."""
    block: Json = {"type": "section", "text": {"type": "mrkdwn", "text": DEPLOY}}
    assert "Deploy models" in _shortcut(harbour, text="", blocks=[block]).text
    assert "Deploy models" in _shortcut(harbour, attachments=[{"text": DEPLOY}]).text
    assert len(_noted(harbour)) == 2
    for message in ({"text": ""}, {"text": " \n "}, {"files": [{"name": "x.png"}]}):
        posted = _shortcut(harbour, **message)
        assert (posted.text, posted.ephemeral) == (NO_WORDS, True)
    assert len(_noted(harbour)) == 2
    assert "I don't know" in _shortcut(harbour, text="thanks, who owns this?").text
    assert len(_noted(harbour)) == 3


def test_unknown(harbour: Harbour) -> None:
    """What nobody knows is said so, with somebody to ask and examples, and is noted as unknown."""
    posted = _dm(harbour, "who feeds the cat?")
    assert posted.text.startswith("I don't know who owns that.")
    assert "ask Ines" in posted.text
    assert [one.outcome for one in _noted(harbour)] == ["unknown"]


def test_channel_of_a_team(harbour: Harbour) -> None:
    """In a team's channel the question is about that team, unless it names another."""
    assert _teams(_mention(harbour, DEPLOY, channel="C1")) == ["Churn", "Search", "Fraud"]
    assert _teams(_mention(harbour, DEPLOY, channel="C2")) == ["Churn"]
    assert _teams(_command(harbour, DEPLOY, channel="C2")) == ["Churn"]
    assert _teams(_mention(harbour, "who deploys models in Fraud?", channel="C2")) == ["Fraud"]
    assert [one.team for one in _noted(harbour)] == [None, "churn", "churn", "fraud"]


def test_channel_named_by_its_id(harbour: Harbour) -> None:
    """A channel in the text counts by our own word for it, whether or not Slack gave its name."""
    for token in ("<#C2|churn>", "<#C2|>", "<#C2>"):
        assert _teams(_dm(harbour, f"who deploys models in {token}?")) == ["Churn"]
    for token in ("<#C404|>", "<#C404>"):
        assert "Deploy models" in _dm(harbour, f"who deploys models in {token}?").text


def test_own_team(harbour: Harbour) -> None:
    """Somebody whom the file knows by address is answered for the team that they work in."""
    harbour.slack.add_user("U5", "Ruth", email="RUTH@example.com")
    harbour.know()
    assert _teams(_command(harbour, DEPLOY, user="U5")) == ["Search"]
    noted = _noted(harbour)[-1]
    assert (noted.asker, noted.team) == ("ruth", "search")


def test_follow_up(harbour: Harbour) -> None:
    """In a direct message the next question may only name a team, again and again."""
    _dm(harbour, DEPLOY)
    for text, team in (
        ("and in Churn?", "Churn"),
        ("Fraud?", "Fraud"),
        ("what about search", "Search"),
    ):
        assert _teams(_dm(harbour, text)) == [team]
    assert [one.ref for one in _noted(harbour)] == ["activity:deploy-models"] * 4
    assert [one.team for one in _noted(harbour)] == [None, "churn", "fraud", "search"]


def test_follow_up_of_a_question_with_a_team(harbour: Harbour) -> None:
    """The team of the question before makes room for the one named now."""
    assert _teams(_dm(harbour, "who deploys models in Fraud?")) == ["Fraud"]
    assert _teams(_dm(harbour, "and in Churn?")) == ["Churn"]


def test_follow_up_too_late(harbour: Harbour) -> None:
    """After ten minutes a team's name alone refers to nothing any more."""
    _dm(harbour, DEPLOY)
    harbour.ahead += 9 * MINUTE
    assert _teams(_dm(harbour, "and in Churn?")) == ["Churn"]
    harbour.ahead += 9 * MINUTE
    assert _teams(_dm(harbour, "and in Fraud?")) == ["Fraud"]
    harbour.ahead += 11 * MINUTE
    assert "Deploy models" not in _dm(harbour, "and in Search?").text


@pytest.mark.parametrize(
    "options", [OPTIONS.model_copy(update={"follow_up_minutes": 0})], ids=["never"]
)
def test_follow_ups_switched_off(harbour: Harbour, options: Options) -> None:
    """Where the options leave no time for it, every question stands alone."""
    assert options.follow_up_minutes == 0
    _dm(harbour, DEPLOY)
    harbour.ahead += MINUTE
    assert "Deploy models" not in _dm(harbour, "and in Churn?").text


def test_follow_up_is_ones_own(harbour: Harbour) -> None:
    """A follow-up refers to the same person's last question in that conversation alone."""
    _dm(harbour, DEPLOY, user="U2")
    _mention(harbour, DEPLOY, user="U1")
    assert "Deploy models" not in _dm(harbour, "and in Churn?", user="U1").text
    assert "Deploy models" not in _command(harbour, "and in Churn?", user="U2").text


def test_follow_up_past_the_unknown(harbour: Harbour) -> None:
    """A team's name alone refers to the last question that we knew an answer to."""
    _dm(harbour, DEPLOY)
    _dm(harbour, "who feeds the cat?")
    posted = _dm(harbour, "and in Churn?")
    assert "Deploy models" in posted.text
    assert _teams(posted) == ["Churn"]


def test_follow_up_of_an_open_question(harbour: Harbour) -> None:
    """After “did you mean …?” a team's name asks the same again, for that team."""
    _dm(harbour, "who builds data pipelines and who deploys models?")
    posted = _dm(harbour, "and in Churn?")
    assert posted.text.startswith("Did you mean")


def test_a_person_is_no_follow_up(harbour: Harbour) -> None:
    """Who asks about somebody in a team isn't asking the last question again for that team."""
    _dm(harbour, DEPLOY)
    posted = _dm(harbour, "who is <@U1> in Churn?")
    assert "Deploy models is shared" not in posted.text
    assert _noted(harbour)[-1].text == "who is <@U1> in Churn?"
    _dm(harbour, DEPLOY)
    assert "Deploy models" in _dm(harbour, "<@U0BOT> and in Churn?").text


def test_any_text(harbour: Harbour) -> None:
    """Whatever is written is answered once, notifies nobody, and keeps Slack's limits."""
    texts = (
        "who deploys models? " * 2_000,
        "x" * 40_000,
        "\0\ud800\u202e",
        "<!channel> <!here> <@U1> who deploys models?",
        "who owns <https://example.com/payload|payload>?",
        "```who deploys models?```",
        "&lt;!channel&gt; deploys",
        "\n\n\n",
        "谁负责打扫厨房",
    )
    for number, (ask, text) in enumerate(product(WAYS, texts), 1):
        assert ask(harbour, text).text
        assert len(harbour.slack.messages) == number
    assert harbour.slack.violations == harbour.slack.pings == []
    assert all(len(one.text) <= 2_000 for one in _noted(harbour))


def test_no_organisation(harbour: Harbour) -> None:
    """Where nothing but the catalog is known, the answer names the role and the steward."""
    harbour.take_in(Organisation(organisation="Nobody yet"))
    posted = _dm(harbour, DEPLOY)
    assert "Machine Learning Engineer" in posted.text
    assert "ask Ines" in posted.text
