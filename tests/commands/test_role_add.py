"""Adding a role: people can fill it in every team, whatever its structure."""

from tests.commands.conftest import Asks
from tests.commands.counter import ANA, CY, INES, Counter, button

STEWARD = "role:data-steward"


def test_a_role_that_people_fill(counter: Counter, asks: Asks) -> None:
    """It sits in the product team in every structure; what it is responsible for leads to them."""
    before = counter.facts
    heard = counter.says(INES, "role add Data Steward")
    assert all(one.seats[STEWARD] == ("product",) for one in counter.catalog.structures)
    counter.says(INES, "activity add Keep the glossary to Data Steward")
    counter.says(INES, f"assign <@{CY}> as Data Steward in Churn")
    assert counter.says(CY, "accept Data Steward in Churn").done
    reply = asks("who keeps the glossary in Churn?")
    assert [one.name for one in reply.people] == ["Cy Mail"]
    assert "Cy Mail" in asks("who is our data steward in Churn?").text

    for _ in range(3):
        counter.says(INES, "undo")
    counter.says(CY, "undo")
    for _ in range(3):
        counter.says(INES, "undo")
    assert not {one for one in counter.facts if one not in before and one.kind == "entry"}
    assert button(heard, "Assign it").form


def test_undone(counter: Counter) -> None:
    """Nothing of it is left."""
    before = counter.facts
    heard = counter.submits(INES, "role add", {"name": ("Data Steward",)})
    assert counter.catalog.role(STEWARD).summary == "Data Steward, as added here."
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before


def test_not_as_another(counter: Counter) -> None:
    """Neither as another role, nor as a title, nor as what it is called in the matrix."""
    for name, told in {
        "Data Scientist": "There is a role “Data Scientist” already",
        "Platform Engineer": "There is a title “Platform Engineer” already",
        "PM": "is a name of the role Product Manager already",
    }.items():
        assert told in counter.says(INES, f"role add {name}").wrong["name"]


def test_who_may(counter: Counter) -> None:
    """Stewards alone; who leads a team doesn't."""
    assert not counter.says(ANA, "role add Data Steward").done
    assert "Ana" not in counter.refusals[0].because
    assert STEWARD not in counter.catalog.by_ref


def test_not_whom_files_name(counter: Counter) -> None:
    """The role for whomever files name isn't made here."""
    assert "doesn't tell what it is about" in counter.says(INES, "role add Owner").wrong["name"]
    assert "role:owner" not in counter.catalog.by_ref


def test_undone_while_it_is_needed(counter: Counter) -> None:
    """What speaks of it is said by name, and stays until that is changed."""
    act = counter.says(INES, "role add Data Steward").act
    counter.says(INES, "activity add Keep the glossary to Data Steward")
    assert counter.says(INES, f"undo {act}").reply.headline == (
        "Data Steward is needed by the activity Keep the glossary; change or retire that first."
    )
    counter.says(INES, "activity retire Keep the glossary")
    counter.says(INES, f"assign <@{CY}> as Data Steward in Churn")
    assert counter.says(INES, f"undo {act}").reply.headline == (
        "Data Steward is needed in Churn, of which `/ownership show Churn` tells more; change "
        "that first."
    )
    counter.says(INES, "undo")
    assert counter.says(INES, f"undo {act}").done
