"""Pictures for pages, of which only a few are drawn at once: everything else has to go on."""

from threading import BoundedSemaphore

from werkzeug.exceptions import ServiceUnavailable

from bot.pictures import FORMS, Form, Told, draw
from bot.web.page import Visit

AT_ONCE = 2
"""Requests that draw or wait for their turn; a large picture takes seconds."""

BUSY = "Pictures are being drawn for others just now; try again in a few seconds."

_ROOM = BoundedSemaphore(AT_ONCE)
_FORMS: dict[str, Form] = {form: form for form in FORMS}


def drawn(visit: Visit, kind: str, told: Told, form: str, *, dark: bool = False) -> bytes:
    """The picture as a file. Raises ServiceUnavailable where enough others are being drawn."""
    picture = visit.pictures()[kind]
    if not _ROOM.acquire(blocking=False):
        raise ServiceUnavailable(BUSY)
    try:
        return draw(picture, told, form=_FORMS[form], dark=dark)
    finally:
        _ROOM.release()
