"""Changing a digest: what is said changes, all else stays; its form holds what it is now."""

from bot.domain.fact import Subject
from bot.domain.subscription import Subscription
from tests.commands.counter import ANA, CY, Counter

ADD = "digest add unfilled every 2 weeks on Monday at 9:00 Europe/Berlin even if all is well"


def stored(counter: Counter) -> Subscription:
    """The subscription as it stands."""
    return Subscription.model_validate(counter.facts[Subject("digest", ("1",))])


def test_one_thing_at_a_time(counter: Counter) -> None:
    """A new time keeps the zone and the weeks, new days keep the time, other digests all of it."""
    counter.says(ANA, ADD, place="churn")
    before = stored(counter)
    assert counter.says(ANA, "digest change 1 at 17:30").done
    assert str(stored(counter).rhythm) == "every 2 weeks on Monday at 17:30 (Europe/Berlin)"
    assert stored(counter).rhythm.days == before.rhythm.days
    assert counter.says(ANA, "digest change 1 every weekday").done
    assert str(stored(counter).rhythm) == "every weekday at 17:30 (Europe/Berlin)"
    assert counter.says(ANA, "digest change 1 to changes, unfilled").done
    assert counter.says(ANA, "digest change 1 only news").done
    assert (stored(counter).digests, stored(counter).well) == (("changes", "unfilled"), False)


def test_the_same_weeks_go_on_being_counted(counter: Counter) -> None:
    """Days said again as they are start no new count of weeks, so nothing comes a week late."""
    counter.says(ANA, ADD, place="churn")
    days = stored(counter).rhythm.days
    counter.now = counter.now.replace(month=12, day=3)
    assert counter.says(ANA, "digest change 1 every 2 weeks on Monday at 10:00").done
    assert stored(counter).rhythm.days == days


def test_nothing_different(counter: Counter) -> None:
    """What changes nothing is no change."""
    counter.says(ANA, ADD, place="churn")
    version = counter.version
    heard = counter.says(ANA, "digest change 1 to unfilled")
    assert heard.reply.headline == "Digest 1 is like that already."
    assert counter.version == version


def test_no_such_digest(counter: Counter) -> None:
    """A number that there isn't is said, with where the numbers stand."""
    heard = counter.says(ANA, "digest change 7 every day")
    assert heard.reply.headline.startswith("There is no digest 7;")
    assert [one.label for one in heard.reply.actions] == ["List them"]


def test_another_teams(counter: Counter) -> None:
    """A button of somebody else's digest does nothing for who doesn't lead the team."""
    counter.says(ANA, ADD, place="churn")
    before = counter.facts
    heard = counter.submits(CY, "digest change", {"number": ("1",), "days": ("day",)})
    assert "Only whoever it concerns" in heard.reply.headline
    assert counter.facts == before
