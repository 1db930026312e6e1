"""A sheet to draw on, in pixels from its top left corner, and what it is as a file."""

import warnings
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Literal

from matplotlib import rc_context
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from bot.pictures import Form
from bot.pictures.lettering import DPI, POINTS, font
from bot.pictures.palette import Palette, palette

Align = Literal["left", "center", "right"]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, width, height."""

MOST_PIXELS = 40_000_000
_SHARP = 2
_UNTOLD = dict.fromkeys(("Date", "Creator", "Format", "Type"))


class Sheet:
    """A sheet with a title for whoever can't see it; text on it is never read as markup."""

    def __init__(self, width: float, height: float, title: str, *, dark: bool) -> None:
        self.width, self.height, self.title = width, height, title
        self.palette: Palette = palette(dark=dark)
        ground = self.palette.ground
        self._figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=ground)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._order = 0

    def text(
        self,
        at: Point,
        words: str,
        *,
        size: float = 13,
        bold: bool = False,
        colour: str | None = None,
        align: Align = "left",
        turned: bool = False,
    ) -> None:
        """A line of text, its middle at this height; `turned`, it is read upwards from there."""
        self._axes.text(
            *at,
            words,
            fontproperties=font(size, bold=bold),
            color=colour or self.palette.ink,
            horizontalalignment="center" if turned else align,
            verticalalignment="bottom" if turned else "center_baseline",
            rotation=90 if turned else 0,
            parse_math=False,
            zorder=self._above(),
        )

    def boxes(
        self,
        boxes: Iterable[Box],
        *,
        fill: str = "none",
        edge: str = "none",
        hatch: str | None = None,
        hatch_colour: str | None = None,
        line: float = 1,
        dashed: bool = False,
    ) -> None:
        """Boxes that look the same; where their dashes and hatches are, they lie over the fill."""
        corners = [((x, y), (x + w, y), (x + w, y + h), (x, y + h)) for x, y, w, h in boxes]
        drawn = PolyCollection(
            corners,
            facecolors=fill,
            edgecolors=edge,
            linewidths=line * POINTS if edge != "none" else 0,
            linestyles="dashed" if dashed else "solid",
            zorder=self._above(),
        )
        if hatch is not None:
            drawn.set_hatch(hatch)
            drawn.set_hatchcolor(hatch_colour or self.palette.rule)
        self._axes.add_collection(drawn, autolim=False)

    def polygon(
        self, corners: Sequence[Point], fill: str, *, hatch: str = "", hatch_colour: str = "none"
    ) -> None:
        """A surface with these corners."""
        drawn = PolyCollection([corners], facecolors=fill, linewidths=0, zorder=self._above())
        if hatch:
            drawn.set_hatch(hatch)
            drawn.set_hatchcolor(hatch_colour)
        self._axes.add_collection(drawn, autolim=False)

    def lines(
        self,
        lines: Iterable[Sequence[Point]],
        *,
        colour: str | None = None,
        width: float = 1,
        dashed: bool = False,
    ) -> None:
        """Lines through these points."""
        drawn = LineCollection(
            list(lines),
            colors=colour or self.palette.rule,
            linewidths=width * POINTS,
            linestyles="dashed" if dashed else "solid",
            capstyle="butt",
            zorder=self._above(),
        )
        self._axes.add_collection(drawn, autolim=False)

    def marks(
        self,
        points: Sequence[Point],
        shape: str,
        *,
        size: float,
        fill: str,
        edge: str = "none",
    ) -> None:
        """The same shape at each of these points."""
        self._scatter(points, MarkerStyle(shape), size=size, fill=fill, edge=edge)

    def letters(self, points: Sequence[Point], letter: str, *, size: float, colour: str) -> None:
        """The same letter in the middle of each of these points, so high or wide."""
        drawn = TextPath((0, 0), letter, prop=font(20, bold=True))
        around = drawn.get_extents()
        middle = ((around.x0 + around.x1) / 2, (around.y0 + around.y1) / 2)
        path = Affine2D().translate(-middle[0], -middle[1]).transform_path(drawn)
        shape = MarkerStyle(Path(path.vertices, path.codes))
        self._scatter(points, shape, size=size, fill=colour, edge="none")

    def written(self, form: Form) -> bytes:
        """The sheet as a file."""
        # A name may have letters that the font lacks; they show as boxes, and are text in SVG.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        file = BytesIO()
        sharp = self.width * self.height * _SHARP**2 <= MOST_PIXELS
        untold = _UNTOLD if form == "svg" else {"Software": None}
        # Text stays text, and the same drawing gives its parts the same names.
        with rc_context({"svg.fonttype": "none", "svg.hashsalt": "rolecall"}):
            self._figure.savefig(
                file,
                format=form,
                dpi=DPI * (_SHARP if sharp else 1),
                metadata={**untold, "Title": self.title},
            )
        return file.getvalue()

    def _scatter(
        self, points: Sequence[Point], shape: MarkerStyle, *, size: float, fill: str, edge: str
    ) -> None:
        if not points:
            return
        self._axes.scatter(
            [x for x, _ in points],
            [y for _, y in points],
            s=(size * POINTS) ** 2,
            marker=shape,
            facecolors=fill,
            edgecolors=edge,
            linewidths=1.5 * POINTS if edge != "none" else 0,
            zorder=self._above(),
            clip_on=False,
        )

    def _above(self) -> int:
        """What is drawn later lies above."""
        self._order += 1
        return self._order
