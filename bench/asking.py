"""What the benches share: the questions, Rolecall as it answers them, the time an answer takes."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from bot import wiring
from bot.commands.ask import ask
from bot.domain.call import Call
from bot.settings import ROOT, Settings

QUESTIONS = ROOT / "tests" / "data" / "writers.jsonl"
WARM = 100

Answer = TypeVar("Answer")


@contextmanager
def rolecall(url: str) -> Iterator[Callable[[str], list[str]]]:
    """A question through everything but the terminal, to the refs of its matches, best first.

    The database that the URL names is brought to this version's tables first.
    """
    settings = Settings(database_url=url)
    wiring.migrate(settings)
    with wiring.build(settings) as product:
        workspace = wiring.workspace(product, None)
        with product.ledger.read(workspace) as books:
            today = wiring.now().date()

            def answer(text: str) -> list[str]:
                reply = ask(Call(text=text, today=today, surface="bench"), books, product.finders)
                return [match.ref for match in reply.matches]

            yield answer


def timed(
    texts: Sequence[str], answer: Callable[[str], Answer]
) -> tuple[list[Answer], list[float]]:
    """(answers, their milliseconds), after the first questions were asked once to warm up."""
    for text in islice(texts, WARM):
        answer(text)
    answers, times = [], []
    for text in texts:
        began = time.perf_counter()
        answers.append(answer(text))
        times.append((time.perf_counter() - began) * 1000)
    return answers, times


def percentile(times: Sequence[float], percent: int) -> float:
    """The milliseconds within which so many of a hundred answers were there."""
    return round(sorted(times)[len(times) * percent // 100], 2)
