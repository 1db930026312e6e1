"""Who looks at a page, as they stand at that moment, and what that lets them see."""

import re
from dataclasses import replace

import pytest
from werkzeug.exceptions import Forbidden

from bot.domain.member import Member
from bot.search.finders import Finders
from bot.store.ledger import Ledger
from bot.web.app import make_app
from bot.web.health import Health
from bot.web.sessions import Session, Sessions
from bot.web.visitors import Visitor, Visitors
from tests.web.doors import (
    ADA,
    ANA,
    BEGAN,
    BO,
    DEE,
    GUS,
    HERE,
    KEY,
    MEMBERS,
    NEXT_DOOR,
    OLA,
    ROB,
    URL,
    Door,
    populate,
    told,
)
from tests.web.sites import local_site

ON_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])


@pytest.fixture
def harbour(ledger: Ledger) -> Ledger:
    """The ledger with a workspace of Slack's."""
    populate(ledger)
    return ledger


@pytest.fixture
def visitors(harbour: Ledger) -> Visitors:
    """Who looks at its pages."""
    return Visitors(harbour, Sessions([KEY], secure=True), None, lambda: BEGAN)


def test_a_lead(visitors: Visitors) -> None:
    """Whoever leads a team sees what is asked, and not who changed what."""
    ana = visitors.member(Session(HERE, ANA))
    assert ana == Visitor(HERE, ANA, "ana", frozenset({"churn"}))
    assert (ana.sees_questions, ana.sees_audit) == (True, False)


def test_a_member(visitors: Visitors) -> None:
    """A member of whom no file tells sees what everybody sees."""
    bo = visitors.member(Session(HERE, BO))
    assert bo == Visitor(HERE, BO)
    assert (bo.sees_questions, bo.sees_audit) == (False, False)


def test_an_admin(visitors: Visitors) -> None:
    """The workspace's admins see all, as they may do all."""
    ada = visitors.member(Session(HERE, ADA))
    assert (ada.steward, ada.sees_questions, ada.sees_audit) == (True, True, True)


def test_whoever_sits_here() -> None:
    """Whoever sits at the machine of a run without Slack may see everything."""
    assert (Visitor("local").sees_questions, Visitor("local").sees_audit) == (True, True)


@pytest.mark.parametrize(
    ("workspace", "member"),
    [(HERE, one) for one in (GUS, DEE, ROB, OLA, "UNOBODY", "")]
    + [(NEXT_DOOR, ANA), ("", ANA), ("T0GONE", ANA)],
)
def test_nobody(workspace: str, member: str, visitors: Visitors) -> None:
    """Nobody but a full member of that workspace is a visitor."""
    with pytest.raises(Forbidden, match="no full member"):
        visitors.member(Session(workspace, member))


def test_as_they_stand_now(visitors: Visitors, harbour: Ledger) -> None:
    """Who was made an admin sees more at once, and who is none any more sees less."""
    told(harbour, MEMBERS[1], admin=True)
    assert visitors.member(Session(HERE, BO)).steward
    told(harbour, replace(MEMBERS[1], as_of=1.0), admin=False)
    assert not visitors.member(Session(HERE, BO)).steward


def test_a_workspace_without_the_app(visitors: Visitors, harbour: Ledger) -> None:
    """A workspace that isn't Slack's, or removed the app, has no visitors by link."""
    with harbour.open("local", BEGAN) as books:
        books.create("This machine")
        books.roster.save_members([Member(ANA, "Ana")])
    with pytest.raises(Forbidden):
        visitors.member(Session("local", ANA))
    with harbour.open(HERE, BEGAN) as books:
        books.end()
    with pytest.raises(Forbidden):
        visitors.member(Session(HERE, ANA))


@ON_SQLITE
def test_a_page_that_isnt_for_them(harbour: Ledger, finders: Finders) -> None:
    """A page for stewards isn't shown to others, nor in the list of pages that they see."""
    door = Door(harbour, finders)
    for member, status, listed in ((BO, 403, False), (ADA, 200, True)):
        browser = door.browser()
        browser.enters(door.token(member))
        assert browser.opens("/audit").status_code == status
        assert ('href="/audit"' in browser.opens("/").text) is listed


@ON_SQLITE
def test_every_page_asks(harbour: Ledger, finders: Finders) -> None:
    """No page there is shows a stranger anything, whatever they say of themselves."""
    visitors = Visitors(harbour, Sessions([KEY], secure=True), None, lambda: BEGAN)
    local = local_site(harbour, finders, lambda: HERE, lambda: BEGAN)
    site = replace(local, visitors=visitors)
    client = make_app(site, Health(harbour, lambda: "off", lambda: None)).test_client()
    for path in (_addressed(page.path) for page in site.pages.values()):
        for cookie in ("", "x", "nobody"):
            headers = {"Cookie": f"__Host-rolecall={cookie}; rolecall={cookie}"}
            answer = client.get(path, base_url=URL, headers=headers)
            assert answer.status_code == 403, (path, answer.text)
            assert "type /ownership pages in Slack" in answer.text
            for inside in ("Churn", "Ana Ivanova", "Harbour Goods", "<nav"):
                assert inside not in answer.text


def _addressed(path: str) -> str:
    """The address of something that a page may be about."""
    return re.sub(r"<(?:any\((\w+))?[^>]*>", lambda part: part[1] or "1", path)


@ON_SQLITE
def test_reached_without_links(harbour: Ledger, finders: Finders) -> None:
    """Where others reach this machine and nothing signs links nobody gets in, not even from it."""
    site = local_site(harbour, finders, lambda: HERE, lambda: BEGAN)
    site = replace(site, visitors=Visitors(harbour, None, None, lambda: BEGAN))
    client = make_app(site, Health(harbour, lambda: "off", lambda: None)).test_client()
    answer = client.get("/")
    assert answer.status_code == 403
    assert "has to set ROLECALL_PUBLIC_URL" in answer.text
    assert client.get("/enter").status_code == 404
