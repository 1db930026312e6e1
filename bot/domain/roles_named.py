"""Which roles a text names, and where."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.catalog import Catalog

MOST_CHARACTERS = 400
"""A longer text tells a story, and how it asks is not to be read from single words."""

MOST_KEPT = 1024
"""So many workspaces may name their roles differently before any is made ready again."""

ROLE = r"§\d+"
"""Where a marked text names a role."""

_DETERMINERS = "the a an our my your their any every each all most some these those only even also"
_KINDS = "new own junior senior lead typical current usual poor"
THE_ROLE = (
    rf"(?:(?:{'|'.join(_DETERMINERS.split())}) ){{0,2}}(?:(?:{'|'.join(_KINDS.split())}) )?{ROLE}"
)
"""A role with the words that lead to its name: “our new data scientist”."""

_WORD = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"[^\S\n]+")


@dataclass(frozen=True)
class Marked:
    """A text in small letters in which “§0”, “§1” and so on stand where it names a role.

    `named` are the entries in that order, roles or titles; `roles` are what they mean.
    """

    text: str
    named: tuple[str, ...]
    roles: tuple[str, ...]

    @property
    def only(self) -> str | None:
        """The one role or title that the text names; None where that is none or several."""
        return self.named[0] if len(set(self.named)) == 1 else None


def marked(text: str, catalog: Catalog) -> Marked:
    """A cleaned text with its roles marked; without words where it is too long."""
    if len(text) > MOST_CHARACTERS:
        return Marked("", (), ())
    plain = _SPACE.sub(" ", text.lower().replace("’", "'").replace("§", " ")).strip()
    called = _called(catalog.role_names)
    named: list[str] = []

    def mark(found: re.Match[str]) -> str:
        named.append(called[_spoken(found[1])])
        return f"§{len(named) - 1}"

    said = _pattern(tuple(called)).sub(mark, plain) if called else plain
    meant = (catalog.parts(ref)[0][0] for ref in named)
    return Marked(said, tuple(named), tuple(meant))


@lru_cache(maxsize=MOST_KEPT)
def _called(names: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Roles and titles by every name they have; what is both is the role."""
    called: dict[str, str] = {}
    for name, ref in names:
        spoken = _spoken(name.lower().partition(" (")[0])
        if spoken:
            called.setdefault(spoken, ref)
    return called


def _spoken(name: str) -> str:
    return " ".join(_WORD.findall(name))


@lru_cache(maxsize=MOST_KEPT)
def _pattern(called: tuple[str, ...]) -> re.Pattern[str]:
    """Finds the names, the longest where several begin at one place, in the plural too."""
    longest_first = sorted(called, key=len, reverse=True)
    names = (r"[\s/_-]{1,3}".join(name.split()) for name in longest_first)
    return re.compile(rf"(?<!\w)({'|'.join(names)})s?(?!\w)")
