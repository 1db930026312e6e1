"""Answers in text are sent smaller to browsers that take them so."""

import gzip
from http import HTTPStatus

from flask import Response, request

SMALL = 1_000
"""Bytes; below, packing costs more than it saves."""

LEVEL = 5
_TEXTS = (
    "text/",
    "application/json",
    "application/yaml",
    "image/svg+xml",
    "application/javascript",
)


def compressed(response: Response) -> Response:
    """The answer, packed with gzip where it is text, long enough, and the browser takes it.

    What holds a link that still opens something is left as it is: beside what others can put into
    a page, its length would tell of it.
    """
    if not (response.content_type or "").startswith(_TEXTS) or request.args.get("link"):
        return response
    response.vary.add("Accept-Encoding")
    if not _wanted(response):
        return response
    # What is read from a file goes out as it is otherwise.
    response.direct_passthrough = False
    whole = response.get_data()
    if len(whole) < SMALL:
        return response
    response.set_data(gzip.compress(whole, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag is not None:
        # The same content, and other bytes.
        response.set_etag(etag, weak=True)
    return response


def _wanted(response: Response) -> bool:
    packed = "Content-Encoding" in response.headers or "Content-Range" in response.headers
    plain = response.status_code == HTTPStatus.OK and request.method in ("GET", "HEAD")
    return plain and not packed and request.accept_encodings["gzip"] > 0
