"""Made-up catalogs of any size, and questions about what is in them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.domain.catalog import OWNER, OWNER_ROLE, Activity, Catalog
from bot.search.spelling import english

SEED = 1
INVENTED = 4000
WORDS = 4000
"""So many words are made up, and so many taken from English."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ONSETS = "b c ch d f fl g gr h j k kl l m n p pr qu r s sh st t tr v w x z"
_NUCLEI = "a e i o u ai ea io oo"
ONSETS, NUCLEI = _ONSETS.split(), _NUCLEI.split()
CODAS = ("", "", "", "l", "n", "r", "s", "x", "m", "nd", "rt", "sk")

_KINDS = """
agent analytics api app archive audit auth backend backup batch billing broker bridge builder cache
catalog checkout client cluster collector connector console consumer controller crawler dashboard
database deploy directory engine events exporter feed forwarder frontend gateway indexer ingest
integration inventory invoices ledger library loader logs mailer metrics mirror mobile monitor
notifications operator orders payments pipeline planner platform plugin portal processor profile
proxy publisher queue ranking receiver registry relay reporting resolver router runner scanner
scheduler schema search secrets server service session shipping signer storage stream sync tables
tracker training translator uploader validator vault viewer warehouse watcher webhook worker
"""
KINDS = _KINDS.split()

ASKING = (
    "who owns {}?",
    "who owns the {}",
    "who maintains {}?",
    "who is responsible for the {}?",
    "whom do I ask about {}?",
    "which team owns {}?",
    "hi, who looks after the {} these days?",
    "{} owner?",
)
SHUFFLED = 0.3


@dataclass(frozen=True)
class Asked:
    """A question, how often its writer slipped, and the ref that it is about."""

    text: str
    ref: str
    slips: int


def catalog(size: int, shipped: Catalog) -> Catalog:
    """The shipped catalog with so many owned things more, no two with the same name."""
    dice = random.Random(SEED)  # noqa: S311 - no secret
    words = _words(dice)
    # Some words are in many names, most in few.
    common = list(accumulate(1 / (place + 10) for place in range(len(words))))
    told: set[frozenset[str]] = set()
    things: list[Activity] = []
    while len(things) < size:
        name = dice.choices(words, cum_weights=common, k=dice.choice((1, 2, 2, 3)))
        name += dice.choices(KINDS, k=dice.choice((0, 1, 1)) if len(name) > 1 else 1)
        if len(set(name)) < len(name) or frozenset(name) in told:
            continue
        told.add(frozenset(name))
        things.append(_thing(len(things), name))
    roles = tuple(role for role in shipped.roles if role.ref != OWNER)
    return with_parts(
        shipped, roles=(*roles, OWNER_ROLE), activities=(*shipped.activities, *things)
    )


def with_parts(catalog: Catalog, **parts: object) -> Catalog:
    """The catalog with other parts, unchecked: it is well made, and checking takes a while."""
    return Catalog.model_construct(**{**dict(catalog), **parts})


def _thing(number: int, name: Sequence[str]) -> Activity:
    team = f"team-{number % 500}"
    joined = "-".join(name)
    return Activity(
        ref=f"activity:made/{joined}",
        name=" ".join(name),
        description=f"Path /{joined}/ in CODEOWNERS",
        aliases=(f"/{joined}/",) if number % 3 else (),
        responsible=(OWNER,),
        homes=(team,),
    )


def questions(things: Sequence[Activity], count: int) -> list[Asked]:
    """So many questions with no slip, as many with one, and as many with two."""
    dice = random.Random(SEED + 1)  # noqa: S311 - no secret
    asked = []
    for slips in (0, 1, 2):
        for _ in range(count):
            thing = dice.choice(things)
            name = thing.name.split()
            if dice.random() < SHUFFLED:
                dice.shuffle(name)
            said = mistyped(" ".join(name), slips, dice)
            asked.append(Asked(dice.choice(ASKING).format(said), thing.ref, slips))
    dice.shuffle(asked)
    return asked


def mistyped(name: str, slips: int, dice: random.Random) -> str:
    """The name with so many slips of the fingers, each in another place.

    A letter is left out, doubled, swapped with the next one or another one is hit, anywhere but
    where a word begins.
    """
    places = [
        place
        for place in range(1, len(name))
        if name[place].isalpha() and name[place - 1].isalnum()
    ]
    for place in sorted(dice.sample(places, min(slips, len(places))), reverse=True):
        letter, rest = name[place], name[place + 1 :]
        ways = [rest, letter + letter + rest, dice.choice(LETTERS) + rest]
        if rest[:1].isalpha() and rest[:1] != letter:
            ways.append(rest[0] + letter + rest[1:])
        name = name[:place] + dice.choice(ways)
    return name


def _words(dice: random.Random) -> list[str]:
    real = sorted(word for word in english() if 4 <= len(word) <= 10 and word.isalpha())  # noqa: PLR2004
    invented: set[str] = set()
    while len(invented) < INVENTED:
        parts = (
            dice.choice(ONSETS) + dice.choice(NUCLEI) + dice.choice(CODAS)
            for _ in range(dice.choice((2, 2, 3)))
        )
        invented.add("".join(parts))
    words = [*dice.sample(real, WORDS), *sorted(invented)]
    dice.shuffle(words)
    return words
