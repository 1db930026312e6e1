"""Every page that there is, found as a person finds it: by following links."""

import re
from collections.abc import Collection
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

_LINK = re.compile(r'href="(/[^"#]*)')


def addresses(app: Flask, client: FlaskClient, names: Collection[str]) -> dict[str, str]:
    """An address for each of the pages with these names, as far as links lead to them."""
    adapter = app.url_map.bind("localhost")
    found: dict[str, str] = {"ask": "/"}
    ahead = ["/"]
    while ahead:
        answer = client.get(ahead.pop(0))
        if not (answer.content_type or "").startswith("text/html"):
            continue
        for link in map(unescape, _LINK.findall(answer.text)):
            path, _, asked = link.partition("?")
            try:
                name, _ = adapter.match(path, query_args=asked)
            except HTTPException:
                continue
            if name in names and name not in found:
                found[name] = link
                ahead.append(link)
    return found
