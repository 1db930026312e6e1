"""What is being answered just now, as far as whoever works for it has noted."""

import threading

from bot import request


def test_nobody_asks() -> None:
    """Outside of a request there is none, and what is noted is lost."""
    request.repeated()
    request.answered("choose")
    assert request.current() is None


def test_within() -> None:
    """What is noted stands at the innermost request, and a try begins with nothing."""
    with request.about("one", "T1") as outer:
        with request.about("two", None) as inner:
            request.answered("unknown")
        request.repeated()
        assert request.current() is outer
    assert (outer.became, outer.outcomes) == ("repeated", [])
    assert (inner.became, inner.outcomes) == ("taken", ["unknown"])
    outer.begin()
    assert outer.became == "taken"


def test_threads() -> None:
    """A thread knows nothing of what another one works for."""
    found = []
    with request.about("one", "T1"):
        other = threading.Thread(target=lambda: found.append(request.current()))
        other.start()
        other.join()
    assert found == [None]
