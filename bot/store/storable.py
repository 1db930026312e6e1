"""Anybody's text, made fit for both databases."""


def storable(text: str, most: int) -> str:
    """The text without what PostgreSQL can't hold, cut: NUL, and halves of surrogate pairs."""
    whole = text.encode("utf-8", "replace").decode()
    return whole.replace("\0", "")[:most]
