"""Buttons with what may be meant: the whole command, or what stands in for a name."""

from collections.abc import Sequence

from bot.domain.member import Channel
from bot.domain.ownership.codes import code, encoded
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action
from bot.domain.value import Value
from bot.domain.wording import listed

MOST_LABEL = 75
"""What a button shows; a longer command is shown whole before it is done."""

_PLAINLY, _WITH_KIND, _WITH_CODE = range(3)


def missing(verb: Verb, given: Given) -> list[Argument]:
    """The arguments that are needed and weren't given."""
    return [
        argument
        for argument in verb.arguments
        if not argument.optional and argument.name not in given.values
    ]


def form_for(verb: Verb, given: Given) -> Action:
    """A button that opens the verb's form, with what is known filled in."""
    return Action(label="Fill in the form", verb=verb.name, given=encoded(given), form=True)


def commands(verb: Verb, several: Sequence[Given]) -> list[Action]:
    """A button for each, that says the whole command as it would be written without doubt.

    Things of one name are told apart.
    """
    labels: list[str] = []
    for how in (_PLAINLY, _WITH_KIND, _WITH_CODE):
        labels = [_told(verb, given, how) for given in several]
        if _distinct(labels):
            break
    return [_button(verb, given, label) for given, label in zip(several, labels, strict=True)]


def names(verb: Verb, name: str, several: Sequence[Given]) -> list[Action]:
    """A button for each, that says only the argument of this name; things of one name apart."""
    labels: list[str] = []
    for how in (_PLAINLY, _WITH_KIND, _WITH_CODE):
        labels = [_label(verb.argument[name], given.values[name], how) for given in several]
        if _distinct(labels):
            break
    return [_button(verb, given, label) for given, label in zip(several, labels, strict=True)]


def _distinct(labels: Sequence[str]) -> bool:
    return len({label[: MOST_LABEL - 1] for label in labels}) == len(labels)


def _button(verb: Verb, given: Given, label: str) -> Action:
    lacking = any(not argument.here for argument in missing(verb, given))
    confirm = label if len(label) > MOST_LABEL and not lacking else None
    return Action(label=label, verb=verb.name, given=encoded(given), form=lacking, confirm=confirm)


def _told(verb: Verb, given: Given, how: int) -> str:
    """A reading in words."""
    parts = [verb.name]
    for argument in verb.arguments:
        value = given.values.get(argument.name)
        if value is None:
            continue
        several = value if isinstance(value, tuple) else (value,)
        said = ", ".join(_called(one, how, "“{}”") for one in several) or argument.nothing or ""
        parts.append(argument.after if argument.kind == "flag" else f"{argument.after} {said}")
    return " ".join(" ".join(parts).split())


def _label(argument: Argument, value: object, how: int) -> str:
    several = value if isinstance(value, tuple) else (value,)
    return listed(_called(one, how, "{}") for one in several) or argument.nothing or ""


def _called(value: object, how: int, quoted: str) -> str:
    """What something is called: “Dee Novak”, the person “Dee Novak”, the same with its code."""
    if isinstance(value, Channel):
        return f"#{value.name}"
    name = quoted.format(getattr(value, "called", None) or getattr(value, "name", value))
    if how == _PLAINLY or not isinstance(value, Value):
        return name
    kind = f"the {type(value).__name__.casefold()} {name}"
    return kind if how == _WITH_KIND else f"{kind} ({code(value)})"
