"""Questions for the people in a role."""

import pytest

from bot.domain.role_asked import role_asked
from bot.domain.roles_named import marked
from tests.example import catalog

DS, MLOPS, SRE = "role:data-scientist", "role:mlops-engineer", "role:devops-engineer"
PM = "role:product-manager"


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("who is the MLOps engineer", MLOPS),
        ("Who's our data scientist?", DS),
        ("whos the DS here", DS),
        ("hi, can you tell me who our new PM is", PM),
        ("who are the SREs right now?", SRE),
        ("who fills the devops role", SRE),
        ("who holds the role of PM", PM),
        ("who works as data scientist", DS),
        ("who do we have as PM?", PM),
        ("name of the PM please", PM),
        ("what's our PM called", PM),
        ("the PM's name?", PM),
        ("do we have a data scientist?", DS),
        ("is there an SRE", SRE),
        ("how do I reach the mlops person", MLOPS),
        ("which person is the PM", PM),
        ("who is the platform engineer?", "title:platform-engineer"),
    ],
)
def test_asked(text: str, ref: str) -> None:
    """However the person is asked for, the role or title is known."""
    assert role_asked(marked(text, catalog()), in_team=False) == ref


@pytest.mark.parametrize(
    "text",
    [
        "what does a DS do",
        "what is a PM",
        "ds role?",
        "data scientist",
        "who is married to the PM",
        "who's the data scientist's manager",
        "who is the DS or the PM",
        "who helps the data scientist deploy",
        "is the PM on holiday",
        "who deploys models",
        "who",
        "",
    ],
)
def test_not_asked(text: str) -> None:
    """What a role does, a role alone and more than its people are other questions."""
    assert role_asked(marked(text, catalog()), in_team=False) is None


def test_role_in_a_team() -> None:
    """A role alone is a card, but a role in a team is whoever fills it there."""
    for text in ("PM", "our PM?", "the PM now"):
        assert role_asked(marked(text, catalog()), in_team=False) is None
        assert role_asked(marked(text, catalog()), in_team=True) == PM
    assert role_asked(marked("what does the PM do", catalog()), in_team=True) is None
