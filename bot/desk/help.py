"""Help: which verbs there are and who may, and how one of them is written."""

from collections.abc import Mapping
from typing import get_args

from bot.domain.ownership.deed import Deed, Objection
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import WHO, Argument, Given, Verb, Who
from bot.domain.reply import Action, Reply, Section
from bot.domain.wording import bullets, lines, listed
from bot.search.near import near

HELP = "help"
_MOST_CHARACTERS = 60


def with_help(verbs: Mapping[str, Verb]) -> Mapping[str, Verb]:
    """The verbs, and the one that tells of them."""
    return {**verbs, HELP: _help(verbs)}


def help_all(verbs: Mapping[str, Verb]) -> Reply:
    """Every verb in a line, under who may."""
    every = with_help(verbs).values()
    by_who: dict[Who, list[Verb]] = {who: [] for who in get_args(Who)}
    for verb in every:
        by_who[verb.who].append(verb)
    return Reply(
        outcome="notice",
        headline="This is what you can do here; `/ownership help VERB` tells more of one of them.",
        sections=tuple(
            Section(
                heading=f"For {WHO[who]}",
                lines=bullets(f"{verb.usage} — {verb.help}" for verb in told),
            )
            for who, told in by_who.items()
            if told
        ),
        trust=("`/ownership` without anything opens a form on which you choose.",),
    )


def help_on(verb: Verb) -> Reply:
    """How a verb is written, what it is told, who may, and a form where there is one."""
    told = bullets(f"{one.usage} — {about(one)}" for one in verb.arguments)
    examples = bullets(f"/ownership {one}" for one in verb.examples)
    form = Action(label="Fill in the form", verb=verb.name, form=True)
    return Reply(
        outcome="notice",
        headline=f"`/ownership {verb.usage}` {_begun(verb.help)}",
        sections=(
            *((Section(heading="What it is told", lines=told),) if told else ()),
            Section(heading="Who may", lines=lines(WHO[verb.who].capitalize())),
            *((Section(heading="For example", lines=examples),) if examples else ()),
        ),
        actions=(form,) if verb.arguments else (),
    )


def about(argument: Argument) -> str:
    """What an argument is and whether it may be left out, in sentences."""
    said = [f"{argument.label}."]
    if argument.many:
        said.append("Several have commas between them.")
    if argument.here:
        said.append("Left out, it is the channel's team.")
    if argument.hint:
        said.append(argument.hint)
    elif argument.optional and not argument.here:
        said.append("May be left out.")
    return " ".join(said)


def close_to(words: str, verbs: Mapping[str, Verb]) -> tuple[str, ...]:
    """The verbs that may be meant: those that begin with a word, else those called nearly so."""
    first, *rest = words.casefold().split()[:2]
    begun = tuple(name for name in verbs if name.startswith(f"{first} ") and not rest)
    return begun or near(" ".join((first, *rest)), verbs) or near(first, verbs)


def _help(verbs: Mapping[str, Verb]) -> Verb:
    def run(_: Scene, given: Given) -> Deed:
        words = " ".join((given.maybe("verb", str) or "").casefold().split())
        if not words:
            return Deed(help_all(verbs))
        verb = with_help(verbs).get(words)
        if verb is None:
            raise _no_such_verb(words, verbs)
        return Deed(help_on(verb))

    return Verb(
        name=HELP,
        title="Help",
        help="Tells what you can do here, or how one of these verbs is written.",
        who="everybody",
        run=run,
        arguments=(Argument("verb", "name", "Verb", optional=True),),
        writes=False,
        examples=("help", "help team add"),
    )


def _no_such_verb(words: str, verbs: Mapping[str, Verb]) -> Objection:
    close = close_to(words, verbs)
    offers = [Action(label=name, verb=HELP, given={"verb": (name,)}) for name in close]
    meant = f"did you mean {listed(close, 'or')}?" if close else "type `/ownership help`."
    return Objection(
        f"There is no “{words[:_MOST_CHARACTERS]}” here; {meant}", field="verb", offers=offers
    )


def _begun(sentence: str) -> str:
    """A sentence to go on with after its subject."""
    return f"{sentence[:1].lower()}{sentence[1:]}"
