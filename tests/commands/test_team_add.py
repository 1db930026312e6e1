"""Adding a team: what it is made of, how it is found again, and which names it may have."""

import pytest

from bot.domain.fact import Subject
from tests.commands.counter import ANA, BO, INES, Counter, button

BLAMED = {
    "structure": "There is no structure “",
    "channel": " is no channel that I know",
    "leads": "There is no person “Nobody Known” here.",
    "platform": "There is no team “",
}
"""What is said of a slip in each part of a team."""


def test_a_whole_team(counter: Counter) -> None:
    """All that was said of it is recorded, it is said back, and one button leads on."""
    heard = counter.says(
        INES, f"team add Größe & Preis as Hybrid in <#C4|pricing> led by <@{ANA}>, <@U5>"
    )

    team = counter.team("grosse-preis")
    assert (team.name, team.kind, team.structure) == ("Größe & Preis", "product", "hybrid")
    assert (team.channel, team.leads, team.platform) == ("#pricing", ("ana", "U5"), "platform")
    for said in ("Größe & Preis", "Hybrid", "#pricing", "Ana Ivanova and Eva Lund", "ML Platform"):
        assert said in heard.reply.text
    assign = button(heard, "Assign a role")
    assert (assign.form, assign.given) == (True, {"team": ("team:grosse-preis",)})


def test_a_platform_team(counter: Counter) -> None:
    """It has neither structure nor platform; that nobody leads it is said, with a way to do so."""
    heard = counter.says(INES, "team add Base as platform")

    team = counter.team("base")
    assert (team.kind, team.structure, team.platform) == ("platform", None, None)
    assert "Nobody leads it yet" in heard.reply.text
    assert button(heard, "Say who leads it").verb == "team set"


def test_form_and_words_alike(counter: Counter) -> None:
    """What the form sends adds the same team as the words, and undo takes it away again."""
    before = counter.facts
    words = f"team add Pricing as Hybrid in #pricing led by <@{BO}> served by ML Platform"
    codes = {
        "name": ("Pricing",),
        "structure": ("structure:hybrid",),
        "channel": ("C4",),
        "leads": (BO,),
        "platform": ("team:platform",),
    }
    spoken = counter.says(INES, words)
    said = counter.facts
    assert counter.clicks(INES, button(spoken, "Undo")).done
    assert counter.facts == before

    counter.submits(INES, "team add", codes)
    assert counter.facts == said != before


def test_which_platform(counter: Counter) -> None:
    """With several platform teams none is guessed, and only a platform team can serve."""
    counter.says(INES, "team add Base as platform")
    counter.says(INES, "team add Pricing")
    heard = counter.says(INES, "team add Growth served by Churn")

    assert counter.team("pricing").platform is None
    assert "choose ML Platform or Base" in heard.wrong["platform"]
    heard = counter.says(INES, "team add Growth as platform served by Base")
    assert "leave out “served by”" in heard.wrong["platform"]


def test_not_by_a_lead(counter: Counter) -> None:
    """Only who looks after the workspace adds teams; that somebody else wanted to is noted."""
    assert not counter.says(ANA, "team add Pricing").done
    assert [refused.how.verb for refused in counter.refusals] == ["team add"]


def test_channel_of_another_team(counter: Counter) -> None:
    """A channel belongs to one team; the other one is named."""
    heard = counter.says(INES, "team add Pricing in <#C2|churn>")

    assert not heard.done
    assert "#churn belongs to Churn" in heard.wrong["channel"]


@pytest.mark.parametrize(
    ("who", "why"),
    [("U6", "guest"), ("U0BOT", "bot"), ("U7", "left"), ("U8", "another organisation")],
)
def test_who_cannot_lead(counter: Counter, who: str, why: str) -> None:
    """Guests, bots, leavers and outsiders lead no team."""
    heard = counter.says(INES, f"team add Pricing led by <@{who}>")

    assert why in heard.wrong["leads"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "name that people can read"),
        ("\u200b", "name that people can read"),
        ("n" * 76, "76 characters"),
        ("Pric\u202eing", "nobody sees"),
        ("Pric\ning", "line break"),
        ("*Pricing*", "backtick"),
        ("<!channel>", "“<”"),
        ("@pricing", "begin with"),
        ("CHURN", "a team “Churn” already"),
        ("the churn team", "another name of the team “Churn”"),
        ("platform", "another name of the team “ML Platform”"),
    ],
)
def test_bad_names(counter: Counter, name: str, why: str) -> None:
    """Names that menus can't show, that others mistake, or that lead to another team already."""
    before = counter.version
    heard = counter.submits(INES, "team add", {"name": (name,)})

    assert why in heard.wrong["name"]
    assert counter.version == before


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ("as Hybird", "structure"),
        ("as platfrom", "structure"),
        ("in #nowhere", "channel"),
        ("in <#C77|gone>", "channel"),
        ("led by Nobody Known", "leads"),
        ("served by ML Flatform", "platform"),
        (f"led by <@{ANA}> served by ML Flatform", "platform"),
        (f"led by <@{ANA}>, Bo Chen served by Churrn", "platform"),
        (f"in <#C4|pricing> led by <@{ANA}> served by Xyzzy", "platform"),
        (f"served by ML Platform led by <@{ANA}>, Nobody Known", "leads"),
        (f"as hybrid led by <@{ANA}> served by Xyzzy", "platform"),
        ("in pricing", "channel"),
        ("as hybrid in pricing", "channel"),
        ("in channel <#C4|pricing>", "channel"),
        ("as matrixed", "structure"),
    ],
)
def test_slips_are_no_names(counter: Counter, more: str, field: str) -> None:
    """What was to say more of a team doesn't silently become a part of its name."""
    heard = counter.says(INES, f"team add Pricing {more}")

    assert list(heard.wrong) == [field]
    assert BLAMED[field] in heard.wrong[field]
    assert heard.reply.actions[0].given["name"] == ("Pricing",)
    assert set(counter.organisation.team) == {"platform", "churn", "search"}


def test_the_rest_is_kept(counter: Counter) -> None:
    """What could be read beside a slip is in the form, and not in the name."""
    words = f"team add Pricing as hybrid led by <@{ANA}> served by Xyzzy"
    fill_in = button(counter.says(INES, words), "Fill in the form")
    read = {"name": ("Pricing",), "structure": ("structure:hybrid",), "leads": (ANA,)}
    assert (fill_in.form, fill_in.given) == (True, read)


@pytest.mark.parametrize("more", ["in pricing", "in channel <#C4|pricing>"])
def test_a_channel_without_its_mark(counter: Counter, more: str) -> None:
    """A channel that there is is offered as one, and never taken for a part of the name."""
    heard = counter.says(INES, f"team add Growth as hybrid {more}")
    assert counter.clicks(INES, button(heard, "team add “Growth” as “Hybrid” in #pricing")).done
    team = counter.team("growth")
    assert (team.name, team.channel, team.structure) == ("Growth", "#pricing", "hybrid")


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("Women in Tech", "Women"),
        ("B3 as hybrid in pricing", None),
        ("A3 with @ana", "A3 with"),
        ("Foo;", "Foo"),
        ("Foo as matrixed", "Foo"),
    ],
)
def test_a_name_that_says_more(counter: Counter, name: str, before: str | None) -> None:
    """Words that lead to something, or a mention, are in a name by a click or in quotes only."""
    version = counter.version
    heard = counter.says(INES, f"team add {name}")
    assert (heard.done, counter.version) == (False, version)
    assert f"s “{name}” the whole name?" in heard.reply.headline
    if before is not None:
        assert button(heard, "Fill in the form").given == {"name": (before,)}

    assert counter.clicks(INES, button(heard, f"team add “{name}”")).done
    names = [team.name for team in counter.organisation.teams]
    counter.says(INES, "undo")
    assert counter.says(INES, f'team add "{name}"').done
    assert [team.name for team in counter.organisation.teams] == names
    assert name in names


def test_a_mention_in_a_name(counter: Counter) -> None:
    """No team is called like that: the form has what stands before it."""
    heard = counter.says(INES, f"team add A3 with <@{ANA}>")
    [fill_in] = heard.reply.actions
    assert "can't have a mention" in heard.wrong["name"]
    assert (fill_in.form, fill_in.given) == (True, {"name": ("A3 with",)})


def test_commas_around_a_name(counter: Counter) -> None:
    """They part it from the rest, and are no part of it; within it they are."""
    assert counter.says(INES, f"team add Foo, led by <@{ANA}>").done
    assert counter.says(INES, "team add Bar, Baz and Co, as hybrid,").done
    assert (counter.team("foo").name, counter.team("foo").leads) == ("Foo", ("ana",))
    assert counter.team("bar-baz-and-co").name == "Bar, Baz and Co"


def test_a_channel_in_a_name(counter: Counter) -> None:
    """A channel within a name is kept as people read it, and leads back to the team."""
    heard = counter.says(INES, "team add Friends of <#C1|general> as hybrid")
    assert not heard.done
    counter.says(INES, 'team add "Friends of <#C1|general>" as hybrid')
    assert counter.team("friends-of-general").name == "Friends of #general"
    shown = counter.says(INES, "show Friends of <#C1>").reply.headline
    assert shown.startswith("Friends of #general is a product team")
    counter.says(INES, "team rename Churn to Churn and <#C404|secret>")
    assert counter.team("churn").name == "Churn and #secret"


def test_key_of_a_retired_team(counter: Counter) -> None:
    """A retired team's key goes to a team of the same name only; else the next number is taken."""
    counter.says(INES, "team rename Churn to Retention")
    assert counter.says(INES, "team add Churn").reply.text.startswith("“Churn” is another name")
    counter.says(INES, "team retire Retention anyway")
    counter.says(INES, "team add Churn")
    assert set(counter.organisation.team) == {"platform", "search", "churn-2"}

    counter.says(INES, "team retire Churn")
    counter.says(INES, "team add Churn in #churn")
    assert counter.team("churn-2").channel == "#churn"


def test_names_without_plain_letters(counter: Counter) -> None:
    """Whatever a team is called, it has a key, and each its own."""
    counter.says(INES, "team add 価格")
    counter.says(INES, "team add 成長")

    names = {key: team.name for key, team in counter.organisation.team.items()}
    assert (names["team"], names["team-2"]) == ("価格", "成長")
    assert Subject("team", ("team-2",)) in counter.facts
