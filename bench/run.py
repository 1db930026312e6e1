"""Prints how fast Rolecall is: a question, a batch, a start.

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
from pathlib import Path

from asking import QUESTIONS, percentile, rolecall, timed

from bot.domain.evaluation import Labelled
from bot.files import read_json_lines
from bot.settings import ROOT

BATCH = 1000


def main() -> None:
    """Measures and prints."""
    texts = [line.text for line in read_json_lines(QUESTIONS, Labelled)]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        with rolecall(url) as ask:
            _, times = timed(texts, ask)
        figures = {"p50_ms": percentile(times, 50), "p99_ms": percentile(times, 99)}
        environment = os.environ | {"DATABASE_URL": url, "PORT": "0"}
        figures["batch_of_1000_s"] = batch(texts, environment)
        figures["ready_s"], figures["resident_mb"] = start(environment)
    print(json.dumps(figures) if "--json" in sys.argv else table(figures))


def batch(texts: list[str], environment: dict[str, str]) -> float:
    """Seconds for a thousand questions through the command line, start included."""
    lines = [json.dumps({"id": n, "text": texts[n % len(texts)]}) for n in range(BATCH)]
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


def table(figures: dict[str, float]) -> str:
    """The figures for a person."""
    return "\n".join(
        (
            f"a question: median {figures['p50_ms']} ms, p99 {figures['p99_ms']} ms",
            f"1,000 questions in a batch, start included: {figures['batch_of_1000_s']} s",
            f"ready after {figures['ready_s']} s, resident {figures['resident_mb']} MiB",
        )
    )


if __name__ == "__main__":
    main()
