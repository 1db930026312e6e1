"""Whom an answer names as owners, to be notified if somebody wants that."""

from bot.domain.reply import Named, Reply

MOST_NOTIFIED = 5
"""An answer that names more of them asks nobody in particular."""


OWNING = ("responsible", "gives", "receives")
"""Who has another part in a matter, such as being informed, isn't asked about it."""


def owners(reply: Reply) -> tuple[Named, ...]:
    """The people with an account who fill the roles now: backups of those that nobody else fills.

    None where the answer has no owner, or more than can reasonably be called.
    """
    if reply.outcome != "answered" or not reply.roles:
        return ()
    owning = {one.ref for one in reply.roles if one.part in OWNING}
    here = [one for one in reply.people if _present(one) and one.role in owning]
    filled = {_role(one) for one in here if one.standing != "backup"}
    first = [one for one in here if one.standing != "backup" or _role(one) not in filled]
    found = tuple({one.user: one for one in first}.values())
    return found if len(found) <= MOST_NOTIFIED else ()


def _present(one: Named) -> bool:
    return one.state == "accepted" and one.user is not None


def _role(one: Named) -> tuple[str, str]:
    return one.team, one.role
