"""The pages of the reference, made of the models, of what ships, and of the command line.

`python -m tests.docs.reference` writes them.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from pydantic import BaseModel

from bot.cli import rolecall
from bot.config import load_catalog
from bot.domain.catalog import Catalog
from bot.domain.operations import Operations
from bot.domain.organisation import Organisation
from bot.domain.ownership.rules import Rules
from bot.domain.reminders import Reminders
from bot.following import Following
from bot.search.score import Matching
from bot.search.vocabulary import VocabularyFile
from bot.slack.options import Options
from tests.docs.fields import tables

ROOT = Path(__file__).parents[2]
FOLDER = Path("docs", "reference")


@dataclass(frozen=True)
class Page:
    """What a page about a file says before its tables."""

    name: str
    title: str
    about: str
    model: type[BaseModel]
    example: str = ""


BAKERY = """\
<!-- file: bakery.yaml -->
```yaml
catalog: Bakery
caveat: Bakeries differ.
roles:
  - ref: role:baker
    name: Baker
    column: Baker
    summary: Bakes what is sold
    description: Bakes what is sold, and knows what was sold yesterday.
activities:
  - ref: activity:bake-bread
    name: Bake bread
    aliases: [make rolls]
    description: Dough in the evening, the oven at four.
    responsible: [role:baker]
```

```console
$ rolecall import bakery.yaml --dry-run
```
"""
ACME = """\
<!-- file: acme.yaml -->
```yaml
organisation: Acme
people:
  - {key: ana, name: Ana Ivanova, email: ana@acme.example}
  - {key: bo, name: Bo Chen, email: bo@acme.example}
teams:
  - {key: platform, name: ML Platform, kind: platform, leads: [bo]}
  - key: pricing
    name: Pricing
    platform: platform
    structure: hybrid
    channel: "#pricing"
    leads: [ana]
    assignments:
      - {role: role:mlops-engineer, person: bo, since: 2026-01-05}
    overrides:
      - activity: activity:track-experiments
        roles: []
        because: prices are compared live
    waived:
      - {role: role:data-engineer, because: the platform's pipelines are enough}
```

```console
$ rolecall import acme.yaml
$ rolecall ask "who deploys models?" --team pricing
Deploy models is shared by Machine Learning Engineer and MLOps Engineer.
…
```
"""

PAGES = (
    Page(
        "catalog",
        "A catalog",
        "A catalog says who does what: roles, activities, handoffs, structures and titles. "
        "[`config/catalog.yaml`](../../config/catalog.yaml) is the one that ships; "
        "`rolecall import FILE` takes another one in, and `/ownership` changes it in Slack.\n\n"
        "Each entry has a ref, `kind:key`, as `activity:deploy-models`. It is what everything "
        "else knows the entry by, so it never changes, whatever the entry is called. What "
        "belongs to a role has the role's key before its own: `duty:mlops-engineer/registry`.\n\n"
        "No name may stand for two entries, unless both stand together under `shared_names`. "
        "An activity has responsible roles, or says why it has none.",
        Catalog,
        BAKERY,
    ),
    Page(
        "organisation",
        "An organisation",
        "An organisation is its people and teams, and who fills which role in which of them. "
        "[`config/example.yaml`](../../config/example.yaml) shows all of it, and "
        "[files](../files.md) tells how it gets in and out.",
        Organisation,
        ACME,
    ),
    Page(
        "vocabulary",
        "config/vocabulary.yaml",
        "The words that a catalog and the people who ask about it share. "
        "[Matching](../matching.md) tells what they do; after a change, `rolecall tune` fits "
        "the rest to it.",
        VocabularyFile,
    ),
    Page(
        "matching",
        "config/matching.yaml",
        "When it answers, when it asks back, and how likeness becomes a probability. "
        "`rolecall tune` writes this file; `about_equal`, `rank` and `kinds` stay as they are in "
        "it. [Matching](../matching.md) tells what the thresholds do.",
        Matching,
    ),
    Page(
        "slack",
        "config/slack.yaml",
        "Who may ask, who the first stewards are, and the pace of messages. Tokens aren't here: "
        "they stay in the environment.",
        Options,
    ),
    Page(
        "gaps",
        "config/ownership.yaml",
        "From when on ownership counts as a gap, and what is told again when.",
        Rules,
    ),
    Page(
        "reminders",
        "config/reminders.yaml",
        "Who is reminded of what, after how long and how often. "
        "[Reminders](../reminders.md) tells what people see of it.",
        Reminders,
    ),
    Page(
        "following",
        "config/following.yaml",
        "Files that are taken in again by themselves, every so often. "
        "[Files](../files.md) tells which there can be.",
        Following,
    ),
    Page(
        "operations",
        "config/operations.yaml",
        "What whoever runs Rolecall decides about load, memory and retention. "
        "[Operations](../operations.md) tells what to watch.",
        Operations,
    ),
)


def written() -> dict[Path, str]:
    """Every page of the reference by its path in the project."""
    lines: dict[str, Callable[[], Iterator[str]]] = {
        "commands": _commands,
        "settings": _settings,
        "shipped": _shipped,
    }
    made = {name: "\n".join(told()) for name, told in lines.items()}
    made |= {one.name: "\n".join(_page(one)) for one in PAGES}
    return {FOLDER / f"{name}.md": text.rstrip("\n") + "\n" for name, text in made.items()}


def _page(page: Page) -> Iterator[str]:
    yield from (f"# {page.title}", "", page.about, "")
    if page.example:
        yield page.example
    yield from tables(page.model)


def _commands() -> Iterator[str]:
    """What each command says of itself when it is asked with --help."""
    yield from ("# The command line", "")
    yield "`.venv/bin/rolecall` is the command line; `python -m bot` is the same."
    for path, command in _every(rolecall, "rolecall"):
        context = click.Context(command, info_name=path)
        yield from ("", f"## {path}", "", "```", context.get_usage(), "```", "")
        yield inspect.cleandoc(command.help or "")
        options = [one for one in command.params if isinstance(one, click.Option)]
        if options:
            yield from ("", "| Option | Does |", "|---|---|")
            yield from (_option(one) for one in options)


def _every(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _every(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def _option(option: click.Option) -> str:
    named, does = option.get_help_record(click.Context(rolecall)) or ("", "")
    return f"| `{_cell(named)}` | {_cell(does)} |"


def _cell(text: str) -> str:
    """Text as a table's cell has it."""
    return text.replace("|", "\\|")


def _settings() -> Iterator[str]:
    """The README's table of what is set in the environment."""
    yield from ("# Settings", "", "From the environment, or from `.env` in the project:", "")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    start = readme.index("| Variable | Means | Default |")
    yield readme[start : readme.index("\n\n", start)]


def _shipped() -> Iterator[str]:
    """The catalog in config/, as people read it."""
    catalog = load_catalog(ROOT)
    yield from (f"# {catalog.catalog}", "")
    yield from ("The catalog that Rolecall ships with, and that yours may replace.", "")
    yield from (f"> {catalog.caveat}", "", "## Roles", "", "| Role | Is about |", "|---|---|")
    yield from (f"| {one.name} | {one.summary} |" for one in catalog.roles)
    yield from ("", "## Activities", "")
    yield f"| Activity | {' | '.join(one.column for one in catalog.roles)} |"
    yield "|---" * (len(catalog.roles) + 1) + "|"
    for activity in catalog.activities:
        cells = ["✓" if one.ref in activity.responsible else "" for one in catalog.roles]
        yield f"| {activity.name} | {' | '.join(cells)} |"
    yield from ("", "## Handoffs", "", "| Handoff | From | To | Breaks when |", "|---|---|---|---|")
    for one in catalog.handoffs:
        gives, receives = catalog.role(one.gives).name, catalog.role(one.receives).name
        yield f"| {one.name} | {gives} | {receives} | {one.problem} |"
    yield from ("", "## Structures", "")
    yield f"| Where sits | {' | '.join(one.name for one in catalog.structures)} |"
    yield "|---" * (len(catalog.structures) + 1) + "|"
    for role in catalog.roles:
        seats = [", then ".join(one.seats[role.ref]) for one in catalog.structures]
        yield f"| {role.name} | {' | '.join(seats)} |"
    yield from ("", "## Titles", "", "| It says | It means |", "|---|---|")
    yield from (f"| {one.name} | {catalog.role(one.role).name} |" for one in catalog.titles)


if __name__ == "__main__":
    for path, text in written().items():
        (ROOT / path).parent.mkdir(exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")
