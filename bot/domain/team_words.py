"""The words of a question as they are compared with what teams are called."""

import re

_WORD = re.compile(r"#?[^\W_]+(?:[-'’][^\W_]+)*|[,.;:?!()\n]")


def team_words(text: str) -> list[re.Match[str]]:
    """Words and marks, each where it stands; the # of a channel belongs to its word."""
    return list(_WORD.finditer(text))


def folded_words(text: str) -> list[str]:
    """The same as plain words, in any case."""
    return [match.group().casefold() for match in team_words(text)]
