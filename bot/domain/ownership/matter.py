"""What belongs together: of one matter only one person at a time decides."""

from bot.domain.fact import Subject

_WIDTHS = {"assignment": 2, "waiver": 2, "lead": 1}


def matter(subject: Subject) -> tuple[str, ...]:
    """What a fact is decided with: who fills a role in a team, or that nobody has to, is one."""
    kind = "assignment" if subject.kind == "waiver" else subject.kind
    return (kind, *subject.key[: _WIDTHS.get(subject.kind, len(subject.key))])
