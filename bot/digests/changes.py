"""Changes: what was changed since the channel was told last, by whom."""

from collections.abc import Iterator

from bot.digests import Digest, Line, Look
from bot.domain.act import Act
from bot.domain.edition import Matter
from bot.domain.fact import KEPT_KINDS, Change
from bot.domain.ownership.telling import names_in, told_all
from bot.domain.reply import Span

NAME = "changes"
MOST_LOOKED_AT = 200
MOST_TOLD = 25
"""So many acts are told one by one, the newest; of the others how many they are."""

MOST_CHANGES = 3
"""So many changes of an act are told."""

_MORE = "more"
_FILE = "file:"
_NO_NEWS = KEPT_KINDS - {"dismissal"}
"""What channels hear, and what is ticked there, is no news to them."""


def find(look: Look) -> Iterator[Matter]:
    """The acts since then, the newest first; what was done and undone meanwhile is left out."""
    of = (look.team.key,) if look.team else ()
    acts = look.record.acts(MOST_LOOKED_AT, of=of, after=look.since)
    undone = look.scene.past.undoings()
    pairs = {number for one in undone.items() if one[0] > look.since for number in one}
    news = [act for act in acts if act.number not in pairs and _tells(act)]
    for act in news[:MOST_TOLD]:
        yield Matter(digest=NAME, about=(str(act.number),))
    more = len(news) - MOST_TOLD
    if more > 0:
        least = "over " if len(acts) == MOST_LOOKED_AT else ""
        about = (_MORE, str(news[MOST_TOLD].number))
        yield Matter(digest=NAME, about=about, found={"count": f"{least}{more}"})


def line(look: Look, matter: Matter) -> Line:
    """What an act changed, by whom and when, and whether it was undone since."""
    if matter.about[0] == _MORE:
        count = matter.found["count"]
        text = f"… and {count} before that; `/ownership history` lists them"
        return Line((Span(text=text),))
    number = int(matter.about[0])
    act = next(iter(look.record.acts(1, before=number + 1)), None)
    if act is None or act.number != number:
        return Line((Span(text=f"Change #{number} is not known any more"),), done=True)
    undone = look.scene.past.undoings().get(number)
    told = f"#{number} · {_what(look, act)}"
    if undone is not None:
        return Line((Span(text=f"{told}; undone by #{undone}"),), done=True)
    return Line((Span(text=told),))


def _tells(act: Act) -> bool:
    return any(_is_news(change) for change in act.changes)


def _is_news(change: Change) -> bool:
    return change.subject.kind not in _NO_NEWS


def _what(look: Look, act: Act) -> str:
    """“Ada, 3 May: + Cy as MLOps Engineer in Churn”; a long act is told by what and how much."""
    names = names_in(look.scene)
    when = f"{names.account(act.actor)}, {act.at.day} {act.at:%b}"
    if act.source.startswith(_FILE) and act.count > MOST_CHANGES:
        return f"{when}: {act.count:,} changes from a file"
    news = [change for change in act.changes if _is_news(change)]
    undoes = f"undid #{act.how.undoes}: " if act.how.undoes else ""
    count = act.count - len(act.changes) + len(news)
    here = [one for one in news if look.team and look.team.key in one.subject.key]
    lines = told_all(here or news, count, names, MOST_CHANGES)
    return f"{when}: {undoes}{'; '.join(lines)}"


DIGEST = Digest(
    name=NAME,
    heading="Changed",
    help="what was changed since last time, by whom",
    find=find,
    line=line,
)
