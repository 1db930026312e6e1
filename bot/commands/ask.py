"""Ask: a question in a person's own words becomes an answer."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from bot.domain import answer, because
from bot.domain.boundaries import boundary_about
from bot.domain.call import Call
from bot.domain.catalog import Catalog
from bot.domain.compared import compared
from bot.domain.comparison import comparison
from bot.domain.meant import asked_about, named_team
from bot.domain.organisation import Organisation, Team
from bot.domain.person_asked import accounts_spelt, person_asked, person_chosen
from bot.domain.person_reply import about_people
from bot.domain.reply import Match, Reply
from bot.domain.role_asked import role_asked
from bot.domain.roles_named import Marked, marked
from bot.domain.two_asked import two_asked
from bot.domain.value import kind_of
from bot.domain.whether import Whether, asks_whether
from bot.search.clean import clean
from bot.search.finder import Finder, Found
from bot.search.finders import Finders
from bot.search.terms import FUNCTION
from bot.search.words import stems
from bot.store.books import Books

_PARTS = ("duty", "deliverable", "interaction")


def ask(call: Call, books: Books, finders: Finders) -> Reply:
    """The answer from what a workspace's books say now."""
    catalog, organisation = books.catalog(), books.organisation()
    workspace = books.workspace
    finder = finders.of(workspace.id, workspace.catalog_version, catalog)
    return reply_to(call, catalog, organisation, finder)


def explained(call: Call, books: Books, finders: Finders) -> tuple[str, ...]:
    """Why a question gets its answer, a line each: which words speak for it, and how."""
    workspace = books.workspace
    finder = finders.of(workspace.id, workspace.catalog_version, books.catalog())
    reply = ask(call, books, finders)
    _, asked, found = _found(clean(call.text), books.organisation(), finder)
    if reply.matches and (not found or reply.matches[0].ref != found[0].ref):
        match = reply.matches[0]
        return (f"by how it asks it is about the {match.kind} {match.name}",)
    if not found:
        return ("no word of it speaks for anything in the catalog",)
    told = tuple(because.details(finder.because(asked, *found[:2]), _match(found[0])))
    refused = "refused: it is too unlikely that anything in the catalog is asked for"
    return told if reply.matches else (*told, refused)


def leads_to(text: str, finder: Finder) -> str | None:
    """The ref of what a question in these words is answered with; None where that isn't sure."""
    about_equal, asked = finder.matching.about_equal, clean(text)
    for question in (asked, f"who {asked}", f"who owns {asked}"):
        found = _preferred(finder.find(question), about_equal)
        if _answerable(found) and found[0].sure and not _rivals(found, about_equal):
            return found[0].ref
    return None


def reply_to(call: Call, catalog: Catalog, organisation: Organisation, finder: Finder) -> Reply:
    """The answer to one call: what its words ask of people and roles, else what fits it best."""
    asked = clean(call.text)
    named, rest = named_team(asked, organisation)
    teams = asked_about(organisation, named, call)
    matter = answer.Matter(catalog, organisation, teams, call.today, asked)
    said = marked(rest, catalog)
    return (
        _about_people(call, matter, said, named)
        or _about_roles(matter, said, in_team=named is not None)
        or _found_out(call, matter, finder, _whether(said, catalog))
    )


def _about_people(
    call: Call, matter: answer.Matter, said: Marked, named: Team | None
) -> Reply | None:
    """What somebody owns: in the team that was named or chosen, else in all of them."""
    organisation = matter.organisation
    spelt = accounts_spelt(call.text)
    if spelt != call.text:
        named, rest = named_team(clean(spelt), organisation)
        said = marked(rest, matter.catalog)
    people = person_chosen(call.ref, organisation) or person_asked(said, organisation, call.asker)
    if people is None:
        return None
    one = named or organisation.team.get(call.team or "")
    return about_people(replace(matter, teams=(one,) if one else organisation.teams), people)


def _about_roles(matter: answer.Matter, said: Marked, *, in_team: bool) -> Reply | None:
    """Two roles side by side, or who fills one."""
    pair = compared(said)
    if pair is not None:
        return comparison(matter, *pair)
    role = role_asked(said, in_team=in_team)
    return None if role is None else answer.filled(matter, _chosen(matter.catalog, role))


def _found_out(call: Call, matter: answer.Matter, finder: Finder, whether: Whether | None) -> Reply:
    """The answer to what was chosen or fits best, the question back, or that it isn't known."""
    if call.ref is not None and call.ref in matter.catalog.by_ref:
        chosen = _chosen(matter.catalog, call.ref)
        return answer.answered(replace(matter, question=chosen.name), [chosen], whether)
    named, asked, found = _found(matter.question, matter.organisation, finder)
    matter = replace(matter, teams=asked_about(matter.organisation, named, call))
    sure = None if whether is None else _yes_or_no(whether, found, matter.catalog, finder)
    if sure is not None:
        return answer.answered(matter, sure, whether)
    if not _answerable(found):
        return answer.unknown(matter)
    reply = _best(matter, found, _two_asked(asked, found, finder), finder.matching.about_equal)
    return reply if reply.outcome == "choose" else _with_reason(reply, asked, found, finder)


def _with_reason(reply: Reply, asked: str, found: Sequence[Found], finder: Finder) -> Reply:
    """The reply, saying which words it comes from; as it was where none stands out."""
    said = because.sentence(finder.because(asked, *found[:2]), reply.matches[0])
    return reply.model_copy(update={"why": said}) if said else reply


def _best(
    matter: answer.Matter, found: Sequence[Found], both: Sequence[Found], about_equal: float
) -> Reply:
    """The answer to the best of what was found; asks back where it isn't surely the only one."""
    if both:
        return answer.choose(matter, [_match(one) for one in both])
    matches = [_match(one) for one in found]
    rivals = _rivals(found, about_equal)
    if rivals:
        return answer.choose(matter, [matches[0], *(_match(one) for one in rivals)])
    if not found[0].sure:
        return answer.choose(matter, matches)
    return answer.answered(matter, matches)


def _found(
    asked: str, organisation: Organisation, finder: Finder
) -> tuple[Team | None, str, list[Found]]:
    """The team that a question names, the rest of it, and what fits that.

    A team may be called what an entry is called: where the rest says too little, it was no team.
    """
    named, rest = named_team(asked, organisation)
    found = finder.find(rest)
    if named is not None and not _answerable(found):
        whole = finder.find(asked)
        if _answerable(whole):
            return None, asked, _preferred(whole, finder.matching.about_equal)
    return named, rest, _preferred(found, finder.matching.about_equal)


def _whether(said: Marked, catalog: Catalog) -> Whether | None:
    """What is asked of a role, with its own boundary that says the same."""
    asked = asks_whether(said)
    if asked is None or not _telling(asked.about):
        return None
    near = boundary_about(catalog.role(asked.role), asked.about, _telling)
    return asked if near is None else replace(asked, boundary=near[0], nearly=near[1])


def _telling(text: str) -> frozenset[str]:
    return frozenset(stems(text)) - FUNCTION


def _yes_or_no(
    whether: Whether, found: Sequence[Found], catalog: Catalog, finder: Finder
) -> list[Match] | None:
    """What a question for yes or no is about; None where that isn't sure.

    Where only the role was found, the rest of the question is looked up by itself.
    """
    known = _answerable(found)
    if not known or not _owned(found[0]):
        found = _preferred(finder.find(f"who {whether.about}"), finder.matching.about_equal)
    known = known or _answerable(found)
    meant = _meant(whether.role, found, finder.matching.about_equal) if known else None
    beyond = _beyond(whether, catalog)
    if beyond is not None and (meant is None or _rather(whether, meant)):
        return beyond
    if meant is None:
        return None
    wide = getattr(catalog.by_ref[meant.ref], "activity", None) or meant.ref
    rest = [_match(one) for one in found if one.ref not in (wide, meant.ref)]
    return [_chosen(catalog, wide, found[0].probability), *rest]


def _meant(role: str, found: Sequence[Found], about_equal: float) -> Found | None:
    """What is surely meant: of what fits equally, that of the role asked about.

    None where several others fit equally: it is not for us to choose.
    """
    if not found or not found[0].sure or not _owned(found[0]):
        return None
    equal = [found[0], *(one for one in _rivals(found, about_equal) if _owned(one))]
    of_role = [one for one in equal if role in one.leads_to]
    return next(iter(of_role if len(equal) > 1 else equal), None)


def _beyond(whether: Whether, catalog: Catalog) -> list[Match] | None:
    """The activity that the role keeps out of, else its boundary and the role itself."""
    boundary = whether.boundary
    if boundary is None or len(_telling(whether.about)) == 1:
        return None
    if boundary.activity is not None:
        return [_chosen(catalog, boundary.activity)]
    return [_chosen(catalog, ref) for ref in (boundary.ref, whether.role)]


def _rather(whether: Whether, meant: Found) -> bool:
    """Whether a boundary to no activity is meant rather than what was found."""
    if whether.boundary is None or whether.boundary.activity is not None:
        return False
    return whether.nearly >= 1 or whether.role not in meant.leads_to


def _owned(found: Found) -> bool:
    """Whether it is something that a role can be responsible for."""
    return found.kind in ("activity", *_PARTS)


def _two_asked(asked: str, found: Sequence[Found], finder: Finder) -> list[Found]:
    """Both things that a question joins, and what else it may mean; empty where it asks for one.

    Each has to be sure by itself, and one of them what the whole question was taken for.
    """
    halves = None if found[0].exact else two_asked(asked)
    if halves is None:
        return []
    equal = finder.matching.about_equal
    both = [one for half in halves for one in _preferred(finder.find(half), equal)[:1]]
    taken = [one for one in both if _says_the_same(one, found[0])]
    if len(both) < len(halves) or not all(one.sure and _owned(one) for one in both):
        return []
    if not taken or _says_the_same(*both):
        return []
    first = replace(taken[0], probability=max(one.probability for one in both))
    other = next(one for one in both if one.ref != first.ref)
    third = (one for one in found if not any(_says_the_same(one, half) for half in both))
    return [first, other, *islice(third, 1)]


def _answerable(found: Sequence[Found]) -> bool:
    return bool(found) and found[0].answerable


def _chosen(catalog: Catalog, ref: str, score: float = 1.0) -> Match:
    return Match(ref=ref, kind=kind_of(ref), name=catalog.by_ref[ref].name, score=score)


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
            likely = max(one.probability, best.probability)
            first = replace(one, probability=likely, sure=one.sure or best.sure)
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
