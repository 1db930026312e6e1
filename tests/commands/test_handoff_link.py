"""Attaching links as evidence: of the web, without a password, a few of them."""

import pytest

from bot.domain.checklist import MOST_ADDRESS, MOST_LINKS
from tests.commands.counter import ANA, BO, CY, Counter
from tests.commands.going import begun, checklist, refused


@pytest.mark.parametrize(
    ("said", "url", "what"),
    [
        ("https://x.example/a", "https://x.example/a", None),
        ("<https://x.example/a?b=1&amp;c=2>", "https://x.example/a?b=1&c=2", None),
        ("<https://x.example/a|x.example/a> the contract", "https://x.example/a", "the contract"),
        ("https://x.example/a as API documentation", "https://x.example/a", "API documentation"),
        ("HTTPS://X.example:8443/a#b", "HTTPS://X.example:8443/a#b", None),
    ],
)
def test_attached(counter: Counter, said: str, url: str, what: str | None) -> None:
    """A link is attached as Slack writes it, with what it is."""
    begun(counter)
    assert counter.says(CY, f"handoff link 1 to {said}").done
    assert [(one.url, one.what) for one in checklist(counter).links] == [(url, what)]


@pytest.mark.parametrize(
    ("said", "because"),
    [
        ("http://x.example/a", "begins with https://"),
        ("ftp://x.example", "begins with https://"),
        ("javascript:alert(1)", "begins with https://"),
        ("https://", "begins with https://"),
        ("https://-x", "begins with https://"),
        ("https://x.example:port/", "begins with https://"),
        ("https://x.example/\u202ea", "begins with https://"),
        ("https://me@x.example/", "can't have a name or password in it"),
        ("https://me:secret@x.example/", "can't have a name or password in it"),
        (f"https://x.example/{'a' * MOST_ADDRESS}", f"one of at most {MOST_ADDRESS}."),
        ("the contract", "begins with https://"),
    ],
)
def test_no_link(counter: Counter, said: str, because: str) -> None:
    """What isn't a link of the web, hides something or holds a password is refused."""
    begun(counter)
    refused(counter, CY, f"handoff link 1 to {said}", because)


def test_a_few(counter: Counter) -> None:
    """So many links and no more; the same one again only changes what it is called."""
    begun(counter)
    for number in range(MOST_LINKS):
        assert counter.says(CY, f"handoff link 1 to https://x.example/{number}").done
    refused(counter, CY, "handoff link 1 to https://x.example/more", f"has {MOST_LINKS} links")
    refused(counter, CY, "handoff link 1 to https://x.example/0", "is attached to handoff 1")
    assert counter.says(CY, "handoff link 1 to https://x.example/0 the contract").done
    assert [one.what for one in checklist(counter).links][-1] == "the contract"
    refused(counter, BO, "handoff link 1 to https://x.example/0", "Attaching a link is for")
    shown = counter.says(ANA, "handoff show 1 links").reply
    assert [line[0].url for one in shown.sections for line in one.lines] == [
        *(f"https://x.example/{number}" for number in range(1, MOST_LINKS)),
        "https://x.example/0",
    ]
