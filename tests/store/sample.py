"""An organisation in small, with one of everything, and how it comes into the store."""

from datetime import UTC, date, datetime

from bot.domain.fact import Body, Change, Facts, Subject, organisation_facts, plan
from bot.domain.organisation import (
    Assignment,
    Organisation,
    Override,
    Person,
    Team,
    Waiver,
)
from bot.store.ledger import Ledger

NOW = datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)
DAY = date(2026, 2, 3)
FILE = "file organisation.yaml"
HELD = Assignment(
    role="role:data-scientist",
    person="zoe",
    standing="backup",
    state="pending",
    since=DAY,
    until=date(2026, 12, 31),
    confirmed=DAY,
    confirmed_by="adam",
    asked=date(2026, 1, 31),
    asked_by="zoe",
)
CHURN = Team(
    key="churn",
    name="Churn",
    platform="ml",
    structure="hybrid",
    channel="#churn",
    leads=("zoe", "adam"),
    assignments=(HELD, Assignment(role="role:data-engineer", person="adam")),
    overrides=(
        Override(activity="activity:deploy-models", roles=("role:data-engineer",)),
        Override(activity="activity:monitor-models", roles=(), because="Nothing runs yet"),
    ),
    waived=(Waiver(role="role:devops-sre", because="The platform does it"),),
)
ORGANISATION = Organisation(
    organisation="Żółw & Söhne",
    people=(
        Person(key="zoe", name="Zoë", email="zoe@example.org", slack="U1"),
        Person(key="adam", slack="U2", active=False),
    ),
    # Not in the order in which one has to exist for the other.
    teams=(CHURN, Team(key="ml", name="ML platform", kind="platform")),
    stewards=("adam",),
)
FACTS = organisation_facts(ORGANISATION)
ZOE = Subject("person", ("zoe",))


def person(key: str, **fields: object) -> tuple[Subject, Body]:
    """A person as a fact."""
    body: Body = {"name": None, "email": None, "slack": None, "active": True}
    return Subject("person", (key,)), body | fields


def added(key: str, **fields: object) -> Change:
    """The change that adds a person."""
    subject, body = person(key, **fields)
    return Change(subject, None, body)


def take_in(ledger: Ledger, facts: Facts, workspace_id: str = "W1", source: str = FILE) -> int:
    """Brings the workspace to these facts, as an import does; gives the act's number."""
    with ledger.open(workspace_id, NOW) as books:
        if not books.exists():
            books.create("Test")
            books.set_organisation_name(ORGANISATION.organisation)
        changes = plan(books.facts(), facts, books.owned(source))
        act = books.record(changes, actor="U9", source=source)
        books.arrange(tuple(facts))
    return act
