"""A bakery: its catalog, its few words, and what five people of it write."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

from bot.domain.catalog import Catalog
from bot.domain.evaluation import Labelled
from bot.search.finder import Finder
from bot.search.learned import Learned
from bot.search.score import Judging, Matching
from bot.search.vocabulary import Vocabulary, VocabularyFile
from bot.tuning.lessons import learned
from tests.example import ROOT

BAKE, DELIVER = "activity:bake-bread", "activity:deliver-orders"
COUNT, GREET = "activity:count-the-till", "activity:greet-customers"
OVEN, KEYS = "duty:baker/oven", "interaction:driver/keys"
NO_COUNT, NO_WEATHER = "boundary:baker/till", "boundary:baker/weather"
BAKER, DRIVER, CLERK = "role:baker", "role:driver", "role:clerk"

CATALOG = {
    "catalog": "Bakery",
    "caveat": "Bakeries differ.",
    "roles": [
        {
            "ref": BAKER,
            "name": "Baker",
            "column": "B",
            "summary": "Bakes",
            "description": "Bakes what is sold.",
            "duties": [{"ref": OVEN, "name": "Clean the oven"}],
            "boundaries": [
                {"ref": NO_COUNT, "name": "Count money", "activity": COUNT},
                {"ref": NO_WEATHER, "name": "Make the weather"},
            ],
        },
        {
            "ref": DRIVER,
            "name": "Driver",
            "column": "D",
            "summary": "Drives",
            "description": "Drives the van.",
            "interactions": [
                {"ref": KEYS, "text": "Asks where the keys hang", "answered_by": [BAKER]}
            ],
        },
        {
            "ref": CLERK,
            "name": "Clerk",
            "column": "C",
            "summary": "Sells",
            "description": "Sells what was baked.",
        },
    ],
    "activities": [
        {
            "ref": BAKE,
            "name": "Bake bread",
            "description": "Early.",
            "aliases": ["sourdough"],
            "responsible": [BAKER],
        },
        {
            "ref": DELIVER,
            "name": "Deliver orders",
            "description": "Before noon.",
            "responsible": [DRIVER],
        },
        {
            "ref": COUNT,
            "name": "Count the till",
            "description": "Every evening.",
            "responsible": [CLERK],
        },
        {
            "ref": GREET,
            "name": "Greet customers",
            "description": "With a smile.",
            "responsible": [CLERK],
        },
    ],
}
VOCABULARY = {
    "same": [["bread", "loaf"], ["deliver", "drop off"]],
    "implies": {"van": ["deliver"]},
    "everyday": ["order"],
}

# What none of the catalog's own words says.
TOLD = {
    BAKE: (
        "the rye came out flat",
        "dough didn't rise overnight",
        "croissants were burnt again",
        "the crust is far too dark",
        "nobody kneaded the brioche",
    ),
    DELIVER: (
        "parcels never reached the café",
        "boxes for Elm Street are late",
        "the hotel waits for its breakfast crates",
        "somebody dropped a crate on the road",
        "the scooter with the parcels broke down",
    ),
    COUNT: (
        "receipts don't add up",
        "twenty euros are missing in the drawer",
        "the coins were never sorted",
        "cash and receipts differ by nine euros",
        "the drawer was short of coins",
    ),
    GREET: (
        "the queue at the counter is out of the door",
        "visitors stand at the counter and nobody smiles",
        "an old lady felt ignored at the counter",
        "the bell rang and no one came to the counter",
        "people walk in and nobody says hello",
    ),
    OVEN: (
        "there is soot on every tray",
        "ash falls out of the chimney",
        "it smells of old grease in there",
        "the baking stones need scrubbing",
        "soot drips from the chimney",
    ),
}
TALK = (
    "my cat is at the vet",
    "did you see the match last night",
    "happy birthday to my aunt",
    "it rains again tomorrow",
    "I can't find my umbrella",
    "the bus was full this morning",
    "my phone has no battery left",
    "who wants to go to the cinema",
    "the garden needs some rain",
    "my sister moved to Lisbon",
    "I slept badly last night",
    "which series do you watch",
)
NEAR = (
    "my grandmother's rye recipe won a prize",
    "I ordered a parcel for my nephew",
    "my own kitchen smells of grease",
)
FRAMES = {
    "ann": "{}",
    "ben": "who do I tell that {}?",
    "cem": "{}, who sorts that out",
    "dee": "hi all, {}!",
    "eva": "sorry but {}",
}


HERS = Labelled(text="accordion wheezes", expected=(OVEN,), kind="duty", writer="eva")
"""What one writer says of something, and nobody else."""


@cache
def catalog() -> Catalog:
    """Three roles, four activities, a duty, an interaction and two boundaries."""
    return Catalog.model_validate(CATALOG)


@cache
def vocabulary() -> Vocabulary:
    """A handful of words."""
    return Vocabulary(VocabularyFile.model_validate(VOCABULARY))


BY_WORDS = {
    "cover": 0.1,
    "explained": 1.1,
    "both": 2.6,
    "likeness": -0.7,
    "evidence": 1.1,
    "solid": 0.2,
    "one": -3.6,
    "rank": 1.2,
    "short": -1.4,
}
MATCHING = Matching(
    about_equal=0.45,
    rank={
        "cover": 0.4,
        "explained": 0.3,
        "both": 0.2,
        "likeness": 0.2,
        "evidence": 0.1,
        "solid": 0.05,
    },
    kinds={"activity": 0.04, "interaction": -0.12},
    words_alone=Judging(answer_from=0.55, ask_back_from=0.4, right=BY_WORDS, answerable=BY_WORDS),
    with_examples=Judging(
        answer_from=0.7,
        ask_back_from=0.5,
        right={"one": 1.5, "share": 1.7, "concerns": 1.0, "explained": 0.5},
        answerable={"one": 0.5, "concerns": 2.0, "clear": 1.0},
    ),
)


@cache
def messages() -> tuple[Labelled, ...]:
    """What each of five writers said of each matter, and of others."""
    labelled: list[tuple[str, tuple[str, ...], str]] = [
        (text, (ref,), "activity") for ref, texts in TOLD.items() for text in texts
    ]
    labelled += [(text, (), "talk") for text in TALK] + [(text, (), "near") for text in NEAR]
    said = (
        Labelled(text=frame.format(text), expected=expected, kind=kind, writer=writer)
        for writer, frame in FRAMES.items()
        for text, expected, kind in labelled
    )
    return (*said, HERS)


@cache
def taught() -> Learned:
    """What all of these messages teach."""
    return learned(messages(), catalog(), vocabulary())


@cache
def finder() -> Finder:
    """A finder that they taught."""
    return Finder.over(catalog(), vocabulary(), MATCHING, taught())


@cache
def by_words() -> Finder:
    """A finder for the same catalog that nobody taught."""
    return Finder.over(catalog(), vocabulary(), MATCHING)


def json_lines(examples: Iterable[Labelled]) -> str:
    """Messages as a file in config/examples has them."""
    return "".join(f"{one.model_dump_json()}\n" for one in examples)


def furnished(root: Path) -> Path:
    """The root, with a config/ in which everything but what is learned is there."""
    config = root / "config"
    examples = config / "examples"
    examples.mkdir(parents=True)
    (config / "catalog.yaml").write_text(yaml.safe_dump(CATALOG), "utf-8")
    (config / "vocabulary.yaml").write_text(yaml.safe_dump(VOCABULARY), "utf-8")
    (config / "example.yaml").write_text(json.dumps({"organisation": "Corner Bakery"}), "utf-8")
    (config / "matching.yaml").write_text(yaml.safe_dump(MATCHING.model_dump()), "utf-8")
    for name in ("slack.yaml", "ownership.yaml", "reminders.yaml", "operations.yaml"):
        (config / name).write_bytes((ROOT / "config" / name).read_bytes())
    for writer in FRAMES:
        mine = (one for one in messages() if one.writer == writer)
        (examples / f"{writer}.jsonl").write_text(json_lines(mine), "utf-8")
    return root
