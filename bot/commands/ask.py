"""Ask: a question in a person's own words becomes an answer."""

from collections.abc import Sequence

from bot.domain import answer
from bot.domain.call import Call
from bot.domain.catalog import Catalog
from bot.domain.meant import asked_about, named_team
from bot.domain.organisation import Organisation
from bot.domain.reply import Match, Reply
from bot.domain.value import kind_of
from bot.search.clean import clean
from bot.search.finder import Finder, Found
from bot.search.finders import Finders
from bot.store.books import Books


def ask(call: Call, books: Books, finders: Finders) -> Reply:
    """The answer from what a workspace's books say now."""
    catalog, organisation = books.catalog(), books.organisation()
    workspace = books.workspace
    finder = finders.of(workspace.id, workspace.catalog_version, catalog)
    return reply_to(call, catalog, organisation, finder)


def reply_to(call: Call, catalog: Catalog, organisation: Organisation, finder: Finder) -> Reply:
    """The answer to one call: which entry is meant, for which team, and who that is."""
    named, text = named_team(clean(call.text), organisation)
    teams = asked_about(organisation, named, call)
    matter = answer.Matter(catalog, organisation, teams, call.today, call.text)
    if call.ref is not None and call.ref in catalog.by_ref:
        return answer.answered(matter, [_chosen(catalog, call.ref)])
    found = _activity_first(finder.find(text), finder.matching.about_equal)
    if not found or found[0].probability < finder.matching.ask_back_from:
        return answer.unknown(matter)
    matches = [_match(one) for one in found]
    rivals = _rivals(found, finder.matching.about_equal)
    if rivals:
        return answer.choose(matter, [matches[0], *(_match(one) for one in rivals)])
    if found[0].probability < finder.matching.answer_from:
        return answer.choose(matter, matches)
    return answer.answered(matter, matches)


def _chosen(catalog: Catalog, ref: str) -> Match:
    return Match(ref=ref, kind=kind_of(ref), name=catalog.by_ref[ref].name, score=1.0)


def _activity_first(found: Sequence[Found], about_equal: float) -> list[Found]:
    """On a tie an activity wins over the duties and deliverables that are a part of it."""
    best = found[0] if found else None
    for one in found[1:] if best is not None and best.kind != "activity" else ():
        near = best is not None and best.probability - one.probability <= about_equal / 4
        if one.kind == "activity" and near:
            return [one, *(other for other in found if other is not one)]
    return list(found)


def _rivals(found: Sequence[Found], about_equal: float) -> list[Found]:
    """What fits about as well as the best and leads to somebody else.

    A duty of one of an activity's roles is no rival of it: whoever asks gets the wider answer.
    """
    best = found[0]
    return [
        one
        for one in found[1:]
        if best.probability - one.probability <= about_equal
        and not (one.leads_to <= best.leads_to or best.leads_to <= one.leads_to)
    ]


def _match(found: Found) -> Match:
    return Match(ref=found.ref, kind=found.kind, name=found.name, score=found.probability)
