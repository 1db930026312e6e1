"""Values that are kept while their version stands."""

from bot.store.recent import Recent


def test_only_the_same_version_is_handed_out() -> None:
    """Another version, or another workspace, has no value yet."""
    recent: Recent[str] = Recent()
    recent.keep("W1", 2, "two")
    assert recent.get("W1", 2) == "two"
    assert recent.get("W1", 3) is None
    assert recent.get("W2", 2) is None


def test_older_values_dont_replace_newer_ones() -> None:
    """A reader that began earlier and ends later spoils nothing."""
    recent: Recent[str] = Recent()
    recent.keep("W1", 2, "two")
    recent.keep("W1", 1, "one")
    assert recent.get("W1", 2) == "two"
