"""What a report on dependencies means for a build: a vulnerability fails it, silence doesn't."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 60
GOOD = {"name": "flask", "version": "3.1.3", "vulns": []}
BAD = {
    "name": "jinja2",
    "version": "3.1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.6"], "aliases": [], "description": ""}],
}
UNFIXED = {"name": "click", "version": "8.5.1", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}
SKIPPED = {"name": "mako", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def _audit(text: str, folder: Path, root: Path, *words: str) -> tuple[int, str]:
    report = folder / "report.json"
    report.write_text(text, encoding="utf-8")
    done = subprocess.run(  # noqa: S603
        [sys.executable, root / ".ci" / "audit.py", "--report", report, *words],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("dependencies", "code", "strict", "said"),
    [
        ([GOOD], 0, 0, "No vulnerability is known in 1 of 1"),
        ([GOOD, SKIPPED], 0, 2, "Nothing is known of mako."),
        ([GOOD, BAD], 1, 1, "jinja2 3.1.0: PYSEC-1, fixed in 3.1.6."),
        ([SKIPPED, UNFIXED], 1, 1, "click 8.5.1: PYSEC-2, fixed in no version yet."),
        ([SKIPPED, SKIPPED], 0, 2, "were not audited"),
        ([], 0, 2, "were not audited"),
    ],
)
def test_judged(
    dependencies: list[dict[str, Any]],
    code: int,
    strict: int,
    said: str,
    root: Path,
    tmp_path: Path,
) -> None:
    """A known vulnerability fails; what nobody could say fails only where it is strict."""
    text = json.dumps({"dependencies": dependencies, "fixes": []})
    left, output = _audit(text, tmp_path, root)
    assert left == code
    assert said in output
    assert _audit(text, tmp_path, root, "--strict") == (strict, output)


@pytest.mark.parametrize("text", ["", "ERROR: no connection", "[]", "null"])
def test_no_report(text: str, root: Path, tmp_path: Path) -> None:
    """Where no report was made nobody was reached, and that is one line."""
    left, output = _audit(text, tmp_path, root)
    assert (left, len(output.splitlines())) == (0, 1)
    assert "were not audited" in output
