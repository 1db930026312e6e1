"""Structures: each way to arrange teams, where every role sits in it, and which teams have it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.catalog import Place, Role, Structure
from bot.domain.organisation import Team
from bot.domain.routing import NEAREST_FIRST, RoleHere, resolve
from bot.pictures import Picture, Told
from bot.pictures.frame import EDGE, HEAD, LINE, beyond, day, framed, some
from bot.pictures.lettering import cut, width, wrapped
from bot.pictures.sheet import Point, Sheet

_MOST, _MOST_ROLES, _MOST_TEAMS = 6, 40, 12
_PANEL, _GAP = 350.0, 22.0
_INSET = 14.0
_ABOUT = 4
"""So many lines of what a structure is about."""

_CHIP, _TALL = 30.0, 44.0
_PLACES: tuple[tuple[Place, str], ...] = (
    ("product", "In the product team"),
    ("platform", "In the platform team"),
)


_SECOND = "comes second"


@dataclass(frozen=True)
class _Chip:
    """A role in one place: `second` where another place comes first."""

    name: str
    beside: str
    below: str
    open: bool
    second: bool


@dataclass(frozen=True)
class _Panel:
    """One structure: its roles by place, and the teams that have it; `now` is the team's own."""

    structure: Structure
    chips: tuple[tuple[_Chip, ...], ...]
    teams: tuple[str, ...]
    now: bool


def put(told: Told, dark: bool) -> Sheet:  # noqa: FBT001
    """The structures beside each other; for one team, who would fill each role in which."""
    structures = told.catalog.structures[:_MOST]
    team = told.team if told.team is not None and told.team.kind == "product" else None
    panels = [_panel(told, one, team) for one in structures]
    tall = _TALL if team is not None else _CHIP
    boxes = [
        max((len(one.chips[n]) for one in panels), default=0) * (tall + 6) + LINE + _INSET
        for n in range(len(_PLACES))
    ]
    lines = max((min(len(one.teams), _MOST_TEAMS + 1) for one in panels), default=0)
    under = 0.0 if team is not None else (max(lines, 1) + 1) * LINE
    high = 46 + _ABOUT * 16 + sum(boxes) + 2 * _INSET + under + _INSET
    wide = len(panels) * (_PANEL + _GAP) - _GAP
    size = (wide, high if panels else 0)
    sheet = framed((_title(told), _about(told, team)), size, _foot(told, panels), dark=dark)
    for number, one in enumerate(panels):
        at = (EDGE + number * (_PANEL + _GAP), HEAD)
        _draw(sheet, one, at, (high, tall, *boxes), with_teams=team is None)
    return sheet


def _title(told: Told) -> str:
    if told.team is not None and told.team.kind == "product":
        return f"{told.team.name} in each structure"
    of = f"on {told.team.name}" if told.team else f"at {told.organisation.organisation}"
    return f"How the teams {of} are arranged"


def _about(told: Told, team: Team | None) -> str:
    if team is not None:
        return f"{day(told.today)}; where each role would sit, and who would fill it"
    return f"{day(told.today)}; where each role sits, and in how many of the teams it is filled"


def _foot(told: Told, panels: Sequence[_Panel]) -> list[str]:
    foot = [] if panels else ["The catalog has no structures yet."]
    if any(chip.open for one in panels for chips in one.chips for chip in chips):
        foot.append("U marks a role that nobody fills, or that some of the teams lack.")
    foot += beyond(len(told.catalog.structures) - len(panels), "structures")
    foot += beyond(len(told.catalog.roles) - _MOST_ROLES, "roles") if panels else ()
    without = [one.name for one in _teams(told) if one.structure is None]
    if without and panels:
        foot.append(f"No structure was chosen for {some(without, _MOST_TEAMS)}.")
    return foot


def _teams(told: Told) -> list[Team]:
    """The product teams that are looked at: one, those of a platform team, or all."""
    product = [one for one in told.organisation.teams if one.kind == "product"]
    if told.team is None:
        return product
    key = told.team.key
    return [one for one in product if key in (one.key, one.platform)]


def _panel(told: Told, structure: Structure, team: Team | None) -> _Panel:
    its = [one for one in _teams(told) if one.structure == structure.key]
    asked = its
    if team is not None:
        asked = [team.model_copy(update={"structure": structure.key})]
    chips = tuple(
        tuple(
            _chip(told, role, structure, asked, place, named=team is not None)
            for role in told.catalog.roles[:_MOST_ROLES]
            if place in structure.seats.get(role.ref, NEAREST_FIRST[:1])
        )
        for place, _ in _PLACES
    )
    known = told.organisation.team
    names = tuple(
        f"{one.name} (platform: {known[one.platform].name})" if one.platform else one.name
        for one in its
    )
    return _Panel(structure, chips, names, team is not None and team in its)


def _chip(
    told: Told,
    role: Role,
    structure: Structure,
    teams: Sequence[Team],
    place: Place,
    *,
    named: bool,
) -> _Chip:
    first, *_ = structure.seats.get(role.ref, NEAREST_FIRST)
    second = first != place
    here = [
        resolve(role.ref, one, told.catalog, told.organisation, told.today).roles[0]
        for one in teams
    ]
    if named:
        below, missing = ("", False) if second else _who(here[0], place)
        return _Chip(role.name, _SECOND if second else "", below, missing, second)
    needed = [one for one in here if one.status != "waived"]
    filled = [one for one in needed if one.status == "filled"]
    missing = len(filled) < len(needed)
    said = f"{len(filled)} of {len(needed)}" if needed else "not needed" if here else ""
    return _Chip(role.name, _SECOND if second else said, "", missing and not second, second)


def _who(here: RoleHere, place: Place) -> tuple[str, bool]:
    """Who fills a role from this place, and whether nobody does at all."""
    there = [one for one in here.holders if one.state == "accepted"]
    seated = [one for one in there if (one.standing == "covering") == (place == "platform")]
    if seated:
        return some([one.person.called for one in seated], 2), False
    if here.status == "waived":
        return "not needed", False
    if there:
        return f"{there[0].person.called} of {there[0].sits_in.name} stands in", False
    waits = {"pending": "asked, not accepted yet", "left": "whoever filled it left"}
    return waits.get(here.status, "nobody"), True


def _draw(
    sheet: Sheet,
    panel: _Panel,
    at: Point,
    sizes: tuple[float, ...],
    *,
    with_teams: bool,
) -> None:
    x, y = at
    high, tall, *boxes = sizes
    palette = sheet.palette
    edge = palette.tones["blue"] if panel.now else palette.rule
    line = 2.5 if panel.now else 1
    sheet.boxes([(x, y, _PANEL, high)], fill=palette.ground, edge=edge, line=line)
    room = _PANEL - 2 * _INSET - (50 if panel.now else 0)
    name = cut(panel.structure.name, room, 15, bold=True)
    sheet.text((x + _INSET, y + 22), name, size=15, bold=True)
    if panel.now:
        at_right = (x + _PANEL - _INSET, y + 22)
        sheet.text(at_right, "now", size=13, bold=True, colour=edge, align="right")
    about = wrapped(panel.structure.description, _PANEL - 2 * _INSET, 11, _ABOUT)
    for number, words in enumerate(about):
        middle = (x + _INSET, y + 46 + number * 16)
        sheet.text(middle, words, size=11, colour=palette.muted)
    y += 46 + _ABOUT * 16
    for (_, title), chips, box in zip(_PLACES, panel.chips, boxes, strict=True):
        _place(sheet, title, chips, (x + _INSET, y), (box, tall))
        y += box + _INSET
    if with_teams:
        _team_names(sheet, panel.teams, (x + _INSET, y))


def _place(
    sheet: Sheet, title: str, chips: Sequence[_Chip], at: Point, sizes: tuple[float, float]
) -> None:
    """The roles of one place in a box of its own."""
    x, y = at
    high, tall = sizes
    wide = _PANEL - 2 * _INSET
    sheet.boxes([(x, y, wide, high)], fill=sheet.palette.band)
    sheet.text((x + 8, y + 14), title, size=12, bold=True, colour=sheet.palette.muted)
    y += LINE + 4
    if not chips:
        sheet.text((x + 8, y + 11), "No role", size=12, colour=sheet.palette.muted)
    for chip in chips:
        _one(sheet, chip, (x + 6, y, wide - 12, tall))
        y += tall + 6


def _one(sheet: Sheet, chip: _Chip, box: tuple[float, float, float, float]) -> None:
    """A role; dashed where it sits elsewhere first, marked where nobody fills it."""
    x, y, wide, tall = box
    palette = sheet.palette
    tone = palette.tones["red" if chip.open else "grey"]
    fill = "none" if chip.second else palette.ground
    sheet.boxes([box], fill=fill, edge=tone, dashed=chip.second)
    left, middle = x + 8, y + tall / 2 - (9 if chip.below else 0)
    if chip.open:
        sheet.marks([(x + 14, y + tall / 2)], "s", size=14, fill=palette.ground, edge=tone)
        sheet.letters([(x + 14, y + tall / 2)], "U", size=8, colour=tone)
        left += 20
    beside = width(chip.beside, 12)
    sheet.text((x + wide - 8, middle), chip.beside, size=12, colour=palette.muted, align="right")
    sheet.text((left, middle), cut(chip.name, x + wide - left - beside - 20, 13), size=13)
    if chip.below:
        words = cut(chip.below, x + wide - left - 8, 11)
        sheet.text((left, middle + 19), words, size=11, colour=palette.muted)


def _team_names(sheet: Sheet, teams: Sequence[str], at: Point) -> None:
    x, y = at
    count = f"{len(teams):,} {'team has' if len(teams) == 1 else 'teams have'} it"
    sheet.text((x, y + LINE / 2), count if teams else "No team has it", size=12, bold=True)
    shown = list(teams[:_MOST_TEAMS])
    shown += [f"and {len(teams) - _MOST_TEAMS:,} more"] if len(teams) > _MOST_TEAMS else []
    for number, name in enumerate(shown, 1):
        words = cut(name, _PANEL - 2 * _INSET, 12)
        sheet.text((x, y + (number + 0.5) * LINE), words, size=12)


PICTURE = Picture("structures", put)
