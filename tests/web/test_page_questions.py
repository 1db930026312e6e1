"""The page of questions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.store.questions import Question
from bot.web.visitors import Visitor
from bot.wiring import LOCAL, Product
from tests.web.conftest import NOW
from tests.web.looks import links, main, next_door, plain, seen_by, text

MONDAY = datetime(2026, 11, 23, tzinfo=NOW.tzinfo)
LEAD = Visitor(LOCAL, "U2", "lucia", frozenset({"churn"}))


def asked(product: Product, words: str, outcome: str, at: datetime = NOW, **more: Any) -> str:
    """A question that was asked, by Mei unless it is said by whom."""
    found = {
        "asker": "mei",
        "surface": "mention",
        "text": words,
        "team": None,
        "ref": None,
        "outcome": outcome,
        "score": None,
        "member": "UMEI",
        "channel": "C1",
    }
    with product.ledger.open(more.pop("workspace", LOCAL), at) as books:
        return books.note_question(Question(**(found | more)))


def rows(html: str) -> list[Sequence[str]]:
    """The words of each row of the first table."""
    table = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [plain(row.replace("</td>", " | ").replace("</th>", " | ")).split(" | ")
            for row in table.split("</tr>") if row.strip()]  # fmt: skip


def test_week_by_week(product: Product, both: FlaskClient) -> None:
    """Each question counts once, in its week: answered, asked back, not known, or wrong."""
    asked(product, "who deploys models?", "answered")
    asked(product, "who owns that?", "nobody", MONDAY)
    asked(product, "which?", "choose")
    asked(product, "who flies kites?", "unknown")
    wrong = asked(product, "who builds models?", "answered")
    with product.ledger.open(LOCAL, NOW) as books:
        books.record_verdict(wrong, "U1", "wrong")
        books.record_verdict(wrong, "U2", "wrong")
    # What somebody chose when they were asked back is no question of its own.
    asked(product, "which?", "answered", surface="click")
    asked(product, "which?", "answered", surface="team chosen")
    asked(product, "who deploys?", "left", MONDAY - timedelta(seconds=1))
    asked(product, "who deploys?", "answered", MONDAY - timedelta(weeks=12))
    page = main(both, "/questions")
    table = [[cell.strip(" |") for cell in row] for row in rows(page)]
    assert table[0] == ["2026-11-23", "2", "1", "1", "1"]
    assert table[1] == ["2026-11-16", "1", "0", "0", "0"]
    assert len(table) == 12
    assert sum(int(cell) for row in table for cell in row[1:]) == 6


def test_bars(product: Product, both: FlaskClient) -> None:
    """The same figures are bars, which tell by more than colour what is what."""
    for outcome in ("answered", "choose", "unknown"):
        asked(product, "who flies kites?", outcome)
    page = main(both, "/questions")
    assert 'role="img"' in page
    assert "the table below has the same figures" in page
    chart = page.partition("<svg")[2].partition("</svg>")[0]
    assert chart.count('class="answered"') == 1
    assert chart.count('fill="url(#choose)"') == 1
    assert chart.count('fill="url(#unknown)"') == 1
    assert chart.count('fill="url(#wrong)"') == 0


def test_not_answered(product: Product, both: FlaskClient) -> None:
    """What wasn't answered is told once for all who asked alike, and whom is never told."""
    for n, words in enumerate(("who flies the kites?", "who flies kites?", "kites, who flies?")):
        asked(product, words, "unknown", asker="jonas", member=f"U{n}")
    asked(product, "who deploys models?", "answered")
    page = main(both, "/questions")
    words = plain(page)
    assert "flies kites 3 3" in words or "flies the kites 3 3" in words
    assert "deploys models" not in words
    assert "Jonas" not in words
    assert any(one.startswith("/?q=") for one in links(page))


def test_names_nobody(product: Product, both: FlaskClient) -> None:
    """A question that names somebody is told to nobody."""
    asked(product, "why can't <@U7> fly the kites?", "unknown")
    asked(product, "who flies the kites of mei@example.com?", "unknown")
    assert "kites" not in text(both, "/questions")


def test_leads(product: Product) -> None:
    """A lead reads what was asked about their teams, or by who fills a role there."""
    asked(product, "who flies kites?", "unknown", asker="mei")
    asked(product, "who sails boats?", "unknown", asker="ruth", team="churn")
    asked(product, "who climbs trees?", "unknown", asker="ruth", team="search")
    asked(product, "who digs holes?", "unknown", asker=None)
    page = main(seen_by(product, LEAD), "/questions")
    words = plain(page)
    assert "For Churn , or by people who fill a role there." in words
    assert "kites" in words
    assert "boats" in words
    assert "trees" not in words
    assert "holes" not in words
    assert [cell.strip(" |") for cell in rows(page)[0]] == ["2026-11-23", "0", "0", "2", "0"]


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize(
    ("visitor", "status"),
    [
        (Visitor(LOCAL, "U1", "mei"), 403),
        (LEAD, 200),
        (Visitor(LOCAL, "U3", "ines", steward=True), 200),
        (Visitor(LOCAL), 200),
    ],
)
def test_for_whom(visitor: Visitor, status: int, product: Product) -> None:
    """Stewards and leads see it, and nobody else; to others nothing leads there."""
    browser = seen_by(product, visitor)
    assert browser.get("/questions").status_code == status
    assert ('href="/questions"' in browser.get("/gaps").text) is (status == 200)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_markup(product: Product, both: FlaskClient) -> None:
    """What people ask is shown as the text that it is."""
    asked(product, "who flies <b>kites</b> & {{ 7 * 7 }} <script>alert(1)</script>?", "unknown")
    page = main(both, "/questions")
    assert "<b>" not in page
    assert "<script" not in page


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_next_door(product: Product) -> None:
    """Another workspace reads its own questions alone."""
    asked(product, "who flies kites?", "unknown")
    neighbour = Visitor(next_door(product).workspace, "U2", steward=True)
    page = main(seen_by(product, neighbour), "/questions")
    assert "kites" not in page
    assert "Everything that was asked is answered by now." in page
