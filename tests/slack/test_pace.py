"""How fast messages may follow each other; the clock is moved by hand."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.options import Options, Pace
from bot.slack.pace import Paces
from tests.slack.conftest import OPTIONS, Seconds

A_BIT = 1e-6
CHANNEL = Pace(burst=3, per_second=0.5)
WORKSPACE = Pace(burst=5, per_second=2)


def _options(channel: Pace = CHANNEL, workspace: Pace = WORKSPACE) -> Options:
    return OPTIONS.model_copy(update={"channel": channel, "workspace": workspace})


@pytest.fixture
def paces(seconds: Seconds) -> Paces:
    """Three at once in a channel, then one each two seconds; five, then two a second in all."""
    return Paces(_options(), seconds)


def test_burst(paces: Paces) -> None:
    """So many go at once; the next is told how long to wait, and asking costs nothing."""
    assert [paces.spend("T1", "C1") for _ in range(3)] == [0, 0, 0]
    assert [paces.spend("T1", "C1") for _ in range(3)] == [2, 2, 2]


def test_refill(paces: Paces, seconds: Seconds) -> None:
    """After the wait one more may go, and a long rest gives back the burst and no more."""
    for _ in range(3):
        paces.spend("T1", "C1")
    seconds.now += 1
    assert paces.spend("T1", "C1") == 1
    seconds.now += 1
    assert [paces.spend("T1", "C1") for _ in range(2)] == [0, 2]
    seconds.now += 3600
    assert [paces.spend("T1", "C1") for _ in range(4)] == [0, 0, 0, 2]


def test_workspace(paces: Paces) -> None:
    """All channels of a workspace together have a limit of their own; other workspaces don't."""
    first = [paces.spend("T1", f"C{n}") for n in range(6)]
    assert first == [0, 0, 0, 0, 0, 0.5]
    assert paces.spend("T2", "C9") == 0


def test_home_tabs(paces: Paces) -> None:
    """However many Home tabs are shown, no message of the workspace waits for that."""
    assert [paces.spend("T1", f"home U{n}") for n in range(20)] == [0] * 20
    assert [paces.spend("T1", f"C{n}") for n in range(5)] == [0] * 5


def test_a_wait_for_the_workspace_takes_nothing_from_the_channel(
    paces: Paces, seconds: Seconds
) -> None:
    """What may not go because of the workspace leaves its channel's burst as it was."""
    for n in range(5):
        paces.spend("T1", f"C{n}")
    assert paces.spend("T1", "C9") > 0
    seconds.now += 2
    assert [paces.spend("T1", "C9") for _ in range(4)] == [0, 0, 0, pytest.approx(2)]


def test_close(paces: Paces, seconds: Seconds) -> None:
    """A pace that Slack closed lets nothing through for so long, and others go on."""
    paces.close("T1", "C1", 30)
    assert paces.spend("T1", "C1") == 30
    assert paces.spend("T1", "C2") == 0
    seconds.now += 29
    assert paces.spend("T1", "C1") == 1
    seconds.now += 1
    assert paces.spend("T1", "C1") == 0


def test_closing_again_never_opens(paces: Paces, seconds: Seconds) -> None:
    """A shorter pause that comes while a longer one lasts doesn't end that."""
    paces.close("T1", "C1", 30)
    paces.close("T1", "C1", 1)
    assert paces.spend("T1", "C1") == 30
    seconds.now += 10
    paces.close("T1", "C1", 60)
    assert paces.spend("T1", "C1") == 60


def test_resting(paces: Paces, seconds: Seconds) -> None:
    """The paces on which nothing may go now are told with their workspace, as long as that."""
    assert paces.resting() == frozenset()
    paces.close("T1", "https://hooks.slack.com/x y", 10)
    for _ in range(3):
        paces.spend("T1", "C1")
    assert paces.resting() == {("T1", "https://hooks.slack.com/x y"), ("T1", "C1")}
    seconds.now += 2
    assert paces.resting() == {("T1", "https://hooks.slack.com/x y")}
    seconds.now += 8
    assert paces.resting() == frozenset()


def test_a_tired_workspace_rests(paces: Paces, seconds: Seconds) -> None:
    """A workspace that has used up its own limit is told as resting as a whole, and no other."""
    for n in range(5):
        paces.spend("T1", f"C{n}")
    paces.spend("T2", "C0")
    assert paces.resting() == {("T1", None)}
    seconds.now += 0.5
    assert paces.resting() == frozenset()


def test_close_one_workspace(paces: Paces) -> None:
    """What Slack closes in one workspace is open in another under the same channel's id."""
    paces.close("T1", "C1", 30)
    assert (paces.spend("T1", "C1"), paces.spend("T2", "C1")) == (30, 0)


def test_idle_channels_are_forgotten(paces: Paces, seconds: Seconds) -> None:
    """However many channels and addresses were used, none is remembered once it is full again."""

    def size() -> int:
        return len(paces._buckets)  # noqa: SLF001 nothing else shows what is remembered

    for n in range(1000):
        paces.spend(f"T{n}", f"https://hooks.slack.com/{n}")
    assert size() > 1000
    paces.resting()
    assert size() > 1000
    seconds.now += 60
    paces.resting()
    assert size() == 0


def test_closed_channels_are_not_forgotten(paces: Paces, seconds: Seconds) -> None:
    """A full bucket that Slack closed is kept until the pause is over."""
    paces.close("T1", "C1", 1000)
    seconds.now += 500
    paces.resting()
    assert paces.spend("T1", "C1") == 500


STEPS = st.lists(
    st.tuples(st.sampled_from(["T1", "T2"]), st.sampled_from("ab"), st.floats(0, 3)), max_size=60
)


@settings(max_examples=100, deadline=None)
@given(STEPS, st.booleans())
def test_never_faster(steps: list[tuple[str, str, float]], looks: bool) -> None:  # noqa: FBT001
    """In no stretch of time more goes than the burst and what that time refills."""
    seconds = Seconds()
    paces = Paces(_options(), seconds)
    gone: dict[str, list[float]] = defaultdict(list)
    for workspace, channel, pause in steps:
        pace = f"{workspace} {channel}"
        if paces.spend(workspace, pace) == 0:
            gone[pace].append(seconds.now)
            gone[workspace].append(seconds.now)
        if looks:
            paces.resting()
        seconds.now += pause
    for name, times in gone.items():
        limit = CHANNEL if " " in name else WORKSPACE
        for first, start in enumerate(times):
            for last in range(first, len(times)):
                most = limit.burst + (times[last] - start) * limit.per_second
                assert last - first + 1 <= most + A_BIT


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_waiting_as_told_is_enough(steps: list[tuple[str, str, float]]) -> None:
    """Whoever waits as long as they were told may go then."""
    seconds = Seconds()
    paces = Paces(_options(), seconds)
    for workspace, channel, pause in steps:
        pace = f"{workspace} {channel}"
        wait = paces.spend(workspace, pace)
        if wait > 0:
            seconds.now += wait + A_BIT
            assert paces.spend(workspace, pace) == 0
        seconds.now += pause


def test_silenced(seconds: Seconds) -> None:
    """Where a workspace is switched off nothing may go, for however long, and elsewhere all may."""
    paces = Paces(_options(), seconds, {"T1"})
    for _ in range(2):
        assert paces.resting() == {("T1", None)}
        assert paces.spend("T2", "C1") == 0
        seconds.now += 3600
