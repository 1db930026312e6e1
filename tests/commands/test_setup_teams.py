"""Naming teams from channels: what each is called, and which channels can't be one."""

import pytest

from bot.commands.setup_teams import MOST, name_of
from bot.domain.member import Channel
from tests.commands.counter import ANA, BO, INES, NOW, WORKSPACE, Counter, button


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        ("churn", "Churn"),
        ("team-churn", "Churn"),
        ("churn-team", "Churn"),
        ("team", "Team"),
        ("ml-platform", "ML Platform"),
        ("data_eng", "Data Eng"),
        ("größe--preis", "Größe Preis"),
        ("x", "X"),
    ],
)
def test_called_after_its_channel(channel: str, name: str) -> None:
    """Words with a capital, short ones as abbreviations, without the word “team”."""
    assert name_of(channel) == name


def test_in_one_act(counter: Counter) -> None:
    """Teams, their channels and their leads come at once, and go at once."""
    before = counter.facts
    words = f"setup teams <#C4|pricing>, <#C1|general> led by <@{ANA}>, <@U5>"
    heard = counter.says(INES, words)
    for key, channel in (("pricing", "#pricing"), ("general", "#general")):
        team = counter.team(key)
        assert (team.channel, team.leads, team.platform) == (channel, ("ana", "U5"), "platform")
    text = heard.reply.text
    assert "Pricing and General are teams from now on, led by Ana Ivanova and Eva Lund." in text
    spoken = counter.facts
    assert counter.clicks(INES, button(heard, "Undo")).done
    assert counter.facts == before
    counter.submits(INES, "setup teams", {"channels": ("C4", "C1"), "leads": (ANA, "U5")})
    assert counter.facts == spoken


def test_nobody_leads_yet(counter: Counter) -> None:
    """Without a lead each team has a button to say who leads it."""
    heard = counter.says(INES, "setup teams <#C4|pricing>, <#C1|general>")
    assert button(heard, "Say who leads Pricing").given == {"team": ("team:pricing",)}
    assert button(heard, "Say who leads General").form
    assert counter.says(INES, f"team set Pricing led by <@{BO}>").act


def test_refused(counter: Counter) -> None:
    """A channel of another team, one that is archived, and two for one team change nothing."""
    with counter.ledger.open(WORKSPACE, NOW) as books:
        names = ("team-pricing", "churn-team", "team_churn")
        books.roster.save_channels(
            [Channel(f"C1{n}", name, shared=False) for n, name in enumerate(names)]
        )
    before = counter.facts
    for words, said in (
        ("<#C2|churn>", "#churn belongs to Churn"),
        ("<#C5|attic>", "is no channel that I know"),
        ("<#C4|pricing>, <#C10|x>", "#pricing and #team-pricing would both be the team Pricing"),
        ("<#C11|x>", "#churn-team would be the team Churn, and there is one already"),
        ("<#C12|x>", "say `/ownership team add NAME in #team_churn`"),
        ("<#C4|pricing> led by <@U6>", "guest"),
    ):
        heard = counter.says(INES, f"setup teams {words}")
        assert said in heard.reply.text
        assert not heard.done
    assert counter.facts == before


def test_so_many_at_once(counter: Counter) -> None:
    """More than anybody looks through at once are refused."""
    many = [Channel(f"CX{n}", f"channel-{n}", shared=False) for n in range(MOST + 1)]
    with counter.ledger.open(WORKSPACE, NOW) as books:
        books.roster.save_channels(many)
    codes = tuple(one.id for one in many)
    heard = counter.submits(INES, "setup teams", {"channels": codes})
    assert "choose 50 at most at once" in heard.wrong["channels"]
    heard = counter.submits(INES, "setup teams", {"channels": codes[:MOST]})
    assert "and 30 more are teams from now on" in heard.reply.headline
