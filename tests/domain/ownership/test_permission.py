"""Who may do what, and what is said to whoever may not."""

from typing import get_args

import pytest

from bot.domain.answer import notice
from bot.domain.ownership.deed import Deed, Forbidden
from bot.domain.ownership.permission import admit, allow, allow_given
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import WHO, Given, Verb, Who
from tests.domain.ownership.scenes import scene_of
from tests.example import acme, platform, product

ACME = acme(platform(leads=["c"]), product(leads=["a", "b"]), stewards=["d"])
ALL: tuple[Who, ...] = get_args(Who)


def _verb(who: Who, *, writes: bool = True) -> Verb:
    return Verb("do", "Do", "Does.", who, lambda _scene, _given: Deed(notice("x")), writes=writes)


def _may(who: Who, scene: Scene, *teams: str, own: str | None = None) -> bool:
    try:
        allow(_verb(who), scene, Deed(notice("x"), teams=teams, own=own))
    except Forbidden:
        return False
    return True


def _refusal(who: Who, user: str, *teams: str) -> str:
    with pytest.raises(Forbidden) as caught:
        allow(_verb(who), scene_of(ACME, user), Deed(notice("x"), teams=teams))
    return str(caught.value)


MEMBER, OWN, LEAD = scene_of(ACME, "Ue"), scene_of(ACME, "Uf"), scene_of(ACME, "Ua")
STEWARD = scene_of(ACME, "Ud", steward=True)


def test_whoever_comes_later_may_all_before() -> None:
    """From everybody to stewards: each may what those before may, and no more."""
    asked = ((MEMBER, 2), (OWN, 3), (LEAD, 4), (STEWARD, 5))
    for scene, count in asked:
        may = [who for who in WHO if _may(who, scene, "one", own="f")]
        assert may == list(ALL[:count])


def test_every_team() -> None:
    """Where several teams are concerned, whoever leads one of them alone may not."""
    assert _may("lead", LEAD, "one", "one")
    assert not _may("lead", LEAD, "one", "base")
    assert not _may("lead", LEAD, "base")
    assert not _may("lead", LEAD)
    assert _may("lead", STEWARD, "one", "base")
    assert _may("lead", STEWARD)


def test_own_matter() -> None:
    """What is one's own one may, where the verb is for that, and nobody else may for one."""
    assert _may("own or lead", OWN, "base", own="f")
    assert not _may("own or lead", OWN, "base", own="e")
    assert not _may("own or lead", OWN, "base")
    assert not _may("lead", OWN, "base", own="f")


@pytest.mark.parametrize("who", ALL)
def test_guests(who: Who) -> None:
    """A guest changes nothing, whatever it is, and looks at what every member may look at."""
    guest = scene_of(ACME, "Ue", guest=True)
    assert not _may(who, guest, "one", own="e")
    with pytest.raises(Forbidden, match="Guests can look but change nothing"):
        admit(_verb(who), guest.actor)
    if who in ("everybody", "members"):
        admit(_verb(who, writes=False), guest.actor)
    else:
        with pytest.raises(Forbidden, match="Guests can look but change nothing"):
            admit(_verb(who, writes=False), guest.actor)
    allow(_verb("everybody", writes=False), guest, Deed(notice("x")))


def test_told_who_may() -> None:
    """Whoever may not is told by name who may."""
    admins = "the workspace's admins and owners"
    assert _refusal("steward", "Ue", "one") == f"Only D or {admins} can do that."
    lead = _refusal("lead", "Ue", "one")
    assert lead.startswith("Only A or B, who leads One,")
    assert lead.endswith(f" D or {admins} can do that.")
    assert _refusal("own or lead", "Ue", "gone") == (
        f"Only whoever it concerns, D or {admins} can do that."
    )


def test_told_who_leads_all_of_them() -> None:
    """Where several teams are concerned only who leads each is named, or that it takes one.

    Whoever leads one of them alone isn't told that they may.
    """
    may = "or D or the workspace's admins and owners can do that."
    nobody = _refusal("lead", "Ua", "one", "base")
    assert nobody == f"Only somebody who leads both One and Base, {may}"
    both = acme(platform(leads=["c", "b"]), product(leads=["a", "b"]), stewards=["d"])
    with pytest.raises(Forbidden) as caught:
        allow(_verb("lead"), scene_of(both, "Ua"), Deed(notice("x"), teams=("one", "base")))
    assert str(caught.value) == f"Only B, who leads both One and Base, {may}"


def test_known_from_what_was_given() -> None:
    """Where the arguments tell that somebody may not, it needn't be known what would be done."""
    team = Given({"team": ACME.team["one"]})
    refused: tuple[tuple[Who, Scene], ...] = (("steward", LEAD), ("lead", MEMBER))
    allowed: tuple[tuple[Who, Scene], ...] = (
        ("steward", STEWARD),
        ("lead", LEAD),
        ("own or lead", MEMBER),
    )
    for who, scene in refused:
        with pytest.raises(Forbidden):
            allow_given(_verb(who), scene, team)
    for who, scene in allowed:
        allow_given(_verb(who), scene, team)
    allow_given(_verb("lead"), MEMBER, Given({}))


def test_who_left_is_not_told() -> None:
    """Whoever left is not said to be who may."""
    gone = acme(platform(), product(leads=["a", "b"]), stewards=["d"], gone="ad")
    with pytest.raises(Forbidden, match="Only B, who leads One, or the workspace's admins"):
        allow(_verb("lead"), scene_of(gone, "Ue"), Deed(notice("x"), teams=("one",)))
