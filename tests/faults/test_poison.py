"""Messages that can't be sent whatever is done.

One that kills whoever sends it, in a direct message, is in `test_killed`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.dying import MOST_ATTEMPTS, POISON
from tests.acceptance.test_digest_killed import CHANNEL, subscribed
from tests.faults.conftest import on_sqlite
from tests.faults.replicas import Scene, channels, in_channel, killed, stopped
from tests.faults.tally import Tally, rounds
from tests.talk.bot import OWNER, until
from tests.talk.talk import visible


@pytest.fixture
def here(migrated_file: Path, root: Path, tmp_path: Path) -> Iterator[Scene]:
    """One workspace on a file, and no process yet."""
    with on_sqlite(migrated_file, root, tmp_path) as scene:
        yield scene


@pytest.mark.fault(17, "A message whose sending fails in a way that nobody thought of")
def test_poison_that_fails(here: Scene, tally: Tally) -> None:
    """It is given up, a steward is told so, and the queue moves on in the same process."""
    here.slack.urls.append(here.replicas.start(point="sick of poison").url())
    for number in rounds():
        poison, *others = wanted = [f"{POISON}{number}", *channels("WELL", 4, number)]
        with tally.recovery():
            here.asked(wanted)
            states = here.settle(wanted)
        tally.compare(others, here.heard(others))
        assert states.pop(poison) == "failed"
        assert set(states.values()) == {"sent"}
    told = until(lambda: in_channel(here.slack, f"D{OWNER}"), "The steward isn't told")
    # Once an hour, however many are given up for the same reason.
    assert [f"couldn't deliver a message ({POISON}0)" in visible(one) for one in told] == [True]


@pytest.mark.long
@pytest.mark.fault(17, "A message that can be looked for and kills whoever sends it")
def test_poison_again_and_again(here: Scene, tally: Tally) -> None:
    """It is tried so often and no more, each time counted before; then all else is sent."""
    first = here.replicas.start()
    first.url()
    stopped(first)
    for number in rounds():
        poisoned = here.replicas.start(point="poisonous digest")
        poisoned.url()
        subscribed(here.ledger, here.slack.team.id, str(number + 1))
        killed(poisoned)
        with tally.recovery():
            for _ in range(MOST_ATTEMPTS - 1):
                killed(here.replicas.start(point="poisonous digest"))
            after = here.replicas.start(point="poisonous digest")
            here.slack.urls[:] = [after.url()]
            others = channels("AFTER", 4, number)
            here.asked(others)
            states = here.settle([*others, CHANNEL])
        tally.compare(others, here.heard(others))
        tally.unknown += 1
        assert states[CHANNEL] == "unknown"
        stopped(after)
    assert in_channel(here.slack, CHANNEL) == []
