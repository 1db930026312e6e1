"""How long the server takes for each page, and how much of it is sent.

Usage: python bench/pages.py [--json]

The organisation has 500 activities, 40 roles, 520 teams and 5,000 people. Beside the matrix stands
what Jinja alone takes for a table of as many places, each a link in a loop in a loop, and no more.
Times are the processor's, so what else runs doesn't count; the best of several is told.
"""

import argparse
import gzip
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path

from columns import aligned
from flask.testing import FlaskClient
from jinja2 import Environment

from bot import wiring
from bot.commands.take_in import apply
from bot.domain.catalog import Catalog
from bot.settings import ROOT, Settings
from bot.taking_in.catalog import plan_catalog
from bot.taking_in.organisation import plan_organisation
from bot.web.app import make_app
from bot.web.compress import LEVEL
from bot.web.health import Health

sys.path.insert(0, str(ROOT))

from tests.web.crawl import addresses
from tests.web.large import ACTIVITIES, ROLES, large_catalog, large_organisation
from tests.web.sites import local_site

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SPARSE, DENSE = "large", "ticked"
ROUNDS = 5
PLAIN = """<!doctype html><title>Matrix</title><table>
<tr><th>Activity</th>{% for role in roles %}<th>{{ role }}</th>{% endfor %}</tr>
{% for name, cells in rows %}<tr><th>{{ name }}</th>{% for cell in cells %}<td>{% if cell %}
<a href="/person/{{ cell }}">{{ cell }}</a>{% endif %}</td>{% endfor %}</tr>
{% endfor %}</table>"""

Figures = dict[str, float]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="Measures the pages of a large organisation.")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    said = parser.parse_args()
    found = dict(measured())
    print(json.dumps(found) if said.json else table(found))


def measured() -> Iterator[tuple[str, Figures]]:
    """By what was measured: milliseconds, and kilobytes sent and unpacked."""
    with tempfile.TemporaryDirectory() as folder, _built(Path(folder)) as product:
        for where in (SPARSE, DENSE):
            site = local_site(product.ledger, product.finders, partial(str, where), lambda: NOW)
            app = make_app(site, Health(product.ledger, lambda: "off", lambda: None))
            client = app.test_client()
            for name, path in sorted(_asked(where, addresses(app, client, site.pages)).items()):
                yield name, _page(client, path)
    share = 3 / ROLES
    yield "plain Jinja, 3 of 40 ticked", _plain(share)
    yield "plain Jinja, everything ticked", _plain(1)


def _asked(where: str, found: dict[str, str]) -> dict[str, str]:
    if where == DENSE:
        return {"matrix, everything ticked": "/matrix?team=team-0"}
    beside = "/matrix?team=team-0&team=team-1&team=team-2"
    return {
        **{name: path for name, path in found.items() if not name.endswith("_file")},
        "matrix": "/matrix?team=team-0",
        "matrix, all teams counted": "/matrix?team=all",
        "matrix, one of three teams": beside,
        "matrix, filtered": "/matrix?team=team-0&q=person+number+4&show=unconfirmed",
        "matrix, as CSV": "/matrix.csv?team=team-0",
        "matrix, as YAML": "/matrix.yaml?team=team-0",
        "matrix, as PNG": "/matrix.png?team=all",
        "ask, answered": "/?q=who+owns+activity+number+7&team=team-0",
    }


def _page(client: FlaskClient, path: str) -> Figures:
    def get() -> bytes:
        answer = client.get(path, headers={"Accept-Encoding": "gzip"}, buffered=True)
        if answer.status_code != HTTPStatus.OK:
            raise SystemExit(f"{path} is answered with {answer.status}.")
        return bytes(answer.data)

    sent = get()
    unpacked = gzip.decompress(sent) if sent.startswith(b"\x1f\x8b") else sent
    return {"ms": _best(get), "sent_kb": _kb(sent), "unpacked_kb": _kb(unpacked)}


def _plain(share: float) -> Figures:
    """The same number of places and links by Jinja alone, packed like ours."""
    template = Environment(autoescape=True).from_string(PLAIN)
    roles = [f"Role {n}" for n in range(ROLES)]
    every = round(1 / share)
    rows = [
        (f"Activity Number {n}", [None if (n + m) % every else f"person-{m}" for m in range(ROLES)])
        for n in range(ACTIVITIES)
    ]

    def render() -> bytes:
        return gzip.compress(template.render(roles=roles, rows=rows).encode(), LEVEL)

    sent = render()
    return {"ms": _best(render), "sent_kb": _kb(sent), "unpacked_kb": _kb(gzip.decompress(sent))}


def _best(job: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        job()
        times.append((time.process_time() - began) * 1000)
    return round(min(times), 1)


def _kb(content: bytes) -> float:
    return round(len(content) / 1000, 1)


@contextmanager
def _built(folder: Path) -> Iterator[wiring.Product]:
    """The product with the organisation in two workspaces: as it is, and with everything ticked."""
    settings = Settings(database_url=f"sqlite:///{folder}/pages.db")
    wiring.migrate(settings, ROOT)
    with wiring.build(settings, ROOT) as product:
        for where, catalog in ((SPARSE, large_catalog()), (DENSE, _ticked(large_catalog()))):
            with product.ledger.open(where, NOW) as books:
                books.create(where)
                apply(books, plan_catalog(books, catalog, "bench"), "bench")
                apply(books, plan_organisation(books, large_organisation(), "bench"), "bench")
        yield product


def _ticked(catalog: Catalog) -> Catalog:
    """The catalog with every role responsible for every activity."""
    roles = tuple(role.ref for role in catalog.roles)
    change = {"responsible": roles, "accountable": ()}
    activities = tuple(one.model_copy(update=change) for one in catalog.activities)
    return catalog.model_copy(update={"activities": activities})


def table(found: dict[str, Figures]) -> str:
    """The figures for a person."""
    rows = [("page", "ms", "kB sent", "kB unpacked")]
    rows += [
        (name, f"{one['ms']:.1f}", f"{one['sent_kb']:.1f}", f"{one['unpacked_kb']:.1f}")
        for name, one in found.items()
    ]
    return "\n".join(aligned(rows))


if __name__ == "__main__":
    main()
