"""Add an example: a whole message that asks for an activity."""

from pydantic import TypeAdapter, ValidationError

from bot.domain.answer import notice
from bot.domain.catalog import Activity
from bot.domain.layer import with_word
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.entries import catalog_after, own_body, own_change
from bot.domain.ownership.naming import folded
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.ownership.wordings import Words, check_own, check_pull, told_of, wordings
from bot.domain.value import Prose
from bot.domain.wording import short
from bot.search.clean import clean

MOST_CHARACTERS = 300


def run(scene: Scene, given: Given) -> Deed:
    """Teaches what asks for an activity, by one message."""
    activity, text = given.one("activity", Activity), _message(given.one("message", str))
    if folded(text) in map(folded, wordings(activity)):
        raise Objection(f"{activity.name} is found with “{short(text)}” already.", field="message")
    check_own(scene, text, "message", but=activity.ref, homes=activity.homes)
    body = with_word(own_body(scene, activity.ref), "examples", text)
    changes = (own_change(scene, activity.ref, body),)
    words = Words(VERB.name, "message", text, activity.ref)
    after = catalog_after(scene, changes)
    check_pull(scene, given, words, after, led=False)
    more = told_of(scene, words, after)
    says = notice(f"“{short(text)}” is an example of asking for {activity.name} now.{more}")
    return Deed(says, changes, teams=activity.homes)


def _message(written: str) -> str:
    """The words of a message; Objection where there are none, or too many."""
    text = " ".join(clean(written).split())
    if not any(char.isalnum() for char in text):
        raise Objection("It needs a message with words in it.", field="message")
    if len(text) > MOST_CHARACTERS:
        raise Objection(
            f"That has {len(text):,} characters, and an example {MOST_CHARACTERS} at most; take "
            "the one sentence that asks.",
            field="message",
        )
    try:
        return _PROSE.validate_python(text)
    except ValidationError:
        raise Objection(
            "That has a character in it that nobody sees, or notifies people; write it without.",
            field="message",
        ) from None


_PROSE: TypeAdapter[str] = TypeAdapter(Prose)

VERB = Verb(
    name="example add",
    title="Add an example",
    help="Adds a message as an example of what asks for an activity, from which the search learns.",
    who="lead",
    run=run,
    arguments=(
        Argument("message", "text", "Message"),
        Argument("activity", "activity", "Activity", after="for"),
    ),
    examples=("example add who pushes the button on release day for Deploy models",),
)
