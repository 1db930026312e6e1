"""`config/*.yaml`, read once into frozen models; a bad file stops the start and says where."""

from pathlib import Path

from bot.domain.catalog import Catalog
from bot.domain.organisation import Organisation
from bot.errors import Flaws
from bot.files import check, read_model, read_yaml, refuse
from bot.search.score import Matching
from bot.search.vocabulary import Vocabulary, VocabularyFile
from bot.slack.options import Options

CATALOG, EXAMPLE = "catalog.yaml", "example.yaml"


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
    return Vocabulary(read_model(root / "config" / "vocabulary.yaml", VocabularyFile))


def load_matching(root: Path) -> Matching:
    """Thresholds and weights of the matcher."""
    return read_model(root / "config" / "matching.yaml", Matching)


def load_slack(root: Path) -> Options:
    """What people tune about Rolecall in Slack."""
    return read_model(root / "config" / "slack.yaml", Options)


def check_all(root: Path) -> tuple[str, ...]:
    """The names of the config files, each of them read and found to make sense."""
    load_example(root, load_catalog(root))
    load_vocabulary(root)
    load_matching(root)
    load_slack(root)
    return (CATALOG, EXAMPLE, "vocabulary.yaml", "matching.yaml", "slack.yaml")
