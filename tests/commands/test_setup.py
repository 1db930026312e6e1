"""The first steps on demand: as they stand, with what does them."""

from tests.commands.counter import ANA, CY, INES, Counter


def test_as_they_stand(counter: Counter) -> None:
    """What is done is ticked and has no button; what isn't has its own and one to skip it."""
    heard = counter.says(INES, "setup")
    first, second, third = heard.reply.sections
    assert [one.label for one in first.actions] == ["Keep it", "Start empty", "Skip"]
    assert (second.heading, second.actions) == ("✓ 2. Name teams and their leads", ())
    choose, skip = third.actions
    assert (choose.verb, choose.form, choose.given["digests"]) == (
        "digest add",
        True,
        ("unfilled", "changes"),
    )
    assert (skip.verb, skip.given) == ("setup skip", {"step": ("digest",)})
    assert heard.act == 0


def test_for_stewards_alone(counter: Counter) -> None:
    """Leads and members are told who may."""
    for user in (ANA, CY):
        assert "Only Ines Prado" in counter.says(user, "setup").reply.text
