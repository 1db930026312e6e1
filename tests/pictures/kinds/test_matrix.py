"""The matrix as a picture."""

from bot.domain.organisation import Organisation
from bot.pictures import Told
from tests.example import KEEPER, MAKER, TODAY, acme, held, platform, product, small
from tests.pictures.crowd import crowded, crowded_catalog
from tests.pictures.looking import Seen, lines_of, seen

FRESH = TODAY.isoformat()


def _team(where: Organisation) -> Seen:
    return seen("matrix", Told(small(), where, TODAY, 90, where.team["one"]))


def test_a_team() -> None:
    """Every activity and role has its name, and a cell says who fills it and from where."""
    texts = _team(
        acme(
            platform(held("c", KEEPER)),
            product(held("a", confirmed=FRESH), held("b", standing="backup")),
        )
    ).texts
    assert texts[:2] == ["Who does what in One", "1 December 2026"]
    assert {"Maker", "Keeper", "Make things", "Ship things", "Guess"} <= set(texts)
    assert texts.count("A") == 0
    assert texts.count("R: A") == texts.count("backup B") == 2
    assert {"R: C", "I: C", "of Base"} <= set(texts)
    assert "Nobody, by design: We measure instead." in lines_of(texts)
    assert "R responsible, A accountable, C consulted, I informed." in texts
    assert {"filled and confirmed", "filled, not confirmed lately", "nobody, by design"} <= set(
        texts
    )
    assert "nobody" not in texts


def test_what_is_missing() -> None:
    """Who was asked, who left, what isn't needed and what nobody does is told apart."""
    own = [{"activity": "activity:ship", "roles": [KEEPER], "because": "ours"}]
    waived = [{"role": KEEPER, "because": "no stock"}]
    asked = _team(acme(product(held("a", state="pending"), platform=None, waived=waived)))
    assert {"R: A", "asked", "I: not needed", "no stock", "not needed here"} <= set(asked.texts)
    left = _team(acme(product(held("f"), platform=None, overrides=own), gone="f"))
    assert {"R: F", "left", "whoever filled it left", "R: nobody", "nobody"} <= set(left.texts)
    assert {"Ship things *", "* One decided this for itself."} <= set(left.texts)


def test_a_role_that_nobody_has_by_design() -> None:
    """An activity with nobody responsible that still informs somebody keeps its cells."""
    own = [{"activity": "activity:make", "roles": [], "because": "bought"}]
    texts = _team(acme(product(held("a", KEEPER), platform=None, overrides=own))).texts
    assert "Make things * (nobody responsible, by design)" in lines_of(texts)
    assert "I: A" in texts


def test_everybody() -> None:
    """Of the whole organisation it says in how many of the teams a role is filled."""
    where = acme(
        product(held("a", confirmed=FRESH), platform=None),
        product(held("b"), key="two", name="Two", platform=None),
    )
    texts = seen("matrix", Told(small(), where, TODAY, 90)).texts
    assert texts[:2] == [
        "Who does what at Acme",
        "1 December 2026; in how many of 2 teams each role is filled",
    ]
    assert {"2 of 2", "1 confirmed", "0 of 2"} <= set(texts)
    assert "filled in some teams" not in texts


def test_no_team() -> None:
    """Where there is no team, it says what the catalog does."""
    texts = seen("matrix", Told(small(), acme(), TODAY, 90)).texts
    assert {"Make things", "has a part in it"} <= set(texts)
    assert "Nobody, by design: We measure instead." in lines_of(texts)


def test_too_much() -> None:
    """What is beyond what can be looked at is left out, and that is said."""
    told = Told(crowded_catalog(620, 64), crowded(2, 64), TODAY, 90)
    texts = lines_of(seen("matrix", told).texts)
    assert "There are 20 more activities than fit here" in texts
    assert "There are 4 more roles than fit here" in texts
    assert f"{MAKER}" not in texts
