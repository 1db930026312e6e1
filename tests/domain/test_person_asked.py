"""Questions about what one person owns."""

from typing import Any

import pytest

from bot.domain.organisation import Organisation
from bot.domain.person_asked import accounts_spelt, person_asked, person_chosen
from bot.domain.roles_named import marked
from tests.example import small

PEOPLE: list[dict[str, Any]] = [
    {"key": "p1", "name": "Ana Silva", "email": "asilva@example.com", "slack": "U1ANA"},
    {"key": "p2", "name": "Ana Costa", "slack": "W2"},
    {"key": "p3", "name": "Lucía Fernández", "email": "LF@example.com"},
    {"key": "p4", "name": "Bo O'Neil-Lind"},
    {"key": "p5", "name": "Bo", "active": False},
    {"key": "p6", "name": "Dana Kowalski", "active": False},
    {"key": "zed"},
]
HERE = Organisation.model_validate({"organisation": "Acme", "people": PEOPLE})


def _asked(text: str, asker: str | None = None) -> list[str] | None:
    people = person_asked(marked(accounts_spelt(text), small()), HERE, asker)
    return None if people is None else [one.key for one in people]


@pytest.mark.parametrize(
    "text",
    [
        "what does {} own?",
        "What all does {} do",
        "what is {} responsible for?",
        "what's {} in charge of",
        "which roles does {} have",
        "what roles does {} play here?",
        "what are {}'s roles?",
        "{}'s responsibilities",
        "who is {}?",
        "whos {}",
        "hi, can you tell me what {} owns",
        "which activities does {} own, please",
    ],
)
@pytest.mark.parametrize("name", ["Lucía Fernández", "lucia", "LUCÍA", "lf"])
def test_asked(text: str, name: str) -> None:
    """However it is asked, with the whole name, the first or that of the address."""
    if ", please" in text:
        text = text.replace(",", "")
    assert _asked(text.format(name)) == ["p3"]


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Ana", ["p1", "p2"]),
        ("Ana Costa", ["p2"]),
        ("asilva", ["p1"]),
        ("@ana", ["p1", "p2"]),
        ("Bo", ["p5"]),
        ("bo o’neil-lind", ["p4"]),
        ("Dana", ["p6"]),
        ("Zed", ["zed"]),
        ("<@U1ANA>", ["p1"]),
        ("<@W2|ana.costa>", ["p2"]),
        ("<@U404>", []),
    ],
)
def test_whose(name: str, keys: list[str]) -> None:
    """A whole name goes before a first name, and an account is exactly one person or nobody."""
    assert _asked(f"what does {name} own?") == keys


def test_who_left_is_not_in_the_way() -> None:
    """Of several with one first name whoever has left isn't meant."""
    people = [*PEOPLE[:1], PEOPLE[1] | {"active": False}]
    here = Organisation.model_validate({"organisation": "Acme", "people": people})
    found = person_asked(marked("what does Ana own", small()), here, None)
    assert [one.key for one in found or ()] == ["p1"]


@pytest.mark.parametrize(
    "text", ["what do I own?", "my roles", "who am i", "what am I in charge of"]
)
def test_asker(text: str) -> None:
    """Whoever asks may ask about themselves, where they are known."""
    assert _asked(text, "p4") == ["p4"]
    assert _asked(text, None) is None
    assert _asked(text, "p99") is None


def test_mention_of_us() -> None:
    """A mention in front is whom the question is for, not whom it is about."""
    assert _asked("<@U0BOT> what does <@U1ANA> own?") == ["p1"]
    assert _asked("<@U0BOT>: who is Lucia?") == ["p3"]


@pytest.mark.parametrize(
    "text",
    [
        "what does Nobody own?",
        "what does the team own",
        "what does it do?",
        "what does the maker do",
        "what is a keeper responsible for",
        "who is the keeper",
        "who ships things",
        "what does Lucia own and who ships things",
        "Lucia",
        "what",
        "",
    ],
)
def test_not_asked(text: str) -> None:
    """Strangers, roles and things are no people, and a longer question is another one."""
    assert _asked(text) is None


def test_chosen() -> None:
    """A person who was chosen by their ref is that person; other refs aren't people."""
    found = person_chosen("person:p3", HERE)
    assert [one.name for one in found or ()] == ["Lucía Fernández"]
    for ref in ("person:p99", "role:p3", None):
        assert person_chosen(ref, HERE) is None
