"""Questions for the difference between two roles."""

import re

from bot.domain.roles_named import ROLE, Marked

TWO = 2

_COMPARING = re.compile(r"\b(?:diff\w*|vs|versus|compar\w+|distin\w+|contrast\w*|or|overlap\w*)\b")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_NAMED = re.compile(rf"{ROLE}(?:'s)?")
_BESIDE = """
a an the our my and or to from with of for in as at by than this that it one thing exactly actually
really between what what's whats which who who's how is are isn't aren't be do does don't can could
would you i we me us there any not no just basically explain tell describe show know understand
please pls hi hey so again here role roles job jobs title titles position positions person people
engineer engineers responsibilities duties tasks work works main key big biggest
"""
_MORE = frozenset(_BESIDE.split())


def compared(said: Marked) -> tuple[str, str] | None:
    """The two roles that a text compares, in its order; None where it asks anything else."""
    both = tuple(dict.fromkeys(said.roles))
    if len(both) != TWO or not _COMPARING.search(said.text):
        return None
    rest = _WORD.findall(_COMPARING.sub(" ", _NAMED.sub(" ", said.text)))
    return (both[0], both[1]) if _MORE.issuperset(rest) else None
