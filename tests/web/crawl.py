"""Every page that there is, found as a person finds it: by following links."""

import re
from collections import defaultdict
from collections.abc import Collection
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

MOST = 10
"""So many pages of a kind are looked at for links."""

_LINK = re.compile(r'href="(/[^"#]*)')


def addresses(app: Flask, client: FlaskClient, names: Collection[str]) -> dict[str, str]:
    """An address for each of the pages with these names, as far as links lead to them."""
    adapter = app.url_map.bind("localhost")
    found: dict[str, list[str]] = defaultdict(list, ask=["/"])
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
            if name in names and link not in found[name] and len(found[name]) < MOST:
                found[name].append(link)
                ahead.append(link)
    return {name: several[0] for name, several in found.items() if several}
