"""The documentation is built of all its pages, and nothing in it leads nowhere."""

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest


class Links(HTMLParser):
    """What a page links to and shows, and the places in it that others may link to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.anchors: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what one element has of both."""
        given = dict(attrs)
        self.anchors |= {given[name] or "" for name in ("id", "name") if name in given}
        self.targets |= {
            given[name] or "" for name in ("href", "src") if tag != "form" and name in given
        }


@pytest.fixture(scope="session")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built with every warning an error."""
    out = tmp_path_factory.mktemp("docs") / "site"
    words = ["-b", "html", "-W", "--keep-going", "-n", "-q", "-d", str(out.parent / "trees")]
    # Pictures may be in the making just now; another test says whether each of them is made.
    words += ["-D", "suppress_warnings=image.not_readable"]
    done = subprocess.run(  # noqa: S603 Sphinx
        [sys.executable, "-m", "sphinx", *words, str(root / "docs"), str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out


def test_every_page_is_built(site: Path, root: Path) -> None:
    """Each page in `docs/` is one of the site."""
    pages = [path.relative_to(root / "docs") for path in (root / "docs").rglob("*.md")]
    assert [one for one in pages if not (site / one).with_suffix(".html").is_file()] == []


def test_links_lead_somewhere(site: Path) -> None:
    """What a page links to in the site is there, down to the heading."""
    pages = {path.resolve(): Links(path) for path in site.rglob("*.html")}
    lost = []
    for path, page in pages.items():
        for target in page.targets:
            where = urlsplit(target)
            if where.scheme or where.netloc or "docs-pictures" in where.path:
                continue
            there = (path.parent / unquote(where.path)).resolve() if where.path else path
            if not there.exists():
                lost.append(f"{path.name}: {target}")
            elif where.fragment and there in pages:
                found = unquote(where.fragment) in pages[there].anchors
                lost += [] if found else [f"{path.name}: {target}"]
    assert lost == []


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    """A page shows what the site has, and asks nobody else for it."""
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for start in ('src="http', 'rel="stylesheet" href="http'):
            assert start not in text, path.name
