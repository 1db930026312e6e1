"""What a Home tab holds."""

from bot.domain.home import Home, Line, Part, counted, plain
from bot.domain.reply import Action, Span

DO = Action(label="Do it", verb="take")
HOME = Home(parts=(Part(title="One", lines=(plain("a", DO), plain("b")), actions=(DO,)),))


def test_names() -> None:
    """Names are told one by one, and those that are too many by their number."""
    assert counted([], 3) == ""
    assert counted(["A"], 3) == "A"
    assert counted(["A", "B", "C"], 3) == "A, B and C"
    assert counted(["A", "B", "C", "D"], 3) == "A, B, C and 1 more"
    assert counted([str(n) for n in range(2_000)], 1) == "0 and 1,999 more"


def test_words() -> None:
    """A line in one piece reads as its parts do one after the other."""
    assert Line(words=(Span(text="Ana", user="U1"), Span(text=" asks."))).text == "Ana asks."


def test_fingerprints() -> None:
    """Two tabs have the same fingerprint where they show the same, and else not."""
    same = Home.model_validate(HOME.model_dump())
    assert same.fingerprint == HOME.fingerprint
    [part] = HOME.parts
    for changed in ({"title": "Two"}, {"lines": ()}, {"left": 1}, {"actions": ()}):
        assert Home(parts=(part.model_copy(update=changed),)).fingerprint != HOME.fingerprint


def test_dated() -> None:
    """Every row of buttons is put through, those of a part and those of its lines."""
    dated = HOME.dated(
        lambda actions: tuple(one.model_copy(update={"version": 7}) for one in actions)
    )
    [part] = dated.parts
    assert [one.version for one in part.actions] == [7]
    assert [[one.version for one in line.actions] for line in part.lines] == [[7], []]
    assert HOME.parts[0].actions[0].version is None
