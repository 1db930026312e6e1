"""Values that are kept while their version stands."""

from datetime import timedelta

from bot.store.recent import Recent
from tests.store.sample import NOW

ONE, TWO, THREE = ((NOW, version) for version in (1, 2, 3))


def test_only_the_same_version_is_handed_out() -> None:
    """Another version, or another workspace, has no value yet."""
    recent: Recent[str] = Recent()
    recent.keep("W1", TWO, "two")
    assert recent.get("W1", TWO) == "two"
    assert recent.get("W1", THREE) is None
    assert recent.get("W2", TWO) is None


def test_older_values_dont_replace_newer_ones() -> None:
    """A reader that began earlier and ends later spoils nothing."""
    recent: Recent[str] = Recent()
    recent.keep("W1", TWO, "two")
    recent.keep("W1", ONE, "one")
    assert recent.get("W1", TWO) == "two"


def test_erased_and_back() -> None:
    """Of a workspace that was erased nothing is handed out once it is there again."""
    recent: Recent[str] = Recent()
    recent.keep("W1", TWO, "erased")
    back = (NOW + timedelta(days=1), 2)
    assert recent.get("W1", back) is None
    recent.keep("W1", back, "back")
    assert recent.get("W1", back) == "back"


def test_the_one_unused_longest_goes() -> None:
    """So many workspaces have a value, and those that were used last keep theirs."""
    recent: Recent[str] = Recent(2)
    for workspace in ("W1", "W2"):
        recent.keep(workspace, ONE, workspace)
    assert recent.get("W1", ONE) == "W1"
    recent.keep("W3", ONE, "W3")
    assert recent.get("W2", ONE) is None
    assert [recent.get(one, ONE) for one in ("W1", "W3")] == ["W1", "W3"]


def test_a_newer_value_takes_no_more_room() -> None:
    """A workspace that changes pushes nobody else out."""
    recent: Recent[str] = Recent(2)
    recent.keep("W1", ONE, "one")
    for stamp in (ONE, TWO, THREE):
        recent.keep("W2", stamp, "other")
    assert recent.get("W1", ONE) == "one"
