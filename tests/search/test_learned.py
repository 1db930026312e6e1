"""What examples taught, kept in a file and asked what a message is like."""

import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.domain.evaluation import Labelled
from bot.search.learned import Learned, Likeness, fingerprint
from bot.search.traits import ALWAYS, BUCKETS, WIDTH, Traits, traits
from bot.search.words import words
from tests.tuning import bakery

SAID = [one.text for one in bakery.messages()][::7]


def _seen(text: str) -> Traits:
    return traits(words(text), bakery.vocabulary())


def _random(seed: int = 3, refs: int = 4) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights for so many refs and for “any of them”, and rarities."""
    chance = np.random.default_rng(seed)
    weights = chance.normal(size=(WIDTH, refs + 1)).astype(np.float32)
    return weights, chance.uniform(1, 6, WIDTH).astype(np.float32)


def _exactly(
    weights: NDArray[np.float32], rarity: NDArray[np.float32], seen: Traits
) -> list[float]:
    """The scores of a message before anything was packed."""
    numbers, values = seen.weighed(rarity)
    scores: list[float] = (values @ weights[numbers]).tolist()
    return scores


def test_shares() -> None:
    """The shares of all refs sum to 1, whatever is asked, and what is most like a ref is it."""
    for text in (*SAID, "", "umbrella " * 40):
        shares = bakery.taught().likeness(_seen(text)).shares
        assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
        assert tuple(shares) == bakery.taught().refs
    shares = bakery.taught().likeness(_seen("the rye came out flat")).shares
    assert max(shares, key=shares.__getitem__) == bakery.BAKE


@pytest.mark.parametrize(
    ("shares", "concerns", "figures"),
    [
        ({"a": 0.75, "b": 0.25}, 0.0, (math.log(0.75), math.log(0.5), 0.75)),
        ({"a": 0.0, "b": 1.0}, 30.0, (math.log(1e-4), 0.0, 1.0)),
        ({"a": 1.0, "b": 0.0}, -30.0, (0.0, -30.0, 1.0)),
    ],
)
def test_figures(
    shares: dict[str, float], concerns: float, figures: tuple[float, float, float]
) -> None:
    """What is said of an entry are logarithms with a floor, and how clear the best one is."""
    found = Likeness(shares, concerns).figures("a")
    assert tuple(found[name] for name in ("share", "concerns", "clear")) == pytest.approx(
        figures, abs=1e-9
    )


@pytest.mark.parametrize("size", [1e3, 1e6])
def test_bounded(size: float) -> None:
    """However heavy the weights, shares stay shares and the log-odds stay bounded."""
    weights, rarity = _random()
    found = Learned.packed("abcd", weights * np.float32(size), rarity, "x").likeness(_seen("hello"))
    assert abs(found.concerns) <= 30
    assert sum(found.shares.values()) == pytest.approx(1, abs=1e-5)
    assert all(math.isfinite(value) for value in found.figures("a").values())


def test_saved_and_read(tmp_path: Path) -> None:
    """What is saved is read back and says the same of every message."""
    path = tmp_path / "learned.npz"
    bakery.taught().save(path)
    read = Learned.read(path)
    assert (read.refs, read.taught_by) == (bakery.taught().refs, bakery.taught().taught_by)
    for text in SAID:
        assert read.likeness(_seen(text)) == bakery.taught().likeness(_seen(text))


def test_packed() -> None:
    """A byte a weight loses little: the best ref stays the best, and nothing moves far."""
    weights, rarity = _random()
    packed = Learned.packed("abcd", weights, rarity, "x")
    for text in SAID:
        *exact, _ = scores = _exactly(weights, rarity, _seen(text))
        found = packed.likeness(_seen(text))
        told = [math.log(share) for share in found.shares.values()]
        for one, other in zip(told[1:], exact[1:], strict=True):
            assert one - told[0] == pytest.approx(other - exact[0], abs=0.05)
        assert found.concerns == pytest.approx(scores[-1], abs=0.05)


def test_packed_nothing() -> None:
    """Weights that are all 0 say nothing of any ref."""
    nothing = np.zeros((WIDTH, 3), np.float32)
    found = Learned.packed("ab", nothing, np.ones(WIDTH, np.float32), "x").likeness(_seen("hi"))
    assert found == Likeness({"a": 0.5, "b": 0.5}, 0.0)


def _written(path: Path, **parts: Any) -> None:
    """A file like a real one, but for some of its parts."""
    weights, rarity = _random(refs=2)
    good = {
        "refs": np.array(["a", "b"]),
        "weights": np.round(weights).astype(np.int8),
        "scales": rarity,
        "rarity": rarity,
        "taught_by": np.array("x"),
    }
    kept = {name: part for name, part in (good | parts).items() if part is not None}
    np.savez_compressed(path, allow_pickle=True, **kept)


@pytest.mark.parametrize(
    "parts",
    [
        {"refs": None},
        {"weights": None},
        {"taught_by": None},
        {"refs": np.array(["a", "b", "c"])},
        {"weights": np.zeros((WIDTH - 1, 3), np.int8)},
        {"weights": np.zeros(WIDTH, np.int8)},
        {"weights": np.array([{"a": "pickle"}], dtype=object)},
    ],
)
def test_wrong_parts(parts: dict[str, Any], tmp_path: Path) -> None:
    """A file that lacks a part, or whose parts don't fit, is refused; nothing in it is run."""
    path = tmp_path / "learned.npz"
    _written(path)
    assert Learned.read(path).refs == ("a", "b")
    _written(path, **parts)
    with pytest.raises(ValueError, match=r"."):
        Learned.read(path)


# numpy leaves the file of a broken zip to the collector.
left_open = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


@left_open
@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_no_such_file(content: bytes, tmp_path: Path) -> None:
    """What is empty, text, half a zip or a zip of something else is refused."""
    path = tmp_path / "learned.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"."):
        Learned.read(path)


@left_open
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_cut_off(share: float, tmp_path: Path) -> None:
    """A file that was cut off is refused wherever it ends."""
    path = tmp_path / "learned.npz"
    bakery.taught().save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ValueError, match=r"."):
        Learned.read(path)


def test_foreign_zip(tmp_path: Path) -> None:
    """A zip of something else is refused, and says what wrote the file that belongs there."""
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "letter.txt").write_text("Dear all", "utf-8")
    archive = shutil.make_archive(str(tmp_path / "letter"), "zip", tmp_path / "inside")
    with pytest.raises(ValueError, match="rolecall tune"):
        Learned.read(Path(archive))


@pytest.mark.parametrize("name", ["none.npz", "."])
def test_no_file(name: str, tmp_path: Path) -> None:
    """A file that isn't there, or is a folder, is the system's error."""
    with pytest.raises(OSError, match=r"."):
        Learned.read(tmp_path / name)


def _labelled(*rows: tuple[str, str]) -> list[Labelled]:
    return [Labelled(text=text, expected=tuple(refs.split())) for text, refs in rows]


def test_fingerprint() -> None:
    """The same messages have one fingerprint in any order, whoever wrote them."""
    one = _labelled(("who bakes?", "a b"), ("who sells?", "c"), ("rain", ""))
    signed = [row.model_copy(update={"writer": "ann", "kind": "duty", "id": 4}) for row in one]
    assert fingerprint(one) == fingerprint(reversed(one)) == fingerprint(signed)


@pytest.mark.parametrize(
    "other",
    [
        [("who bakes?", "a b"), ("who sells?", "c")],
        [("who bakes?", "a b"), ("who sells?", "c"), ("rain", ""), ("rain", "")],
        [("who bakes?", "b a"), ("who sells?", "c"), ("rain", "")],
        [("who bakes?", "a b"), ("who sells?", ""), ("rain", "")],
        [("who bakes", "a b"), ("who sells?", "c"), ("rain", "")],
        [("who bakes?", "c"), ("who sells?", "a b"), ("rain", "")],
    ],
)
def test_other_fingerprint(other: list[tuple[str, str]]) -> None:
    """Any change of text or labels, and any message more or fewer, changes it."""
    one = _labelled(("who bakes?", "a b"), ("who sells?", "c"), ("rain", ""))
    assert fingerprint(_labelled(*other)) != fingerprint(one)


@pytest.mark.parametrize("text", SAID[:6])
def test_pulls(text: str) -> None:
    """The pulls of all traits sum up to how much likelier one ref is than another."""
    taught, seen = bakery.taught(), _seen(text)
    shares = taught.likeness(seen).shares
    one, other = bakery.BAKE, bakery.COUNT
    pulls = taught.pulls(seen, one, other)
    assert ALWAYS in pulls
    assert all(0 <= number <= BUCKETS for number in pulls)
    apart = math.log(shares[one] / shares[other])
    assert sum(pulls.values()) == pytest.approx(apart, abs=1e-3)
    assert sum(taught.pulls(seen, one, one).values()) == 0


def test_pulls_away_from_all() -> None:
    """Without another ref they sum up to how far one stands above the mean of all."""
    taught, seen = bakery.taught(), _seen(SAID[0])
    logs = {ref: math.log(share) for ref, share in taught.likeness(seen).shares.items()}
    above = logs[bakery.BAKE] - sum(logs.values()) / len(logs)
    pulls = taught.pulls(seen, bakery.BAKE, None)
    assert sum(pulls.values()) == pytest.approx(above, abs=1e-3)


def test_pulls_of_a_strange_ref() -> None:
    """A ref that nobody taught has no pulls."""
    with pytest.raises(ValueError, match=r"."):
        bakery.taught().pulls(_seen("hello"), "activity:unheard", None)
