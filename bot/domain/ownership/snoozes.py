"""Matters of which somebody, or a channel, doesn't want to hear for a while, or ever again."""

from collections.abc import Iterator, Mapping
from datetime import date

from bot.domain.answer import notice
from bot.domain.fact import Body, Change, Facts, Subject
from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.naming import folded
from bot.domain.ownership.nudge import Nudge
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.snooze import FOR_EVER, Snooze
from bot.domain.ownership.steps import put
from bot.domain.reply import Action

MOST_OFFERED = 4


def snoozed(whose: str, matter: str) -> Subject:
    """That a person or a channel, by their id, doesn't want to hear of a matter."""
    return Subject("snooze", (whose, matter))


def snooze(scene: Scene, whose: str, matter: str, until: date) -> Change:
    """From now on nothing is said of a matter to a person or a channel, before that day."""
    body: Body = Snooze(until=until).model_dump(mode="json")
    return put(scene, snoozed(whose, matter), body)


def snoozes_of(whose: str, facts: Facts) -> Mapping[str, Snooze]:
    """The snoozes of a person or a channel, by their matters."""
    return {
        subject.key[1]: Snooze.model_validate(body)
        for subject, body in facts.items()
        if subject.kind == "snooze" and subject.key[0] == whose
    }


def mine(scene: Scene) -> Mapping[str, Snooze]:
    """The actor's own, by their matters."""
    return snoozes_of(scene.actor.user, scene.past.facts({"snooze"}))


def meant(scene: Scene, verb: str, words: str) -> Nudge:
    """The matter of the actor's that a button carries, or that these words or a number name.

    Objection where there is none, or there are several, which it offers.
    """
    all_of_it = scene.rounds.concerns(scene.actor.user)
    numbered = dict(enumerate(all_of_it, 1))
    found = list(_meant(numbered, words))
    if len(found) == 1:
        return numbered[found[0]]
    if not found:
        raise Objection(
            "I don't remind you of that, or it is settled by now; `/ownership remind list` shows "
            "what there is.",
            field="matter",
        )
    raise Objection(
        "Which of these do you mean?",
        field="matter",
        offers=[_offer(verb, number, numbered[number]) for number in found[:MOST_OFFERED]],
    )


def _meant(numbered: Mapping[int, Nudge], words: str) -> Iterator[int]:
    """The numbers of all that may be meant: by its key, its number, or words of its line."""
    said = folded(words)
    number = said.removeprefix("#")
    for at, one in numbered.items():
        by_number = number.isdecimal() and int(number) == at
        by_words = not number.isdecimal() and said != "" and said in folded(one.text)
        if one.matter == words or by_number or by_words:
            yield at


def _offer(verb: str, number: int, nudge: Nudge) -> Action:
    label = f"{number}. {nudge.about}"
    return Action(label=label, verb=verb, given={"matter": (nudge.matter,)})


def quiet(scene: Scene, nudge: Nudge, until: date) -> Deed:
    """The actor isn't reminded of a matter before that day; Objection where that is so already."""
    change = snooze(scene, scene.actor.user, nudge.matter, until)
    if change.before == change.after:
        raise Objection("That is so already; `/ownership remind list` shows it.", field="matter")
    how_long = "any more" if until == FOR_EVER else f"before {until.day} {until:%B %Y}"
    says = notice(f"I don't remind you of this {how_long}: {nudge.text}")
    return Deed(says, (change,), own=scene.actor.person.key, silent=True)
