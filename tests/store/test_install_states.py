"""Installs that are finished: each once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy.orm import Session

from bot.store import install_states
from bot.store.engine import Engines
from bot.store.ledger import Ledger
from tests.store.contents import contents
from tests.store.sample import NOW

SOON = NOW + timedelta(minutes=10)
JUST = timedelta(microseconds=1)
AT_ONCE = 20


def test_once(engines: Engines) -> None:
    """An install is finished once, and others don't mind."""
    with Session(engines.write) as session:
        assert install_states.consume(session, "one", SOON)
        assert not install_states.consume(session, "one", SOON)
        assert install_states.consume(session, "two", SOON)


def test_forgotten(engines: Engines) -> None:
    """What can't be finished any more is dropped, and nothing else."""
    with Session(engines.write) as session:
        for state, until in (("early", SOON), ("late", SOON + JUST)):
            assert install_states.consume(session, state, until)
        install_states.forget(session, SOON)
        assert install_states.consume(session, "early", SOON)
        assert not install_states.consume(session, "late", SOON)


def test_at_once(ledger: Ledger, engines: Engines) -> None:
    """Of twenty that finish the same install at once, one does."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = list(pool.map(lambda _: ledger.finish_install("state", SOON), range(AT_ONCE)))
    assert sorted(told) == [False] * (AT_ONCE - 1) + [True]
    assert len(contents(engines)["install_states"]) == 1
