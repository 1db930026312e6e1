"""The reason that somebody gives, in their own words, fit to be kept and shown to others."""

import re

from pydantic import TypeAdapter, ValidationError

from bot.domain.ownership.deed import Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Given
from bot.domain.value import Prose

_MARKED = re.compile(r"<(?P<sign>[@#]?)(?P<what>[^<>|!@#][^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_PROSE: TypeAdapter[str] = TypeAdapter(Prose)


def reason(scene: Scene, given: Given) -> str | None:
    """The reason under `because`, None where there is none; mentions become names.

    Objection for one that can't be kept.
    """
    said = " ".join((given.maybe("because", str) or "").split())
    if not said:
        return None
    try:
        return _PROSE.validate_python(_MARKED.sub(lambda found: _plain(scene, found), said))
    except ValidationError:
        raise Objection(
            "Write the reason in at most 2,000 plain characters, and without @here or @channel.",
            field="because",
        ) from None


def because(said: str | None) -> str:
    """A reason as the end of a sentence, before its full stop; nothing where there is none."""
    return f", because {said.rstrip('. ')}" if said else ""


def _plain(scene: Scene, found: re.Match[str]) -> str:
    sign, what, label = found["sign"], found["what"], found["label"]
    if sign != "@":
        return sign + (label or what) if sign else what
    person, member = scene.organisation.account.get(what), scene.member(what)
    return person.called if person else member.name if member else label or "somebody"
