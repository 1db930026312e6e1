"""The organisation of the dialogues: who is who there, and in which team."""

from typing import Any

from bot.domain.organisation import Organisation

ANA, BO, INES = "U1", "U2", "U9"
CY, DEE, EVA, FAY = "U3", "U4", "U5", "U6"
GIL, HAL = "U7", "U8"
GENERAL, CHURN, SEARCH = "C1", "C2", "C3"

USERS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (CY, "Cy Mail", {"email": "Cy@Harbour.example"}),
    (DEE, "Dee Novak", {}),
    (EVA, "Eva in Slack", {}),
    (FAY, "Fay Ortiz", {}),
    (GIL, "Gil Sand", {}),
    (HAL, "Hal Okt", {}),
)
"""Who else has an account, beside those whom the fake Slack knows anyway."""


def _team(name: str, **more: object) -> dict[str, object]:
    key = name.casefold()
    return {
        "key": key,
        "name": name,
        "platform": "platform",
        "structure": "hybrid",
        "channel": f"#{key}",
    } | more


def _deploys(person: str) -> list[dict[str, str]]:
    return [{"role": "role:mlops-engineer", "person": person}]


ORGANISATION = Organisation.model_validate(
    {
        "organisation": "Harbour Goods",
        "people": [
            {"key": "ana", "name": "Ana Ivanova", "slack": ANA},
            {"key": "bo", "name": "Bo Chen", "slack": BO},
            {"key": "cy", "name": "Cy Mail", "email": "cy@harbour.example"},
            {"key": "dee", "name": "Dee Novak", "slack": DEE},
            {"key": "eva", "slack": EVA},
            {"key": "fay", "name": "Fay Ortiz", "slack": FAY},
            {"key": "gil", "name": "Gil Sand", "slack": GIL},
            {"key": "hal", "slack": HAL},
        ],
        "teams": [
            {
                "key": "platform",
                "name": "ML Platform",
                "kind": "platform",
                "channel": "#ml-platform",
                "leads": ["bo"],
                "assignments": [{"role": "role:devops-engineer", "person": "bo"}],
            },
            _team("Churn", leads=["ana"], assignments=_deploys("cy")),
            _team("Search", leads=["bo"], assignments=_deploys("eva")),
            _team("Fraud", assignments=_deploys("dee")),
            _team("Pricing", assignments=_deploys("fay")),
            _team("Ads", assignments=_deploys("gil")),
            _team("Rides", assignments=_deploys("hal")),
        ],
    }
)
"""Six teams in which models are deployed by six different people; the platform serves them all."""
