"""`rolecall run`, which notes every few milliseconds where each of its threads is.

Usage: python bench/sampled.py FILE [words for `rolecall run`]

When it stops it writes a JSON object to FILE, `-` for none: for each place how often a thread that
worked (and wasn't waiting) was seen there. What its config allows people to ask is taken to have no
end.
"""

import json
import sys
import threading
from collections import Counter
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bot import cli, config  # noqa: E402
from bot.domain.operations import Limit, Limits, Operations  # noqa: E402

EVERY = 0.005
WAITING = {"wait", "select", "accept", "poll", "get", "acquire", "handler_thread", "_run"}
PLACES = (
    ("bot/search", "search"),
    ("bot/store", "store, our part"),
    ("bot/slack/render", "rendering"),
    ("bot/slack", "slack, our part"),
    ("bot/domain", "domain"),
    ("bot/commands", "commands"),
    ("bot/web", "web, our part"),
    ("slack_bolt", "slack-bolt"),
    ("slack_sdk", "slack-sdk"),
    ("psycopg", "psycopg, and waiting for PostgreSQL"),
    ("sqlalchemy", "SQLAlchemy"),
    ("waitress", "waitress"),
    ("flask", "Flask and Werkzeug"),
    ("werkzeug", "Flask and Werkzeug"),
    ("pydantic", "pydantic"),
)


def main(file: str) -> None:
    """Runs until it is stopped, and writes what it saw."""
    seen: Counter[str] = Counter()
    stopped = threading.Event()
    own = threading.Thread(target=_look, args=(seen, stopped), daemon=True)
    shipped = config.load_operations
    much = Limit(burst=100_000, per_minute=100_000)

    def unlimited(root: Path) -> Operations:
        limits = Limits(person=much, channel=much, workspace=much)
        return shipped(root).model_copy(update={"limits": limits})

    config.load_operations = unlimited
    if file != "-":
        own.start()
    sys.argv = ["rolecall", "run", *sys.argv[2:]]
    try:
        cli.main()
    finally:
        stopped.set()
        if file != "-":
            Path(file).write_text(json.dumps(dict(seen.most_common())), "utf-8")


def _look(seen: Counter[str], stopped: threading.Event) -> None:
    own = threading.get_ident()
    while not stopped.wait(EVERY):
        for thread, frame in sys._current_frames().items():  # noqa: SLF001 there is no other way
            if thread != own and (place := _place(frame)):
                seen[place] += 1


def _place(frame: FrameType) -> str | None:
    """Whose work a thread does: the innermost of those we name; None where it only waits."""
    innermost: FrameType | None = frame
    if frame.f_code.co_name in WAITING and "psycopg" not in frame.f_code.co_filename:
        return None
    while innermost is not None:
        for part, name in PLACES:
            if part in innermost.f_code.co_filename:
                return name
        innermost = innermost.f_back
    return None


if __name__ == "__main__":
    main(sys.argv[1])
