"""Tables of a page, read as a browser reads them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Place:
    """A cell: its classes, its words, where its links lead, and over how many columns it goes."""

    kind: str
    classes: str = ""
    words: str = ""
    links: list[str] = field(default_factory=list)
    spans: int = 1


class Reader(HTMLParser):
    """Reads the rows of all tables of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[Place]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or a cell begins, or a link inside one."""
        given = {name: value or "" for name, value in attrs}
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            spans = int(given.get("colspan", "1"))
            self.rows[-1].append(Place(tag, given.get("class", ""), spans=spans))
            self._inside = True
        elif tag == "a" and self._inside:
            self.rows[-1][-1].links.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        """A cell ends."""
        if tag in ("td", "th"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        """Words, in a cell or elsewhere."""
        if self._inside:
            place = self.rows[-1][-1]
            place.words = " ".join(f"{place.words} {data}".split())


def rows_of(page: str) -> list[list[Place]]:
    """The rows of the tables in a page."""
    reader = Reader()
    reader.feed(page)
    return reader.rows
