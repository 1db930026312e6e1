"""Asks whether a locked dependency has a known vulnerability, and fails where one has.

Whether the service that knows can be reached is none of the code's fault: where it can't, that is
said in a line and is no failure, but with --strict.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FILES = ("requirements.txt", "requirements-dev.txt")
PATIENCE = 600
NOT_REACHED = "The dependencies were not audited: nobody who knows of vulnerabilities was reached."
GOOD, VULNERABLE, UNKNOWN = 0, 1, 2


def main(words: Sequence[str]) -> int:
    """The code to leave with; what was found is printed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strict", action="store_true", help="fail where it can't be told")
    parser.add_argument("--report", type=Path, help="judge this report of pip-audit in JSON")
    given = parser.parse_args(words)
    text = _audited() if given.report is None else given.report.read_text(encoding="utf-8")
    code, lines = judged(_dependencies(text))
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return GOOD if code == UNKNOWN and not given.strict else code


def judged(dependencies: Sequence[dict[str, Any]]) -> tuple[int, list[str]]:
    """What a report of these dependencies means: a code, and a line for each thing to know."""
    found = [line for one in dependencies for line in _vulnerabilities(one)]
    skipped = [one["name"] for one in dependencies if "skip_reason" in one]
    if len(skipped) == len(dependencies):
        return UNKNOWN, [NOT_REACHED]
    left_out = [f"Nothing is known of {', '.join(skipped)}."] if skipped else []
    if found:
        return VULNERABLE, [*found, *left_out]
    audited = len(dependencies) - len(skipped)
    told = [f"No vulnerability is known in {audited} of {len(dependencies)} dependencies."]
    return (UNKNOWN if skipped else GOOD), [*told, *left_out]


def _vulnerabilities(dependency: dict[str, Any]) -> Iterator[str]:
    for one in dependency.get("vulns", ()):
        fixed = ", ".join(one.get("fix_versions", ())) or "no version yet"
        yield f"{dependency['name']} {dependency['version']}: {one['id']}, fixed in {fixed}."


def _dependencies(text: str) -> list[dict[str, Any]]:
    """What a report tells of; nothing where it is none, as when the service failed halfway."""
    try:
        report = json.loads(text)
    except ValueError:
        return []
    return list(report.get("dependencies", ())) if isinstance(report, dict) else []


def _audited() -> str:
    """What pip-audit reports of the locked dependencies."""
    tool = str(Path(sys.executable).with_name("pip-audit"))
    words = [tool, "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    files = [f"--requirement={ROOT / name}" for name in FILES]
    try:
        done = subprocess.run(  # noqa: S603
            [*words, "--disable-pip", "--require-hashes", *files],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return str(done.stdout)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
