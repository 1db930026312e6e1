"""Undoing: what is given back, what stands in the way, and who may take back what."""

import pytest

from bot.domain.act import How
from bot.domain.fact import HERE, Change, Subject, organisation_facts, plan
from bot.domain.organisation import Organisation
from bot.store.ledger import Ledger
from tests.commands.counter import (
    ANA,
    BO,
    CY,
    DEE,
    EVA,
    GUS,
    INES,
    MLOPS,
    NOW,
    SCIENTIST,
    WORKSPACE,
    Counter,
    button,
    told,
)

ASK_EVA = f"assign <@{EVA}> as MLOps Engineer in Churn"


def import_more(ledger: Ledger) -> int:
    """An import of a team of a thousand; gives the number of its act."""
    keys = [f"p{n}" for n in range(1000)]
    held = [{"role": MLOPS, "person": key} for key in keys]
    more = Organisation.model_validate(
        {
            "organisation": "More",
            "people": [{"key": key} for key in keys],
            "teams": [{"key": "pricing", "name": "Pricing", "assignments": held}],
        }
    )
    changes = plan({}, organisation_facts(more), ())
    with ledger.open(WORKSPACE, NOW) as books:
        return books.record(changes, actor="import", source="file:more.yaml")


def much_undone(ledger: Ledger, who: str) -> int:
    """More than five hundred acts by somebody, all of them undone; gives the last one's number."""
    waiver = Subject("waiver", ("search", SCIENTIST))
    waived = Change(waiver, None, {"because": "we buy it"})
    back = Change(waiver, waived.after, None)
    number = 0
    with ledger.open(WORKSPACE, NOW) as books:
        for _ in range(260):
            number = books.record([waived], actor=who, source=HERE)
            number = books.record([back], actor=who, source=HERE, how=How("undo", undoes=number))
    return number


def test_the_newest_of_many(counter: Counter, ledger: Ledger) -> None:
    """However much somebody has done and undone since, what stands of theirs is found."""
    before = counter.facts
    given_up = counter.says(CY, "vacate MLOps Engineer in Churn")
    assert much_undone(ledger, CY) > given_up.act + 500

    assert counter.says(CY, "undo").reply.headline == f"#{given_up.act} is undone."
    assert counter.facts == before
    assert "nothing of yours to undo" in counter.says(CY, "undo").reply.headline


def test_changed_long_since(counter: Counter, ledger: Ledger) -> None:
    """However much was done in between, what changed it since is named, with its button."""
    given_up = counter.says(CY, "vacate MLOps Engineer in Churn")
    much_undone(ledger, BO)
    again = counter.says(ANA, f"assign <@{CY}> as MLOps Engineer in Churn")

    heard = counter.says(CY, f"undo {given_up.act}")

    assert heard.reply.headline.startswith(f"#{again.act} by Ana Ivanova (assign: ")
    assert counter.clicks(ANA, button(heard, f"Undo #{again.act}")).done
    assert counter.says(CY, f"undo {given_up.act}").done


def test_decided_long_since(counter: Counter, ledger: Ledger) -> None:
    """However much was done in between, nobody is put over a newer owner."""
    given_up = counter.says(CY, "vacate MLOps Engineer in Churn")
    much_undone(ledger, CY)
    counter.says(ANA, ASK_EVA)
    accepted = counter.says(EVA, "accept")
    before = counter.facts

    for words in ("undo", f"undo {given_up.act}"):
        heard = counter.says(CY, words)
        assert f"#{accepted.act} by Eva Lund decided since" in heard.reply.headline
    assert counter.facts == before


def test_the_last_thing_of_ones_own(counter: Counter) -> None:
    """Without a number it is the actor's newest that stands; each time the one before."""
    start = counter.facts
    first = counter.says(ANA, ASK_EVA)
    counter.says(ANA, f"assign <@{DEE}> as Data Scientist in Churn")
    other = counter.says(BO, f"assign <@{DEE}> as DevOps in ML Platform")

    heard = counter.says(ANA, "undo")
    assert counter.held("churn", "role:data-scientist") == {}
    assert counter.held("platform", "role:devops-engineer").keys() == {"bo", "dee"}
    assert "- Dee Novak as Data Scientist in Churn" in heard.reply.text
    assert counter.says(ANA, "undo").reply.headline == f"#{first.act} is undone."
    assert "nothing of yours to undo" in counter.says(ANA, "undo").reply.headline

    counter.says(BO, f"undo #{other.act}")
    assert counter.facts == start


def test_it_is_written_down_as_an_undo(counter: Counter) -> None:
    """The new act says which one it undid; whoever was asked is told."""
    asked = counter.says(ANA, ASK_EVA)
    heard = counter.says(INES, f"undo {asked.act}")

    assert (counter.acts[0].how.undoes, counter.acts[0].number) == (asked.act, heard.act)
    assert "no longer asked to be MLOps Engineer in Churn" in told(heard)[EVA]


def test_undoing_an_undo_has_it_again(counter: Counter) -> None:
    """What is undone can't be undone twice; its undoing can, which gives everything back."""
    asked = counter.says(ANA, ASK_EVA)
    after = counter.facts
    undone = counter.clicks(ANA, button(asked, "Undo"))

    twice = counter.clicks(ANA, button(asked, "Undo"))
    assert f"#{asked.act} is undone already, with #{undone.act}" in twice.reply.headline
    again = counter.clicks(ANA, button(twice, f"Undo #{undone.act}"))

    assert again.reply.headline == f"#{asked.act} holds again."
    assert "Eva Lund" in again.reply.text
    assert counter.facts == after
    assert counter.says(ANA, f"undo {asked.act}").done


def test_something_newer_comes_first(counter: Counter) -> None:
    """What was changed since is named with a button; after that it goes."""
    before = counter.facts
    asked = counter.says(ANA, ASK_EVA)
    accepted = counter.says(EVA, "accept")

    refused = counter.clicks(ANA, button(asked, "Undo"))
    assert not refused.done
    assert refused.reply.headline.startswith(f"#{accepted.act} by Eva Lund (accept: ~ Eva Lund as")
    assert f"undo #{accepted.act} first" in refused.reply.headline

    assert counter.clicks(ANA, button(refused, f"Undo #{accepted.act}")).done
    assert counter.clicks(ANA, button(asked, "Undo")).done
    assert counter.facts == before


def test_an_undo_that_stands_is_not_in_the_way(counter: Counter) -> None:
    """Of several newer acts the one that stands is named, not what was undone nor its undoing."""
    asked = counter.says(ANA, ASK_EVA)
    accepted = counter.says(EVA, "accept")
    undone = counter.says(EVA, "undo")
    counter.says(EVA, f"undo {undone.act}")

    refused = counter.says(ANA, f"undo {asked.act}")
    assert refused.reply.headline.startswith(f"#{accepted.act} by Eva Lund")


def test_people_who_are_needed_stay(counter: Counter) -> None:
    """Somebody who entered with an act stays where a later one names them."""
    asked = counter.says(ANA, ASK_EVA)
    counter.says(BO, f"assign <@{EVA}> as Data Engineer in Search")

    assert counter.says(ANA, f"undo {asked.act}").done
    assert "U5" in counter.organisation.person
    assert counter.held("search", "role:data-engineer").keys() == {"U5"}


def test_a_member_takes_back_their_own(counter: Counter) -> None:
    """Who accepted may undo that: the one before is back, and is told."""
    counter.says(ANA, ASK_EVA)
    counter.says(EVA, "accept")
    heard = counter.says(EVA, "undo")

    held = counter.held("churn", MLOPS)
    assert (held["U5"].state, held["cy"].state) == ("pending", "accepted")
    assert told(heard)[CY].startswith("You are now MLOps Engineer in Churn")


def test_an_old_accept_of_ones_own(counter: Counter) -> None:
    """From the next day on nobody makes somebody else primary again by themselves."""
    counter.says(ANA, ASK_EVA)
    accepted = counter.says(EVA, "accept")
    counter.passes(days=1)
    before = counter.facts

    heard = counter.says(EVA, "undo")

    assert (heard.done, heard.tells, counter.facts) == (False, (), before)
    assert heard.reply.headline == (
        f"By yourself you could undo #{accepted.act} on the day of it alone, for it is about "
        "others too; ask Ana Ivanova to do it."
    )
    assert [(one.actor, one.how.verb) for one in counter.refusals] == [(EVA, "undo")]
    assert counter.says(ANA, f"undo {accepted.act}").done
    assert counter.held("churn", MLOPS)["cy"].state == "accepted"


def test_an_old_accept_in_which_nobody_ended(counter: Counter) -> None:
    """Where nobody is primary again by it, it stays one's own."""
    counter.says(ANA, f"assign <@{EVA}> as Data Scientist in Churn")
    counter.says(EVA, "accept")
    counter.passes(days=30)

    assert counter.says(EVA, "undo").done


def test_a_member_takes_back_what_they_asked(counter: Counter) -> None:
    """Whoever hands over a role of theirs may withdraw it."""
    before = counter.facts
    asked = counter.says(CY, ASK_EVA)

    assert counter.clicks(CY, button(asked, "Undo")).done
    assert counter.facts == before


@pytest.mark.parametrize("given_up", ["team retire Churn anyway", f"team set Churn led by <@{BO}>"])
def test_a_lead_takes_back_what_they_gave_up(counter: Counter, given_up: str) -> None:
    """Who ends their own lead may have it back on the same day; later others have to do it."""
    before = counter.facts
    ended = counter.says(ANA, given_up)
    assert not counter.says(CY, f"undo {ended.act}").done
    undone = counter.clicks(ANA, button(ended, "Undo"))
    assert (undone.done, counter.facts) == (True, before)

    ended = counter.says(ANA, given_up)
    counter.passes(days=1)
    assert not counter.clicks(ANA, button(ended, "Undo")).done
    assert counter.clicks(INES, button(ended, "Undo")).done


def test_not_what_an_act_took_from_others(counter: Counter) -> None:
    """Giving up one team gives nobody a say in another that the same act was about."""
    counter.says(INES, f"steward add <@{ANA}>")
    ended = counter.says(ANA, "team retire Churn to Search")
    assert counter.says(INES, f"steward remove <@{ANA}>").done

    assert not counter.clicks(ANA, button(ended, "Undo")).done


@pytest.mark.parametrize("who", [BO, DEE, EVA])
def test_not_what_others_did(counter: Counter, who: str) -> None:
    """Neither another team's lead nor a member, not even whoever it is about, may undo it."""
    asked = counter.says(ANA, ASK_EVA)
    heard = counter.says(who, f"undo {asked.act}")

    assert not heard.done
    assert "Ana Ivanova, who leads Churn" in heard.reply.headline
    assert [one.how.verb for one in counter.refusals] == ["undo"]


def test_not_by_guests(counter: Counter) -> None:
    """Guests change nothing."""
    assert "Guests" in counter.says(GUS, "undo 1").reply.headline


@pytest.mark.parametrize("number", ["0", "-3", "9999", "99999999999999999999"])
def test_no_such_change(counter: Counter, number: str) -> None:
    """A number that nothing has is said to be none."""
    heard = counter.submits(ANA, "undo", {"number": (number,)})
    assert "There is no change #" in heard.wrong["number"]


def test_not_the_catalog(counter: Counter) -> None:
    """What a catalog's file said is changed by another file."""
    heard = counter.says(INES, "undo 1")
    assert not heard.done
    assert "rolecall import" in heard.reply.headline


def test_an_import(counter: Counter, ledger: Ledger) -> None:
    """A steward undoes an import with a thousand people, by the number of any of its changes."""
    before = counter.facts
    number = import_more(ledger)

    assert "Only" in counter.says(BO, f"undo {number}").reply.headline
    heard = counter.says(INES, f"undo {number + 1500}")

    assert counter.facts == before
    assert len(heard.reply.sections[0].lines) == 11
    assert "… and 1,991 more" in heard.reply.text


def test_a_team_in_use_stays(counter: Counter, ledger: Ledger) -> None:
    """What came to a team since is named with its act, and nothing changes."""
    number = import_more(ledger)
    asked = counter.says(INES, f"assign <@{EVA}> as Data Engineer in Pricing")
    heard = counter.says(INES, f"undo {number}")

    assert not heard.done
    assert f"#{asked.act} by Ines Prado (assign: + Eva Lund as Data" in heard.reply.headline
    assert "has to do with Pricing" in heard.reply.headline
    assert counter.clicks(INES, button(heard, f"Undo #{asked.act}")).done
    assert counter.says(INES, f"undo {number}").done


def test_nobody_is_put_over_a_newer_owner(counter: Counter) -> None:
    """What somebody gave up can't be had again once another fills it, or nobody has to."""
    counter.says(CY, "vacate MLOps Engineer in Churn")
    counter.says(ANA, f"assign <@{EVA}> as MLOps Engineer in Churn")
    counter.says(EVA, "accept")
    before = counter.facts

    heard = counter.says(CY, "undo")

    assert not heard.done
    assert "decided since who fills that" in heard.reply.headline
    assert counter.facts == before


def test_not_over_a_waiver(counter: Counter) -> None:
    """What isn't needed any more isn't filled again by undoing."""
    counter.says(ANA, f"vacate MLOps Engineer in Churn <@{DEE}>")
    counter.says(CY, "vacate MLOps Engineer in Churn")
    counter.says(ANA, "waive MLOps Engineer in Churn because we buy it")

    assert not counter.says(CY, "undo").done


def test_the_lead_hears_of_it(counter: Counter) -> None:
    """Whoever fills a role again by undoing is told to whoever leads the team."""
    counter.says(CY, "vacate MLOps Engineer in Churn")

    assert ANA in told(counter.says(CY, "undo"))


def _both_asked(counter: Counter) -> None:
    """Cy, who is primary, asks Eva and Dee to take over; Dee accepts."""
    counter.says(CY, ASK_EVA)
    counter.says(CY, f"assign <@{DEE}> as MLOps Engineer in Churn")
    assert counter.says(DEE, "accept").done


def test_who_asked_is_named_again(counter: Counter) -> None:
    """A request that comes back is still of whoever asked, and not of whoever has it back."""
    _both_asked(counter)

    undone = counter.says(DEE, "undo")

    assert told(undone)[EVA] == "Cy Mail asks you to be MLOps Engineer in Churn."


def test_who_asked_hears_of_a_yes_taken_back(counter: Counter) -> None:
    """Whoever asked a backup to be primary is told, and so is whoever leads the team."""
    counter.says(CY, f"assign <@{DEE}> as MLOps Engineer in Churn")
    counter.says(DEE, "accept")

    undone = counter.says(DEE, "undo")

    taken_back = "Dee Novak takes back having agreed to be MLOps Engineer in Churn."
    assert told(undone)[ANA] == taken_back
    said = [section for tell in undone.tells if tell.user == CY for section in tell.reply.sections]
    assert taken_back in ["".join(span.text for span in one.lines[0]) for one in said]


def test_who_asked_hears_of_a_no_taken_back(counter: Counter) -> None:
    """Whoever was told that somebody declined hears that the request is open again."""
    counter.says(ANA, ASK_EVA)
    counter.says(EVA, "decline")

    undone = counter.says(EVA, "undo")

    assert told(undone) == {
        ANA: "Eva Lund takes back having declined to be MLOps Engineer in Churn."
    }
