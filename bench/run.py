"""Prints the figures: quality and speed of a question beside RapidFuzz, a batch, a start.

Usage: python bench/run.py [--json]

Everything runs on a database of its own in a temporary folder.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process, utils

from bot import wiring
from bot.commands.ask import ask
from bot.config import load_catalog
from bot.domain.call import Call
from bot.domain.catalog import Boundary
from bot.settings import ROOT, Settings

QUESTIONS = ROOT / "tests" / "data" / "questions.jsonl"
BATCH = 1000
PEER_FROM = 86  # the score from which the peer's match counts as an answer: its best trade


def main() -> None:
    """Measures and prints."""
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        wiring.migrate(Settings(database_url=url))
        systems = {"Rolecall": ours(rows, url), "extractOne(WRatio)": peer(rows)}
        figures: dict[str, Any] = {"questions": systems}
        environment = os.environ | {"DATABASE_URL": url, "PORT": "0"}
        figures["batch_of_1000_s"] = batch(rows, environment)
        figures["ready_s"], figures["resident_mb"] = start(environment)
    print(json.dumps(figures) if "--json" in sys.argv else table(figures))


def ours(rows: list[dict[str, Any]], url: str) -> dict[str, float]:
    """A question through everything but the terminal: database, matching, routing, wording."""
    with wiring.build(Settings(database_url=url)) as product:
        workspace = wiring.workspace(product, None)
        with product.ledger.read(workspace) as books:
            today = wiring.now().date()

            def answer(text: str) -> list[str]:
                reply = ask(Call(text=text, today=today, surface="bench"), books, product.finders)
                return [match.ref for match in reply.matches]

            return measured(rows, answer)


def peer(rows: list[dict[str, Any]]) -> dict[str, float]:
    """The same questions against the names and aliases of the same entries."""
    names: list[str] = []
    refs: list[str] = []
    for ref, entry in load_catalog(ROOT).by_ref.items():
        if not isinstance(entry, Boundary):
            for name in (entry.name, *getattr(entry, "aliases", ())):
                names.append(name)
                refs.append(ref)

    def answer(text: str) -> list[str]:
        found = process.extractOne(
            text, names, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=PEER_FROM
        )
        return [refs[found[2]]] if found else []

    return measured(rows, answer)


def measured(rows: list[dict[str, Any]], answer: Callable[[str], list[str]]) -> dict[str, float]:
    """Shares and milliseconds over all rows, each asked once to warm up."""
    for row in rows:
        answer(row["text"])
    times, right, refused = [], 0, 0
    for row in rows:
        began = time.perf_counter()
        refs = answer(row["text"])
        times.append((time.perf_counter() - began) * 1000)
        right += bool(refs and refs[0] in row["expected"])
        refused += not refs and not row["expected"]
    inside = sum(bool(row["expected"]) for row in rows)
    times.sort()
    return {
        "top1": round(right / inside, 3),
        "refused_off": round(refused / (len(rows) - inside), 3),
        "p50_ms": round(times[len(times) // 2], 2),
        "p99_ms": round(times[int(len(times) * 0.99)], 2),
    }


def batch(rows: list[dict[str, Any]], environment: dict[str, str]) -> float:
    """Seconds for a thousand questions through the command line, start included."""
    lines = [json.dumps({"id": n, "text": rows[n % len(rows)]["text"]}) for n in range(BATCH)]
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--batch", "-"],
        input="\n".join(lines),
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
        env=environment,
        cwd=ROOT,
    )
    return round(time.perf_counter() - began, 2)


def start(environment: dict[str, str]) -> tuple[float, float]:
    """(seconds until the page answers, MiB resident after a hundred questions)."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    ) as running:
        lines = iter(running.stdout or ())
        url = next(line.rsplit(" ", 1)[1].strip() for line in lines if "ready at" in line)
        get(f"{url}/readyz")
        ready = time.perf_counter() - began
        for _ in range(100):
            get(f"{url}/?q=who+deploys+models")
        status = Path(f"/proc/{running.pid}/status")
        resident = 0.0
        if status.exists():
            sizes = [line for line in status.read_text().splitlines() if line.startswith("VmRSS")]
            resident = int(sizes[0].split()[1]) / 1024
        running.terminate()
    return round(ready, 2), round(resident, 1)


def get(url: str) -> None:
    """Asks for a page and reads all of it."""
    with urllib.request.urlopen(url) as page:  # noqa: S310 - our own address
        page.read()


def table(figures: dict[str, Any]) -> str:
    """The figures for a person."""
    lines = [f"{'':20} {'top-1':>7} {'off refused':>12} {'p50 ms':>8} {'p99 ms':>8}"]
    for name, system in figures["questions"].items():
        shares = f"{system['top1']:>7.1%} {system['refused_off']:>12.1%}"
        lines.append(f"{name:20} {shares} {system['p50_ms']:>8} {system['p99_ms']:>8}")
    lines.append("")
    lines.append(f"1,000 questions in a batch, start included: {figures['batch_of_1000_s']} s")
    lines.append(f"ready after {figures['ready_s']} s, resident {figures['resident_mb']} MiB")
    return "\n".join(lines)


main()
