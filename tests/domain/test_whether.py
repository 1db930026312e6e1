"""Questions for yes or no about a role."""

import pytest

from bot.domain.roles_named import marked
from bot.domain.whether import asks_whether
from tests.example import catalog

DS, DE, MLE = "role:data-scientist", "role:data-engineer", "role:ml-engineer"
MLOPS, SRE = "role:mlops-engineer", "role:devops-engineer"
PM, SWE = "role:product-manager", "role:software-engineer"


@pytest.mark.parametrize(
    ("text", "role", "about"),
    [
        ("does the data scientist deploy models?", DS, "deploy models?"),
        ("Do data engineers build ML models", DE, "build ml models"),
        ("should devops know about drift?", SRE, "know about drift?"),
        ("can our new PM decide it", PM, "decide it"),
        ("shouldn't the DS keep it up? or is that not theirs", DS, "keep it up"),
        ("are software engineers supposed to ship", SWE, "supposed to ship"),
        ("hi, could the mlops folks retrain it", MLOPS, "hi retrain it"),
        ("is it the PM's job to write the PRD?", PM, "to write the prd?"),
        ("isn't it the PM who defines requirements", PM, "who defines requirements"),
        ("is it on devops to patch it", SRE, "to patch it"),
        ("is it up to the ML engineer to train", MLE, "to train"),
        ("is monitoring the MLOps engineer's job?", MLOPS, "owns monitoring ?"),
        ("is kubeflow the devops team's thing or no?", SRE, "owns kubeflow"),
        ("are subnets something for the ML engineer?", MLE, "owns subnets ?"),
        ("are models deployed by data scientists", DS, "owns models deployed"),
        ("does drift belong to the SREs", SRE, "owns drift"),
        ("is training part of the PM's role", PM, "owns training"),
        ("deploying models: data scientist's job or not?", DS, "owns deploying models:"),
        ("deploying models, data scientist job or not", DS, "owns deploying models,"),
        ("can we ask the SRE to set up a cluster?", SRE, "to set up a cluster?"),
        ("must Ania (data scientist) deploy alone?", DS, "deploy alone?"),
        ("am I as a PM to write code", PM, "to write code"),
        ("do you know whether data scientists deploy", DS, "deploy"),
        ("does a platform engineer deploy models", MLOPS, "deploy models"),
    ],
)
def test_asked(text: str, role: str, about: str) -> None:
    """The role is known however the question is put, and what is asked of it is left."""
    found = asks_whether(marked(text, catalog()))
    assert found is not None
    assert (found.role, found.about) == (role, about)


def test_with_a_tag() -> None:
    """A statement that asks to be confirmed is a question for yes or no."""
    found = asks_whether(marked("data scientists deploy models, right?", catalog()))
    assert found is not None
    assert found.role == DS
    assert asks_whether(marked("data scientists deploy models", catalog())) is None
    assert asks_whether(marked("his title is data scientist, is it right?", catalog())) is None


@pytest.mark.parametrize(
    "text",
    [
        "who deploys models?",
        "who is the data scientist?",
        "what does a data scientist do?",
        "what is the data scientist's job?",
        "ds role?",
        "data scientist's job?",
        "can someone look at the failing dag",
        "can someone ask the data engineer for it",
        "is there anybody who knows the ML engineer",
        "does anyone like the software engineer's work",
        "can you tell me what the PM does",
        "could you ask the PM",
        "do we have a data engineer",
        "is there a PM",
        "does the DS or the MLE train models",
        "can the PM say who owns the registry",
        "what can the ML engineer do",
        "tell me the PM's job",
        "is the cat on the mat?",
        "does the PM?",
        "",
    ],
)
def test_not_asked(text: str) -> None:
    """What asks for somebody, for a role's work or about several roles is no such question."""
    assert asks_whether(marked(text, catalog())) is None
