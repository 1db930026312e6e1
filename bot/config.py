"""`config/*.yaml`, read once into frozen models; a bad file stops the start and says where."""

from pathlib import Path

from bot.domain.catalog import Catalog
from bot.domain.evaluation import Labelled
from bot.domain.operations import Operations
from bot.domain.organisation import Organisation
from bot.domain.ownership.rules import Rules
from bot.domain.reminders import Reminders
from bot.errors import Flaws, RolecallError
from bot.files import check, numbered_json_lines, read_model, read_yaml, refuse
from bot.following import Following
from bot.search.learned import Learned, fingerprint
from bot.search.score import Matching
from bot.search.vocabulary import Vocabulary, VocabularyFile
from bot.slack.options import Options

CATALOG, EXAMPLE = "catalog.yaml", "example.yaml"
VOCABULARY, SLACK, OWNERSHIP = "vocabulary.yaml", "slack.yaml", "ownership.yaml"
FOLLOWING, REMINDERS = "following.yaml", "reminders.yaml"
OPERATIONS = "operations.yaml"
MATCHING, LEARNED, EXAMPLES = "matching.yaml", "learned.npz", "examples"


def load_catalog(root: Path) -> Catalog:
    """The catalog that Rolecall ships with, or what was put in its place."""
    return read_model(root / "config" / CATALOG, Catalog)


def load_example(root: Path, catalog: Catalog) -> Organisation:
    """The example organisation, checked against the catalog."""
    document = read_yaml(root / "config" / EXAMPLE)
    organisation = check(document, Organisation)
    if flaws := tuple(organisation.misfits(catalog)):
        refuse(document, Flaws(flaws))
    return organisation


def load_vocabulary(root: Path) -> Vocabulary:
    """The field's language, compiled."""
    return Vocabulary(read_model(root / "config" / VOCABULARY, VocabularyFile))


def load_matching(root: Path) -> Matching:
    """Thresholds and weights of the matcher."""
    return read_model(root / "config" / MATCHING, Matching)


def load_learned(root: Path) -> Learned | None:
    """What `rolecall tune` learned from the examples; None where it learned nothing yet."""
    path = root / "config" / LEARNED
    if not path.exists():
        return None
    try:
        return Learned.read(path)
    except (OSError, ValueError) as error:
        raise RolecallError(
            f"{path} can't be read ({error}): run `rolecall tune` to write it again."
        ) from None


def load_examples(root: Path) -> list[Labelled]:
    """The example messages, a file for each writer; their refs are those of the catalog."""
    catalog = load_catalog(root)
    found: list[Labelled] = []
    for path in sorted((root / "config" / EXAMPLES).glob("*.jsonl")):
        for number, one in numbered_json_lines(path, Labelled):
            unknown = [ref for ref in one.expected if ref not in catalog.by_ref]
            if unknown:
                raise RolecallError(
                    f"{path}, line {number}: “{unknown[0]}” is not in the catalog; "
                    "name an entry that is there, or take the line out."
                )
            found.append(one)
    return found


def load_slack(root: Path) -> Options:
    """What people tune about Rolecall in Slack."""
    return read_model(root / "config" / SLACK, Options)


def load_ownership(root: Path) -> Rules:
    """From when on ownership counts as a gap."""
    return read_model(root / "config" / OWNERSHIP, Rules)


def load_reminders(root: Path) -> Reminders:
    """Who is reminded of what, and when."""
    return read_model(root / "config" / REMINDERS, Reminders)


def load_operations(root: Path) -> Operations:
    """How much is taken at once, kept in memory, and kept at all."""
    return read_model(root / "config" / OPERATIONS, Operations)


def load_following(root: Path) -> Following:
    """The files that are taken in again by themselves; none where nothing says which."""
    path = root / "config" / FOLLOWING
    return read_model(path, Following) if path.exists() else Following()


def check_all(root: Path) -> tuple[str, ...]:
    """The names of the config files, each of them read and found to make sense."""
    load_example(root, load_catalog(root))
    load_vocabulary(root)
    load_matching(root)
    load_slack(root)
    load_ownership(root)
    load_reminders(root)
    load_following(root)
    load_operations(root)
    learned, examples = load_learned(root), load_examples(root)
    if learned is not None and learned.taught_by != fingerprint(examples):
        raise RolecallError(
            f"The messages in {root / 'config' / EXAMPLES} aren't those that {LEARNED} was learned "
            f"from: run `rolecall tune` to learn from them, or delete {LEARNED}."
        )
    read = (CATALOG, EXAMPLE, VOCABULARY, MATCHING, SLACK, OWNERSHIP, REMINDERS, FOLLOWING)
    return (*read, OPERATIONS, EXAMPLES, LEARNED)
