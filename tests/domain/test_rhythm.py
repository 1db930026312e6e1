"""Days of the calendar at a time of a zone: in words, as slots, and as moments."""

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.rhythm import (
    MOST_WEEKS,
    WEEKDAYS,
    Days,
    Rhythm,
    days_in,
    ordinal,
    time_in,
    zone_called,
)

TODAY = date(2026, 11, 25)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
ZONES = (
    "UTC",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Johannesburg",
    "America/Asuncion",
    "America/Chicago",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Nuuk",
    "America/Phoenix",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Chisinau",
    "Europe/Dublin",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Easter",
    "Pacific/Kiritimati",
    "Pacific/Norfolk",
)
"""Of both hemispheres: with summer time and without, by whole hours and parts of one."""


@st.composite
def days_of_weeks(draw: st.DrawFn) -> Days:
    """Days of some weeks, counted from one on which it falls."""
    days = draw(st.sets(st.integers(MONDAY, SUNDAY), min_size=1))
    since = draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    while since.weekday() not in days:
        since += timedelta(days=1)
    weeks = draw(st.integers(1, MOST_WEEKS))
    return Days(every="week", days=tuple(sorted(days)), weeks=weeks, since=since)


DAYS: st.SearchStrategy[Days] = st.one_of(
    st.sampled_from([Days(every="day"), Days(every="weekday"), Days(every="month")]),
    days_of_weeks(),
    st.integers(1, 31).map(lambda day: Days(every="month", day=day)),
    st.builds(
        lambda nth, day: Days(every="month", nth=nth, days=(day,)),
        st.sampled_from([-1, 1, 2, 3, 4]),
        st.integers(MONDAY, SUNDAY),
    ),
)
RHYTHMS = st.builds(
    lambda days, at, zone: Rhythm(days=days, at=at, zone=zone),
    DAYS,
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
)
YEAR_FROM = st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1))  # noqa: DTZ001 local


def said(text: str) -> Days:
    """The days that words name on a Wednesday in November 2026."""
    return days_in(text, TODAY)


def of_week(*days: int, weeks: int = 1, since: date = TODAY) -> Days:
    """These days of every so many weeks."""
    return Days(every="week", days=days, weeks=weeks, since=since)


def of_month(nth: int, day: int) -> Days:
    """That weekday of every month."""
    return Days.model_validate({"every": "month", "nth": nth, "days": (day,)})


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("day", Days(every="day")),
        ("every day", Days(every="day")),
        (" Every  DAY ", Days(every="day")),
        ("weekday", Days(every="weekday")),
        ("working day", Days(every="weekday")),
        ("workday", Days(every="weekday")),
        ("business day", Days(every="weekday")),
        ("Wednesday", of_week(WEDNESDAY)),
        ("wed", of_week(WEDNESDAY)),
        ("Wednesdays", of_week(WEDNESDAY)),
        ("week on Wednesday", of_week(WEDNESDAY)),
        ("tuesday", of_week(TUESDAY, since=date(2026, 12, 1))),
        ("Monday and Thursday", of_week(MONDAY, THURSDAY, since=date(2026, 11, 26))),
        ("Thursday, Monday", of_week(MONDAY, THURSDAY, since=date(2026, 11, 26))),
        ("mon, wed and fri", of_week(MONDAY, WEDNESDAY, FRIDAY)),
        ("mon, wed, and fri", of_week(MONDAY, WEDNESDAY, FRIDAY)),
        ("mon wed fri wed", of_week(MONDAY, WEDNESDAY, FRIDAY)),
        ("2 weeks on Monday", of_week(MONDAY, weeks=2, since=date(2026, 11, 30))),
        ("every second week on Monday", of_week(MONDAY, weeks=2, since=date(2026, 11, 30))),
        ("other week on Monday", of_week(MONDAY, weeks=2, since=date(2026, 11, 30))),
        ("3 weeks on Tue and Wed", of_week(TUESDAY, WEDNESDAY, weeks=3)),
        ("52 weeks on Wednesday", of_week(WEDNESDAY, weeks=52)),
        ("first Monday", of_month(1, MONDAY)),
        ("1st Monday", of_month(1, MONDAY)),
        ("second Monday", of_month(2, MONDAY)),
        ("month on the third Friday", of_month(3, FRIDAY)),
        ("4th sun of the month", of_month(4, SUNDAY)),
        ("last Friday of the month", of_month(-1, FRIDAY)),
        ("month on the last Friday", of_month(-1, FRIDAY)),
        ("15th", Days(every="month", day=15)),
        ("month on the 15th", Days(every="month", day=15)),
        ("month on the 1st", Days(every="month", day=1)),
        ("month on 15", Days(every="month", day=15)),
        ("31st of the month", Days(every="month", day=31)),
        ("last day of the month", Days(every="month", day=31)),
        ("month on the last day", Days(every="month", day=31)),
        ("last working day", Days(every="month")),
        ("last workday of the month", Days(every="month")),
        ("last business day", Days(every="month")),
        ("last weekday", Days(every="month")),
        ("month on the last working day", Days(every="month")),
    ],
)
def test_words(words: str, days: Days) -> None:
    """Each way to say it names just these days, counted from the next of them."""
    assert said(words) == days


@pytest.mark.parametrize(
    "words",
    [
        "",
        "every",
        "blue moon",
        "mo",
        "Monday and Blueday",
        "Monday and day",
        "weekends",
        "week",
        "week on",
        "and",
        "2 weeks",
        "0 weeks on Monday",
        "53 weeks on Monday",
        "fifth Monday",
        "last",
        "last blueday",
        "other Monday",
        "month",
        "month on the first",
        "month on the working day",
        "0th",
        "32nd",
        "month on the 99th",
    ],
)
def test_other_words(words: str) -> None:
    """What names no days is refused, as it was said, with what can be said."""
    with pytest.raises(ValueError, match="are no days that I know; say “every day”") as caught:
        said(words)
    assert str(caught.value).startswith(f"“{words}” are no days")


@given(days=DAYS)
def test_words_in_and_out(days: Days) -> None:
    """The words for days name the same days."""
    assert days_in(str(days), days.since) == days
    assert days_in(str(days).removeprefix("every ").upper(), days.since) == days


@given(days=DAYS)
def test_json_there_and_back(days: Days) -> None:
    """Days are stored and read as they are."""
    assert Days.model_validate_json(days.model_dump_json()) == days


@pytest.mark.parametrize(
    "wrong",
    [
        {"every": "week"},
        {"every": "week", "days": (7,)},
        {"every": "week", "days": (-1,)},
        {"every": "week", "days": (0,), "weeks": 0},
        {"every": "week", "days": (0,), "weeks": MOST_WEEKS + 1},
        {"every": "month", "nth": 1},
        {"every": "month", "nth": 5, "days": (0,)},
        {"every": "month", "day": 0},
        {"every": "month", "day": 32},
        {"every": "year"},
    ],
)
def test_days_that_never_come(wrong: dict[str, object]) -> None:
    """Nothing is made that would never come, or that has no words."""
    with pytest.raises(ValidationError):
        Days.model_validate(wrong)


@pytest.mark.parametrize(
    ("words", "at", "zone"),
    [
        ("9", time(9), None),
        ("09:00", time(9), None),
        ("9.30", time(9, 30), None),
        ("9h30", time(9, 30), None),
        ("00:00", time(0), None),
        ("23:59", time(23, 59), None),
        ("5pm", time(17), None),
        (" 5  PM ", time(17), None),
        ("5:45 am", time(5, 45), None),
        ("12 am", time(0), None),
        ("12 pm", time(12), None),
        ("17:30 Europe/Berlin", time(17, 30), "Europe/Berlin"),
        ("5 pm europe/berlin", time(17), "Europe/Berlin"),
        ("5pm New York", time(17), "America/New_York"),
        ("9:00 Amsterdam", time(9), "Europe/Amsterdam"),
        ("9:00 (Europe/Berlin)", time(9), "Europe/Berlin"),
        ("9:00 utc", time(9), "UTC"),
    ],
)
def test_times(words: str, at: time, zone: str | None) -> None:
    """A time of day is read as people write it, with the zone after it."""
    assert time_in(words) == (at, zone)


@pytest.mark.parametrize(
    ("words", "because"),
    [
        ("", "“” is no time; write it as 09:00"),
        ("noon", "“noon” is no time; write it as 09:00"),
        ("24:00", "“24:00” is no time"),
        ("9:60", "“9:60” is no time"),
        ("9:5", "“9:5” is no time"),
        ("13 pm", "“13pm” is no time; write it as 09:00 or 5 pm."),
        ("0 am", "“0am” is no time; write it as 09:00 or 5 pm."),
        ("Berlin 9:00", "“Berlin 9:00” is no time"),
        ("9:00 Atlantis", "There is no time zone “Atlantis”; write it as Europe/Berlin"),
        ("5 pm Atlantis", "There is no time zone “Atlantis”"),
    ],
)
def test_no_times(words: str, because: str) -> None:
    """What is no time, or names no zone, is refused with how to write it."""
    with pytest.raises(ValueError, match="write it as") as caught:
        time_in(words)
    assert str(caught.value).startswith(because)


@given(at=st.times(), zone=st.sampled_from(ZONES))
def test_times_in_and_out(at: time, zone: str) -> None:
    """The time and the zone in a rhythm's words are read as they are."""
    at = at.replace(second=0, microsecond=0)
    shown = str(Rhythm(days=Days(every="day"), at=at, zone=zone))
    assert time_in(shown.removeprefix("every day at ")) == (at, zone)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/BERLIN", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("new_york", "America/New_York"),
        ("Ho  Chi Minh", "Asia/Ho_Chi_Minh"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("UTC", "UTC"),
        ("gmt", "GMT"),
        ("CET", "CET"),
        ("singapore", "Singapore"),
        ("US/Pacific", "US/Pacific"),
        # These stand under two names, which tell the same time.
        ("Istanbul", "Asia/Istanbul"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("Etc/GMT+1", "Etc/GMT+1"),
    ],
)
def test_zones(words: str, zone: str) -> None:
    """A zone is known by its name in any case, and by its city."""
    assert zone_called(words) == zone


@pytest.mark.parametrize(
    "words",
    # Several countries have an Eastern, and Etc/GMT+1 isn't what is meant by GMT+1.
    ["", "Mars", "Mars/Olympus", "Eastern", "Pacific", "GMT+1", "+01:00", "localtime", "Europe"],
)
def test_no_zones(words: str) -> None:
    """What is no zone, or could be several, is refused with how to write one."""
    with pytest.raises(ValueError, match="write it as Europe/Berlin, America/New_York or UTC"):
        zone_called(words)


@pytest.mark.parametrize("zone", ["Mars", ""])
def test_no_rhythm_without_a_zone(zone: str) -> None:
    """A rhythm has a zone that is there, by its name."""
    with pytest.raises(ValidationError, match="There is no time zone"):
        Rhythm(days=Days(every="day"), at=time(9), zone=zone)
    assert Rhythm(days=Days(every="day"), at=time(9), zone="berlin").zone == "Europe/Berlin"


def test_a_rhythm_in_words() -> None:
    """It says which days, the time and the zone."""
    rhythm = Rhythm(days=said("last Friday"), at=time(17, 5), zone="UTC")
    assert str(rhythm) == "every last Friday of the month at 17:05 (UTC)"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (22, "22nd"),
        (23, "23rd"),
    ],
)
def test_ordinals(number: int, words: str) -> None:
    """Ordinals as English has them."""
    assert ordinal(number) == words


def falls_on(days: Days, day: date) -> bool:
    """Whether days fall on a day, by the sheet of the calendar."""
    sheet = calendar.monthcalendar(day.year, day.month)
    match days.every:
        case "day":
            return True
        case "weekday":
            return calendar.day_name[day.weekday()] not in ("Saturday", "Sunday")
        case "week":
            weeks = (day - days.since).days + days.since.weekday()
            return day.weekday() in days.days and weeks // 7 % days.weeks == 0
    if days.nth is not None:
        [weekday] = days.days
        column = [week[weekday] for week in sheet if week[weekday]]
        return day.day == column[days.nth - 1 if days.nth > 0 else days.nth]
    longest = calendar.monthrange(day.year, day.month)[1]
    if days.day is not None:
        return day.day == min(days.day, longest)
    return day.day == max(max(week[:SATURDAY]) for week in sheet)


def a_year_of(rhythm: Rhythm, after: datetime) -> Iterator[datetime]:
    """The slots of the year after a local time."""
    end = after + timedelta(days=366)
    return takewhile(lambda slot: slot <= end, rhythm.slots(after))


@settings(max_examples=60, deadline=None)
@given(rhythm=RHYTHMS, after=YEAR_FROM)
def test_slots_of_a_year(rhythm: Rhythm, after: datetime) -> None:
    """Slots are all the days on which it falls, at its time, one after the other."""
    found = list(a_year_of(rhythm, after))
    assert all(one < other for one, other in pairwise(found))
    days = [after.date() + timedelta(days=n) for n in range(368)]
    wanted = [datetime.combine(day, rhythm.at) for day in days if falls_on(rhythm.days, day)]
    end = after + timedelta(days=366)
    assert found == [slot for slot in wanted if after < slot <= end]


@settings(max_examples=60, deadline=None)
@given(rhythm=RHYTHMS, after=YEAR_FROM)
def test_next(rhythm: Rhythm, after: datetime) -> None:
    """The next comes after that moment, and no other slot comes in between."""
    now = after.replace(tzinfo=UTC)
    slot, moment = rhythm.next(now)
    assert moment > now
    assert moment == rhythm.moment(slot)
    earlier = [one for one in islice(rhythm.slots(after - timedelta(days=3)), 20) if one != slot]
    assert not [one for one in earlier if now < rhythm.moment(one) < moment]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", [time(0), time(1, 30), time(2), time(2, 30), time(3), time(9)])
def test_each_slot_once(zone: str, at: time) -> None:
    """From one to the next each day of a year comes once, whatever is done to the clocks."""
    rhythm = Rhythm(days=Days(every="day"), at=at, zone=zone)
    now, found = datetime(2026, 1, 1, tzinfo=UTC), []
    while now < datetime(2027, 1, 3, tzinfo=UTC):
        slot, now = rhythm.next(now)
        found.append(slot)
        local = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        # It is that time on the clock, or where that is left out, as long after it.
        assert timedelta(0) <= local - slot <= timedelta(hours=2)
        assert local == slot or _left_out(slot, zone)
    assert found == [found[0] + timedelta(days=n) for n in range(len(found))]


def _left_out(slot: datetime, zone: str) -> bool:
    """Whether the clocks there never show this time."""
    there = slot.replace(tzinfo=ZoneInfo(zone))
    return there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != slot


@pytest.mark.parametrize(
    ("zone", "slot", "moment"),
    [
        # Clocks go on by an hour at two, or by half an hour.
        ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30"),
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30"),
        ("Pacific/Auckland", "2026-09-27T02:30", "2026-09-26T14:30"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45"),
        # Clocks are put back, and an hour comes twice.
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),
        ("Pacific/Auckland", "2026-04-05T02:30", "2026-04-04T13:30"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45"),
    ],
)
def test_nights_on_which_clocks_change(zone: str, slot: str, moment: str) -> None:
    """What is left out comes as long after; of what comes twice it is the first, and only that."""
    local = datetime.fromisoformat(slot)
    rhythm = Rhythm(days=Days(every="day"), at=local.time(), zone=zone)
    due = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert rhythm.moment(local) == due
    assert rhythm.next(due - timedelta(microseconds=1)) == (local, due)
    assert rhythm.next(due)[0] == local + timedelta(days=1)
    assert rhythm.next(due + timedelta(minutes=59))[0] == local + timedelta(days=1)


def dates(days: Days, after: date, number: int) -> list[str]:
    """The next days on which it falls, that day not included."""
    rhythm = Rhythm(days=days, at=time(0), zone="UTC")
    slots = rhythm.slots(datetime.combine(after, time(0)))
    return [slot.date().isoformat() for slot in islice(slots, number)]


def test_the_31st() -> None:
    """It is the last day of a shorter month, of February too, in a leap year or not."""
    days = said("month on the 31st")
    told = ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]
    assert dates(days, date(2026, 12, 31), 4) == told
    assert dates(days, date(2028, 1, 31), 1) == ["2028-02-29"]
    assert dates(said("29th"), date(2027, 1, 29), 2) == ["2027-02-28", "2027-03-29"]


def test_last_working_day() -> None:
    """Where a month ends on a weekend it is the Friday before."""
    # January ends on a Sunday, February so too, March on a Wednesday, and July on a Saturday.
    told = ["2027-01-29", "2027-02-26", "2027-03-31"]
    assert dates(said("last working day"), date(2026, 12, 31), 3) == told
    assert dates(said("last working day"), date(2027, 6, 30), 1) == ["2027-07-30"]


def test_weeks_over_the_end_of_a_year() -> None:
    """Every third week goes on across the end of a year with 53 weeks, all days of it together."""
    days = days_in("every 3 weeks on Monday and Thursday", date(2026, 12, 9))
    assert days.since == date(2026, 12, 10)
    told = ["2026-12-10", "2026-12-28", "2026-12-31", "2027-01-18", "2027-01-21"]
    assert dates(days, date(2026, 12, 9), 5) == told


def test_days_before_it_began() -> None:
    """Of the week in which it begins, also the days before are days of it."""
    days = days_in("every 2 weeks on Monday", date(2026, 12, 9))
    assert [day for n in range(1, 30) if days.on(day := date(2026, 11, n))] == [
        date(2026, 11, 2),
        date(2026, 11, 16),
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("first Monday", ["2027-02-01", "2027-03-01", "2027-04-05"]),
        ("first Sunday", ["2027-02-07", "2027-03-07", "2027-04-04"]),
        ("fourth Sunday", ["2027-01-24", "2027-02-28", "2027-03-28"]),
        ("last Sunday", ["2027-01-31", "2027-02-28", "2027-03-28"]),
        ("last Wednesday", ["2027-01-27", "2027-02-24", "2027-03-31"]),
    ],
)
def test_weekdays_of_the_month(words: str, told: list[str]) -> None:
    """The first weekday is in the first seven days, the last one may be the fourth or fifth."""
    assert dates(said(words), date(2027, 1, 10), 3) == told


def test_weekday_names() -> None:
    """Days are counted as Python counts them."""
    assert list(WEEKDAYS) == list(calendar.day_name)
