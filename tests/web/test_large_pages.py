"""Pages of an organisation with 500 activities, 40 roles, 520 teams and 5,000 people."""

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot import wiring
from bot.commands.take_in import apply
from bot.settings import Settings
from bot.taking_in.catalog import plan_catalog
from bot.taking_in.organisation import plan_organisation
from bot.web.visitors import Visitor
from bot.wiring import LOCAL
from tests.web.conftest import NOW
from tests.web.large import large_catalog, large_organisation
from tests.web.looks import links, main, plain, seen_by

MOST_BYTES = 100_000
PAGES = (
    "/activity/activity-3",
    "/role/role-3",
    "/team/team-3",
    "/team/platform-1",
    "/person/p24",
    "/handoff/handoff-1",
    "/gaps",
    "/gaps?team=team-3",
    "/structures",
    "/structures?team=team-3",
    "/questions",
    "/audit",
)


@pytest.fixture(scope="module")
def large(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A browser that sees the pages of the large organisation."""
    path = tmp_path_factory.mktemp("large") / "rolecall.db"
    shutil.copy(migrated_file, path)
    with wiring.build(Settings(database_url=f"sqlite:///{path}")) as built:
        with built.ledger.open(LOCAL, NOW) as books:
            books.create("Large")
            apply(books, plan_catalog(books, large_catalog(), "file"), "U1")
            apply(books, plan_organisation(books, large_organisation(), "file"), "U1")
        yield seen_by(built, Visitor(LOCAL))


@pytest.mark.parametrize("path", PAGES)
def test_size(path: str, large: FlaskClient) -> None:
    """Each page fits into what a slow connection brings at once."""
    answer = large.get(path)
    assert answer.status_code == 200
    assert len(answer.data) <= MOST_BYTES
    assert len(gzip.compress(answer.data)) <= MOST_BYTES // 10


@pytest.mark.parametrize(
    ("path", "words", "pages"),
    [("/activity/activity-3", "1–100 of 520", 6), ("/role/role-3", "1–100 of 520", 6)],
)
def test_all_of_it(path: str, words: str, pages: int, large: FlaskClient) -> None:
    """A long list says how long it is, and all of it is there, page by page."""
    assert words in plain(main(large, path))
    seen: list[str] = []
    address: str | None = path
    teams: set[str] = set()
    while address:
        seen.append(address)
        page = main(large, address)
        teams.update(one for one in links(page) if one.startswith("/team/"))
        later = [one for one in links(page) if f"page={len(seen) + 1}" in one]
        address = later[0] if later else None
    assert len(seen) == pages
    assert len(teams) >= 500


def test_choice_of_team(large: FlaskClient) -> None:
    """Of so many teams one is named, not chosen from a list."""
    page = main(large, "/gaps?team=Team Number 77")
    assert "<h1>What is missing in Team Number 77</h1>" in page
    assert "<option" not in page
