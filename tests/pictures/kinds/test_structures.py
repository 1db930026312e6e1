"""Structures as a picture."""

from bot.domain.organisation import Organisation
from bot.pictures import Told
from tests.example import KEEPER, TODAY, acme, held, platform, product, small
from tests.pictures.crowd import crowded, crowded_catalog
from tests.pictures.looking import lines_of, seen


def _where() -> Organisation:
    return acme(
        platform(held("c", KEEPER)),
        product(held("a"), structure="near"),
        product(held("b"), key="two", name="Two", structure="near", platform=None),
        product(key="three", name="Three", platform=None),
    )


def test_the_whole_organisation() -> None:
    """Each structure has its roles with in how many teams they are filled, and its teams."""
    texts = seen("structures", Told(small(), _where(), TODAY, 90)).texts
    assert texts[0] == "How the teams at Acme are arranged"
    assert {"Near", "Far", "2 teams have it", "One (platform: Base)", "Two"} <= set(texts)
    assert {"No team has it", "comes second", "2 of 2", "1 of 2"} <= set(texts)
    assert "No structure was chosen for Three." in texts
    assert "U marks a role that nobody fills, or that some of the teams lack." in texts


def test_one_team() -> None:
    """Of a team each structure says who would fill a role there; its own is marked."""
    where = _where()
    texts = seen("structures", Told(small(), where, TODAY, 90, where.team["one"])).texts
    assert texts[0] == "One in each structure"
    assert texts.count("now") == 1
    assert {"A", "C of Base stands in", "A of One stands in"} <= set(texts)
    assert "teams have it" not in lines_of(texts)


def test_what_is_missing_in_a_team() -> None:
    """Who was asked, who left and what isn't needed is said."""
    where = acme(
        product(
            held("a", state="pending"),
            platform=None,
            waived=[{"role": KEEPER, "because": "no stock"}],
        )
    )
    texts = seen("structures", Told(small(), where, TODAY, 90, where.team["one"])).texts
    assert {"asked, not accepted yet", "not needed"} <= set(texts)
    gone = acme(product(held("f"), platform=None), gone="f")
    texts = seen("structures", Told(small(), gone, TODAY, 90, gone.team["one"])).texts
    assert {"whoever filled it left", "nobody"} <= set(texts)


def test_a_platform_team() -> None:
    """Of a platform team there are the teams that it works for."""
    where = _where()
    texts = seen("structures", Told(small(), where, TODAY, 90, where.team["base"])).texts
    assert texts[0] == "How the teams on Base are arranged"
    assert "1 team has it" in texts
    assert "Two" not in texts


def test_too_many() -> None:
    """Many teams are counted, and only the first are named."""
    told = Told(crowded_catalog(3, 45), crowded(60, 45), TODAY, 90)
    texts = lines_of(seen("structures", told).texts)
    assert "and 3 more" in texts
    assert "There are 5 more roles than fit here" in texts
