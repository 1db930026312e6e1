"""Ask: a question in a person's own words becomes an answer."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain import answer
from bot.domain.call import Call
from bot.domain.catalog import Catalog
from bot.domain.meant import asked_about, named_team
from bot.domain.organisation import Organisation, Team
from bot.domain.reply import Match, Reply
from bot.domain.value import kind_of
from bot.search.clean import clean
from bot.search.finder import Finder, Found
from bot.search.finders import Finders
from bot.store.books import Books

_PARTS = ("duty", "deliverable", "interaction")


def ask(call: Call, books: Books, finders: Finders) -> Reply:
    """The answer from what a workspace's books say now."""
    catalog, organisation = books.catalog(), books.organisation()
    workspace = books.workspace
    finder = finders.of(workspace.id, workspace.catalog_version, catalog)
    return reply_to(call, catalog, organisation, finder)


def reply_to(call: Call, catalog: Catalog, organisation: Organisation, finder: Finder) -> Reply:
    """The answer to one call: which entry is meant, for which team, and who that is."""
    asked = clean(call.text)
    named, found = _found(asked, organisation, finder)
    teams = asked_about(organisation, named, call)
    matter = answer.Matter(catalog, organisation, teams, call.today, asked)
    if call.ref is not None and call.ref in catalog.by_ref:
        chosen = _chosen(catalog, call.ref)
        return answer.answered(replace(matter, question=chosen.name), [chosen])
    if not found or found[0].probability < finder.matching.ask_back_from:
        return answer.unknown(matter)
    matches = [_match(one) for one in found]
    rivals = _rivals(found, finder.matching.about_equal)
    if rivals:
        return answer.choose(matter, [matches[0], *(_match(one) for one in rivals)])
    if found[0].probability < finder.matching.answer_from:
        return answer.choose(matter, matches)
    return answer.answered(matter, matches)


def _found(
    asked: str, organisation: Organisation, finder: Finder
) -> tuple[Team | None, list[Found]]:
    """The team that a question names and what fits the rest of it.

    A team may be called what an entry is called: where the rest says too little, it was no team.
    """
    named, rest = named_team(asked, organisation)
    found = finder.find(rest)
    if named is not None and _best(found) < finder.matching.ask_back_from:
        whole = finder.find(asked)
        if _best(whole) >= finder.matching.ask_back_from:
            return None, _preferred(whole, finder.matching.about_equal)
    return named, _preferred(found, finder.matching.about_equal)


def _best(found: Sequence[Found]) -> float:
    return found[0].probability if found else 0.0


def _chosen(catalog: Catalog, ref: str) -> Match:
    return Match(ref=ref, kind=kind_of(ref), name=catalog.by_ref[ref].name, score=1.0)


def _preferred(found: Sequence[Found], about_equal: float) -> list[Found]:
    """What was found, best first; on a tie an activity wins over a part of it, a role over a title.

    What was called by its whole name is meant, and loses to nothing that wasn't.
    """
    if not found:
        return []
    best = found[0]
    for one in found[1:]:
        near = best.logit - one.logit <= about_equal / 4 and one.exact >= best.exact
        if near and _goes_before(one, best):
            first = replace(one, probability=max(one.probability, best.probability))
            return [first, *(other for other in found if other is not one)]
    return list(found)


def _goes_before(one: Found, other: Found) -> bool:
    if one.kind == "role":
        return other.kind == "title"
    return one.kind == "activity" and other.kind in _PARTS


def _rivals(found: Sequence[Found], about_equal: float) -> list[Found]:
    """What fits about as well as the best and leads to somebody else.

    A duty of one of an activity's roles is no rival of it: whoever asks gets the wider answer.
    Nor is a title that a role is also called by: the role's answer says so.
    """
    best = found[0]
    return [
        one
        for one in found[1:]
        if best.logit - one.logit <= about_equal
        and one.exact >= best.exact
        and not _says_the_same(best, one)
    ]


def _says_the_same(best: Found, one: Found) -> bool:
    if best.leads_to == one.leads_to or (best.kind, one.kind) == ("role", "title"):
        return True
    wide, part = (best, one) if best.kind == "activity" else (one, best)
    return wide.kind == "activity" and part.kind in _PARTS and part.leads_to <= wide.leads_to


def _match(found: Found) -> Match:
    return Match(ref=found.ref, kind=found.kind, name=found.name, score=found.probability)
