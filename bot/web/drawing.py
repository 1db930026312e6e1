"""Pictures for pages, of which only a few are drawn at once: everything else has to go on."""

from collections.abc import Callable
from threading import BoundedSemaphore

from werkzeug.exceptions import ServiceUnavailable

from bot.pictures import FORMS, Form, Told, draw
from bot.web.page import Visit

AT_ONCE = 2
"""So many pictures are made at once; a large one takes seconds."""

PATIENCE = 5.0
"""Seconds that a request waits for its turn; a page shows several pictures."""

BUSY = "Pictures are being drawn for others just now; try again in a few seconds."

_ROOM = BoundedSemaphore(AT_ONCE)
_FORMS: dict[str, Form] = {form: form for form in FORMS}


def drawn(
    visit: Visit, kind: str, told: Callable[[], Told], form: str, *, dark: bool = False
) -> bytes:
    """The picture as a file, of what is `told` once it is its turn.

    Raises ServiceUnavailable where others are being drawn for too long.
    """
    picture = visit.pictures()[kind]
    if not _ROOM.acquire(timeout=PATIENCE):
        raise ServiceUnavailable(BUSY)
    try:
        return draw(picture, told(), form=_FORMS[form], dark=dark)
    finally:
        _ROOM.release()
