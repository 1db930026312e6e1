"""A question that is for nobody here."""

from bot.domain.fact import Subject
from bot.domain.value import MOST_NAME, Name, Value


class Dismissal(Value):
    """Words that ask for what is not ours, and the key of whoever said so."""

    words: Name
    by: Name


def dismissal(words: str) -> Subject:
    """The fact that a question in these words is for nobody here."""
    return Subject("dismissal", (" ".join(words.casefold().split())[:MOST_NAME],))
