"""Which roles a text names, and where."""

import pytest

from bot.domain.catalog import Catalog, Role
from bot.domain.roles_named import MOST_CHARACTERS, marked
from tests.example import catalog, small

DS, MLE, MLOPS = "role:data-scientist", "role:ml-engineer", "role:mlops-engineer"
SRE, PM = "role:devops-engineer", "role:product-manager"


@pytest.mark.parametrize(
    ("text", "said", "named"),
    [
        ("Does the Data Scientist deploy?", "does the §0 deploy?", (DS,)),
        ("do data  scientists deploy", "do §0 deploy", (DS,)),
        ("the DS’s job", "the §0's job", (DS,)),
        ("PMs", "§0", (PM,)),
        ("ml-engineer/mlops", "§0/§1", (MLE, MLOPS)),
        ("ML Ops Engineer", "§0", (MLOPS,)),
        ("DevOps Engineer / SRE", "§0", (SRE,)),
        ("the DevOps/SRE, devops", "the §0, §1", (SRE, SRE)),
        ("ML Eng, MLE and machine\nlearning engineers", "§0, §1 and §2", (MLE, MLE, MLE)),
        ("a platform engineer", "a §0", ("title:platform-engineer",)),
        ("data science, devopsy pmo mlops2", "data science, devopsy pmo mlops2", ()),
        ("§0 the PM §9", "0 the §0 9", (PM,)),
        ("", "", ()),
    ],
)
def test_marked(text: str, said: str, named: tuple[str, ...]) -> None:
    """Names, short forms, columns, plurals and titles are marked; words that hold one aren't."""
    found = marked(text, catalog())
    assert (found.text, found.named) == (said, named)


def test_every_name() -> None:
    """Each name of a role is that role, also where it is a title for another one."""
    for role in catalog().roles:
        for name in (role.name, role.column, *role.aliases):
            assert set(marked(name, catalog()).roles) == {role.ref}


def test_title() -> None:
    """A title means the role that the catalog says."""
    found = marked("a wright and a maker", small())
    assert found.named == ("title:wright", "role:maker")
    assert found.roles == ("role:maker", "role:maker")
    assert found.only is None


def test_only() -> None:
    """One role is the only one however often it is named."""
    assert marked("the maker, our builder", small()).only == "role:maker"
    assert marked("maker or keeper", small()).only is None
    assert marked("nobody", small()).only is None


def test_long_text() -> None:
    """A long text names nobody: how it asks is not to be read from single words."""
    assert marked("maker".ljust(MOST_CHARACTERS), small()).only == "role:maker"
    assert marked("maker".ljust(MOST_CHARACTERS + 1), small()).text == ""


def test_no_roles() -> None:
    """A catalog without roles marks nothing, and a name of signs alone is none."""
    nothing = Catalog(catalog="Empty", caveat="c", roles=(), activities=())
    assert marked("the maker?", nothing).text == "the maker?"
    sign = Role(ref="role:s", name="***", column="*", summary="s", description="d")
    signs = Catalog(catalog="Signs", caveat="c", roles=(sign,), activities=())
    assert marked("*** a maker", signs).named == ()
