"""What belongs together: of one matter only one person at a time decides."""

from collections.abc import Collection

from bot.domain.fact import Subject

_WIDTHS = {"assignment": 2, "waiver": 2, "lead": 1}


def matter(subject: Subject) -> tuple[str, ...]:
    """What a fact is decided with: who fills a role in a team, or that nobody has to, is one."""
    if subject.kind == "entry":
        # Whether a file or the workspace itself says something of an entry is one matter.
        return (subject.kind, subject.key[1])
    kind = "assignment" if subject.kind == "waiver" else subject.kind
    return (kind, *subject.key[: _WIDTHS.get(subject.kind, len(subject.key))])


def alone(subject: Subject) -> tuple[str, ...]:
    """One fact without what else belongs to its matter, such as one person's part in a role."""
    return (subject.kind, *subject.key)


def belongs(subject: Subject, matters: Collection[tuple[str, ...]]) -> bool:
    """Whether a fact belongs to one of these matters, or is one of these facts."""
    return matter(subject) in matters or alone(subject) in matters
