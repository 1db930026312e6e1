"""`config/matching.yaml` as tuning writes it: with what it was fitted on."""

from collections.abc import Iterator, Mapping, Sequence

from bot.search.score import Judging, Matching
from bot.tuning.calibrate import NEAR, Judged, Weighed

_HEAD = """\
# When Rolecall answers, when it asks back, and how likeness becomes a probability.
# `rolecall tune` writes this file; about_equal, rank and kinds are taken over as they stand.
"""


def matching_file(matching: Matching, messages: Sequence[Weighed]) -> str:
    """The file's text."""
    return "\n".join((_HEAD, *_lines(matching, messages), ""))


def fitted_on(judging: Judging, messages: Sequence[Weighed]) -> Iterator[str]:
    """What the probabilities were fitted on and what comes of them, a line each."""
    judged = [m.judged(judging) for m in messages]
    inside = [one for one in judged if one.labelled.expected]
    writers = {one.labelled.writer for one in judged}
    count = f"{len(judged)} messages by {len(writers)} writers"
    yield f"{count}, a collection counted as one, each judged by what other messages taught:"
    yield f"best match right in {_share([m.right for m in inside])} of {len(inside)} questions"
    heard = [(m, m.answerable >= judging.ask_back_from) for m in inside]
    yield f"refused {_share([not h for _, h in heard])} of them"
    wrong = [h and not m.right and m.probability >= judging.answer_from for m, h in heard]
    yield f"answered wrongly as if it were sure {_share(wrong)} of them"
    yield from _off(judging, [one for one in judged if not one.labelled.expected])


def _off(judging: Judging, off: Sequence[Judged]) -> Iterator[str]:
    for near, kind in ((False, "on other matters"), (True, "that only sound as if they weren't")):
        kept = [m for m in off if (m.labelled.kind == NEAR) == near]
        told = _share([m.answerable >= judging.ask_back_from for m in kept])
        yield f"not refused {told} of {len(kept)} messages {kind}"


def _lines(matching: Matching, messages: Sequence[Weighed]) -> Iterator[str]:
    yield "# How near in log-odds two entries must be to fit about equally."
    yield f"about_equal: {matching.about_equal}"
    yield "\n# What puts one entry before another where words alone speak."
    yield from _section("rank", matching.rank)
    yield "\n# What an entry gains by its kind: on a tie an activity wins, an interaction is last."
    yield from _section("kinds", matching.kinds)
    yield "\n# Where no examples are for an entry: from ask_back_from on it is likely enough that"
    yield "# anything in the catalog was asked for, from answer_from on that the best one is right."
    yield from _judging("words_alone", matching.words_alone)
    yield "\n# The same where examples taught us the catalog. Fitted on"
    yield from (f"# {line}" for line in fitted_on(matching.with_examples, messages))
    yield from _judging("with_examples", matching.with_examples)


def _judging(name: str, judging: Judging) -> Iterator[str]:
    yield f"{name}:"
    yield f"  answer_from: {judging.answer_from}"
    yield f"  ask_back_from: {judging.ask_back_from}"
    yield from _section("right", judging.right, "  ")
    yield from _section("answerable", judging.answerable, "  ")


def _section(name: str, weights: Mapping[str, float], indent: str = "") -> Iterator[str]:
    yield f"{indent}{name}:{'' if weights else ' {}'}"
    yield from (f"{indent}  {key}: {value}" for key, value in weights.items())


def _share(truths: Sequence[bool]) -> str:
    return f"{sum(truths) / len(truths):.1%}" if truths else "none"
