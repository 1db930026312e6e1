"""Pages as somebody sees them, and what was done before they looked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import unescape

from flask import Request
from flask.testing import FlaskClient

from bot.domain.act import How
from bot.domain.fact import Body, Change, Subject
from bot.web.app import make_app
from bot.web.health import Health
from bot.web.visitors import Visitor, Visitors
from bot.wiring import LOCAL, Product
from tests.web.conftest import NOW
from tests.web.sites import local_site

HOSTILE = "<i>Mei</i> & “Tanaka” {{ 7 * 7 }}"
SHOWN = "&lt;i&gt;Mei&lt;/i&gt; &amp; “Tanaka” {{ 7 * 7 }}"

_TAGS = re.compile(r"<[^>]+>")
_MAIN = re.compile(r"<main[^>]*>(.*)</main>", re.DOTALL)
_LINKS = re.compile(r"<a [^>]*href=\"([^\"]+)\"[^>]*>")


@dataclass(frozen=True)
class _Always(Visitors):
    """Whoever comes is this visitor."""

    visitor: Visitor = field(kw_only=True)

    def of(self, request: Request) -> Visitor:
        """The one visitor there is."""
        del request
        return self.visitor


def seen_by(product: Product, visitor: Visitor) -> FlaskClient:
    """A browser of somebody who followed their link."""
    ledger, finders = product.ledger, product.finders
    site = local_site(ledger, finders, lambda: visitor.workspace, lambda: NOW)
    always = _Always(ledger, None, None, lambda: NOW, visitor=visitor)
    health = Health(ledger, lambda: "off", lambda: None)
    app = make_app(replace(site, visitors=always), health)
    # Whoever has an account can leave.
    app.add_url_rule("/leave", "leave", lambda: "", methods=["POST"])
    return app.test_client()


def text(client: FlaskClient, path: str) -> str:
    """The words of a page, without its frame."""
    return plain(main(client, path))


def main(client: FlaskClient, path: str, status: int = 200) -> str:
    """What is in the frame of a page."""
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    found = _MAIN.search(answer.text)
    assert found
    assert found[1].count("<h1>") == 1
    return found[1]


def plain(html: str) -> str:
    """HTML as words."""
    return " ".join(unescape(_TAGS.sub(" ", html)).split())


def links(html: str) -> list[str]:
    """The addresses of other pages that a page leads to."""
    return [unescape(one) for one in _LINKS.findall(html) if not one.startswith("#")]


def did(
    product: Product, changes: Sequence[Change], *, verb: str = "assign", actor: str = "U1"
) -> int:
    """Somebody did this; the number of the act."""
    how = How(verb=verb, surface="command")
    with product.ledger.open(LOCAL, NOW) as books:
        return books.record(changes, actor=actor, source="slack", how=how)


def changed(product: Product, subject: Subject, **fields: object) -> Change:
    """The step after which a fact has these fields."""
    before = body(product, subject)
    return Change(subject, before, before | fields)


def gone(product: Product, subject: Subject) -> Change:
    """The step after which something is no fact."""
    return Change(subject, body(product, subject), None)


def body(product: Product, subject: Subject) -> Body:
    """What is stored of something."""
    with product.ledger.read(LOCAL) as books:
        found = books.fact(subject)
    assert found is not None
    return found


def next_door(product: Product, at: datetime = NOW) -> Visitor:
    """Somebody of another workspace, where there is nothing yet but the same catalog."""
    with product.ledger.read(LOCAL) as books:
        entries = books.facts({"catalog", "entry"})
    with product.ledger.open("T2", at) as books:
        books.create("Next door")
        changes = [Change(subject, None, body) for subject, body in entries.items()]
        books.record(changes, actor="U2", source="file")
    return Visitor("T2", "U2", None)
