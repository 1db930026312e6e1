"""YAML: an organisation or a catalog, out and in again without a difference."""

from pathlib import Path
from typing import Any

import yaml

from bot.domain.catalog import Catalog
from bot.domain.organisation import Organisation
from bot.errors import FileRefused, Problem
from bot.files import check, read_yaml
from bot.formats import Format, Intake

WIDTH = 100


def read(path: Path) -> Intake:
    """What a YAML file holds. Raises FileRefused where it is neither or makes no sense."""
    document = read_yaml(path)
    keys = document.data if isinstance(document.data, dict) else {}
    if "organisation" in keys:
        organisation = check(document, Organisation)
        return Intake(document, f"yaml:{organisation.organisation}", organisation, named=True)
    if "catalog" in keys:
        catalog = check(document, Catalog)
        return Intake(document, f"yaml:{catalog.catalog}", catalog, named=True)
    found = "neither “organisation:” nor “catalog:” at the top"
    raise FileRefused([Problem(str(path), 1, "", found, "one of the two, naming what it holds")])


def write(value: Organisation | Catalog) -> str:
    """The file that `read` takes back; what has its usual value is left out."""
    plain = _plain(value.model_dump(mode="python", exclude_defaults=True))
    text: str = yaml.dump(
        plain, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=WIDTH
    )
    return text


def _plain(value: Any) -> Any:
    """Lists for tuples, which YAML would tag."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple | list) else value


FORMAT = Format("yaml", (".yaml", ".yml"), read, write)
