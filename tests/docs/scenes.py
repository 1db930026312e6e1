"""What people do in Slack for the pictures, in the order in which they do it."""

from collections.abc import Callable

from tests.docs.block_kit import Drawing
from tests.docs.harbour import Harbour

Shot = Callable[[str, str], None]
"""Takes a picture of a page in HTML, under a name."""


def answer(story: Harbour, drawn: Shot) -> None:
    """A question in a team's channel, and the answer in its thread."""
    lines = story.asks("Mei", "who deploys models?", "churn")
    drawn("answer", Drawing(story.names).conversation("# churn", lines))


def digest(story: Harbour, drawn: Shot) -> None:
    """What a channel hears at nine of roles that nobody fills, once somebody has asked for it."""
    words = "digest add unfilled for Churn in #churn every day at 09:00 UTC"
    lines = story.commands("Lucía", words, "churn")
    drawn("digest-add", Drawing(story.names).conversation("# churn", lines))
    story.waits_until(9)
    told = story.hears("churn", "Nobody fills")
    drawn("digest", Drawing(story.names).conversation("# churn", [told]))


def assigned(story: Harbour, drawn: Shot) -> None:
    """Whoever leads a team asks somebody to fill a role, who reads of it in a direct message."""
    lines = story.commands("Lucía", "assign {sam} as Data Engineer", "churn")
    drawn("assign", Drawing(story.names).conversation("# churn", lines))
    told = story.is_told("Sam")
    drawn("asked", Drawing(story.names).conversation("Direct message to Sam Adeyemi", [told]))


def form(story: Harbour, drawn: Shot) -> None:
    """The form that a command opens where its words are left out."""
    form = story.form("Mei", "handoff start", "churn")
    drawn("form", Drawing(story.names).view(form.content))


def gaps(story: Harbour, drawn: Shot) -> None:
    """What is open in a team, with what to do about it."""
    lines = story.commands("Ruth", "gaps Search", "search")
    drawn("gaps", Drawing(story.names).conversation("# search", lines))


def handoff(story: Harbour, drawn: Shot) -> None:
    """A handoff's checklist in the channel of the team, two of its lines ticked."""
    words = "handoff start model “churn v3” from {mei} to {omar} due in 5 days"
    story.commands("Mei", words, "churn")
    story.hears("churn", "0 of 6 ticked")
    story.clicks("Mei", "Tick", "churn", "0 of 6 ticked")
    story.clicks("Mei", "Tick", "churn", "1 of 6 ticked")
    told = story.hears("churn", "2 of 6 ticked")
    drawn("handoff", Drawing(story.names).conversation("# churn", [told]))


def home(story: Harbour, drawn: Shot) -> None:
    """The Home tab of whoever leads a team."""
    drawn("home", Drawing(story.names).view(story.home("Lucía").content))


def first_steps(new: Harbour, drawn: Shot) -> None:
    """What a steward is sent where Rolecall is new, and what a channel is told that it joins."""
    new.goes_round()
    told = new.is_told("Ines")
    drawn("first-steps", Drawing(new.names).conversation("Direct message to Ines Okafor", [told]))
    new.joins("churn")
    new.goes_round()
    told = new.hears("churn", "read")
    drawn("joins", Drawing(new.names).conversation("# churn", [told]))


SCENES: tuple[Callable[[Harbour, Shot], None], ...] = (
    answer,
    digest,
    assigned,
    form,
    gaps,
    handoff,
    home,
)
