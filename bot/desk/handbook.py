"""The handbook of `/ownership`, `docs/ownership.md`, made of what the verbs declare."""

from collections.abc import Iterator, Mapping

from bot.desk.help import about, with_help
from bot.domain.ownership.verb import WHO, Verb

_INTRODUCTION = """\
# What `/ownership` can do

Ownership is kept in Slack: type `/ownership` and what you want, or `/ownership` alone for a form.
What is in brackets may be left out; a name that could be read in two ways goes into “quotes”.
Words, buttons and forms do the same; each change is recorded with who made it, and can be undone.
In a team's channel you needn't name the team.
"""


def as_markdown(verbs: Mapping[str, Verb]) -> str:
    """The handbook: a section for each verb, in the order of their names."""
    every = with_help(verbs)
    sections = ["\n".join(_section(every[name])) for name in sorted(every)]
    return "\n".join((_INTRODUCTION, *sections))


def _section(verb: Verb) -> Iterator[str]:
    yield from (f"## {verb.name}", "", "```", f"/ownership {verb.usage}", "```", "")
    yield from (verb.help, "", f"Who may: {WHO[verb.who]}.", "")
    if verb.arguments:
        yield from ("| Argument | What it is |", "|---|---|")
        for one in verb.arguments:
            yield f"| `{_cell(one.usage)}` | {_cell(about(one))} |"
        yield ""
    if verb.examples:
        yield from ("```", *(f"/ownership {one}" for one in verb.examples), "```", "")


def _cell(text: str) -> str:
    """Text as a table's cell has it."""
    return text.replace("|", "\\|")
