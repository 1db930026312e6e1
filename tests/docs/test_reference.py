"""The reference is made of the models, and of nothing that is gone."""

from pathlib import Path

import pytest

from tests.docs.reference import FOLDER, ROOT, written

REWRITE = "it isn't what there is now; write it again with: python -m tests.docs.reference"


@pytest.fixture(scope="session")
def pages() -> dict[Path, str]:
    """The pages as they are to be."""
    return written()


def test_the_reference(pages: dict[Path, str]) -> None:
    """Each page is what the models, the command line and the catalog say; none is left over."""
    there = {path.relative_to(ROOT) for path in (ROOT / FOLDER).glob("*.md")}
    assert there == set(pages)
    for path, text in pages.items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, f"{path}: {REWRITE}"


@pytest.mark.parametrize(
    ("name", "kind", "left_out"),
    [
        ("nobody_because", "text", "–"),
        ("agreeing", "whole number from 1 to 100", "`3`"),
        ("seats", "for each `role:…`: list of `product` or `platform`", "needed"),
        ("active", "`true` or `false`", "`true`"),
        ("checklist", "[checklist](#checklist)", "needed"),
        ("working_hours", "[working hours](#working-hours)", "needed"),
        ("most_gone", "number above 0 to 1", "`0.5`"),
    ],
)
def test_what_a_field_says(name: str, kind: str, left_out: str, pages: dict[Path, str]) -> None:
    """A field is told with its kind and bounds, and with what it is when left out."""
    rows = "\n".join(pages.values()).splitlines()
    [row] = [row for row in rows if row.startswith(f"| `{name}` |")]
    assert row.startswith(f"| `{name}` | {kind} | ")
    assert row.endswith(f" | {left_out} |")
