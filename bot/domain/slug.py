"""Keys and refs made of names, the same for the same name every time."""

import re
import unicodedata
from collections.abc import Collection
from hashlib import sha256

MOST_CHARACTERS = 80
_HASH = 8


def slug(name: str) -> str:
    """“Größe & Preis” as `grosse-preis`; empty where nothing of it is a plain letter or figure."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:MOST_CHARACTERS].strip("-")


def own_slug(name: str, taken: Collection[str]) -> str:
    """The slug of a name; told apart by a hash of the name where it is taken, or says nothing."""
    stem = slug(name)
    if stem and stem not in taken:
        return stem
    mark = sha256(name.encode("utf-8", "replace")).hexdigest()[:_HASH]
    return f"{stem}-{mark}" if stem else f"x-{mark}"
