"""What the workspace adds and retires fits into the rest of its catalog."""

from typing import Any

from bot.domain.catalog import Role, Title
from bot.domain.fact import OWN, Body, Facts, Subject, body_of, catalog_facts, catalog_of
from bot.domain.layer import OVER, RETIRED
from tests.example import small


def _own(ref: str, body: Body) -> Facts:
    return {Subject("entry", (OWN, ref)): body}


GONE: Body = {OVER: True, RETIRED: True}


def _with(*own: Facts) -> Facts:
    facts = catalog_facts(small())
    for one in own:
        facts |= one
    return facts


def _role(ref: str, **more: Any) -> Role:
    return Role(ref=ref, name="New", column="New", summary="s", description="d", **more)


def test_nothing_of_its_own() -> None:
    """The catalog is that of its file."""
    assert catalog_of(_with()) == small()


def test_a_new_role_has_a_seat() -> None:
    """In the product team of every structure; the others stay where they sit."""
    assert small().structures
    fitted = catalog_of(_with(_own("role:new", body_of(_role("role:new")))))
    for before, after in zip(small().structures, fitted.structures, strict=True):
        assert after.seats == {**before.seats, "role:new": ("product",)}


def test_what_is_retired_is_spoken_of_no_more() -> None:
    """An activity goes with the duties that are a part of it; a boundary to it stays without."""
    gone = "activity:made-up"
    role = _role(
        "role:new",
        duties=(
            {"ref": "duty:new/a", "name": "Part of it", "activity": gone},
            {"ref": "duty:new/b", "name": "Not a part of it"},
        ),
        boundaries=({"ref": "boundary:new/a", "name": "Not this", "activity": gone},),
        interactions=(
            {
                "ref": "interaction:new/a",
                "text": "Asked of both",
                "answered_by": ["role:x", "role:new"],
            },
            {"ref": "interaction:new/b", "text": "Asked of one", "answered_by": ["role:x"]},
        ),
    )
    fitted = catalog_of(
        _with(_own("role:new", body_of(role)), _own(gone, GONE), _own("role:x", GONE))
    ).role("role:new")
    assert [one.ref for one in fitted.duties] == ["duty:new/b"]
    assert [one.activity for one in fitted.boundaries] == [None]
    assert [(one.ref, one.answered_by) for one in fitted.interactions] == [
        ("interaction:new/a", ("role:new",))
    ]


def test_a_retired_role_sits_nowhere() -> None:
    """Nor does anything share a name with it."""
    own = _with(_own("role:new", body_of(_role("role:new"))))
    head = own[Subject("catalog", ("base",))]
    head["shared_names"] = [
        {"name": "New", "claimed_by": ["role:new", "title:new"], "because": "so it is"}
    ]
    for structure in [one for one in own if one.key[-1].startswith("structure:")]:
        own[structure]["seats"]["role:new"] = ["platform"]
    base = own.pop(Subject("entry", (OWN, "role:new")))
    own[Subject("entry", ("base", "role:new"))] = base
    title = Title(ref="title:new", name="New", role=small().roles[0].ref)
    own[Subject("entry", ("base", "title:new"))] = body_of(title)
    assert catalog_of(own).structures[0].seats["role:new"] == ("platform",)

    fitted = catalog_of(own | _own("role:new", GONE))
    assert "role:new" not in fitted.structures[0].seats
    assert [one.claimed_by for one in fitted.shared_names] == [("title:new",)]
