"""One verb, one transaction: read, allowed, run, recorded; and who is told of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.desk.by import By
from bot.desk.checks import check_managed, checked
from bot.desk.forms import Form, form, menu
from bot.desk.help import HELP, close_to, with_help
from bot.desk.offers import form_for, missing
from bot.desk.reading import legible, read
from bot.desk.rounds import Rounds
from bot.desk.scenes import Channels, Linking, scene_of
from bot.desk.searching import Find
from bot.desk.stale import (
    ASKED,
    DECISIONS,
    PARTS,
    Stale,
    changed_meanwhile,
    check_fresh,
    dated,
    told_at,
)
from bot.desk.tokens import MOST_CHARACTERS
from bot.desk.values import Values
from bot.domain.act import How
from bot.domain.answer import notice
from bot.domain.fact import HERE
from bot.domain.ownership.codes import Codes, code, decoded, encoded
from bot.domain.ownership.deed import Deed, Forbidden, Objection, Tell
from bot.domain.ownership.notices import notices
from bot.domain.ownership.permission import admit, allow, allow_given, allow_somewhere
from bot.domain.ownership.rules import Rules
from bot.domain.ownership.scene import Scene
from bot.domain.ownership.verb import Argument, Given, Verb
from bot.domain.reply import Action, Reply
from bot.domain.wording import listed
from bot.store.books import Books
from bot.store.due import Due

COMMAND = "/ownership"
UNDO = "undo"
_MOST_TEAMS = 4


@dataclass(frozen=True)
class Heard:
    """What came of something that was handed in.

    `done` says that the verb was carried out, `act` is the number of what it changed, 0 for
    nothing; `step` that a first step is settled otherwise than before. `wrong` are sentences by
    argument. A `form` is to be opened, or shown again.
    """

    reply: Reply
    done: bool = False
    act: int = 0
    step: bool = False
    tells: tuple[Tell, ...] = ()
    wrong: Mapping[str, str] = field(default_factory=dict)
    form: Form | None = None


@dataclass(frozen=True)
class Desk:
    """Takes what people hand in for one of the verbs."""

    verbs: Mapping[str, Verb]
    rules: Rules
    find: Find
    rounds: Rounds
    linking: Linking | None = None

    def scene(self, books: Books, by: By) -> Scene:
        """The scene in which somebody acts."""
        return scene_of(books, by, self.rules, self.find, self.rounds, self.linking)

    def verb_in(self, text: str) -> tuple[Verb | None, str]:
        """The verb that a command begins with, and the rest of it."""
        words = text.split()
        for count in (2, 1):
            verb = self._known.get(" ".join(words[:count]).casefold())
            if verb is not None and len(words) >= count:
                return verb, text.split(maxsplit=count)[count] if len(words) > count else ""
        return None, text

    def said(self, books: Books, by: By, text: str) -> Heard:
        """What comes of a command in words: the menu where there are none."""
        verb, rest = self.verb_in(text)
        if verb is None:
            if text.strip():
                return Heard(self._no_such_verb(text))
            return Heard(notice("Choose what you want to do."), form=self.menu(books, by))
        scene = self.scene(books, by)
        try:
            admit(verb, scene.actor)
            allow_given(verb, scene, Given({}))
            _short_enough(rest)
            here = _with_team(verb.arguments, scene, Given({}))
            if not rest.strip() and missing(verb, here):
                allow_somewhere(verb, scene, here)
                return self._to_fill_in(books, by, verb, scene, {})
            given = _read(verb, rest, Values(rest, scene, Channels(books).called))
            given = _with_team(verb.arguments, scene, given)
            return self._carried_out(books, by, verb, scene, given, None)
        except Objection as objection:
            return self._objected(books, by, verb, objection, text)

    def chosen(
        self, books: Books, by: By, name: str, codes: Codes, version: int | None = None
    ) -> Heard:
        """What comes of a button or of a form that was opened at change number `version`."""
        verb = self._known.get(name)
        if verb is None:
            return Heard(notice(f"That can't be done any more; type `{COMMAND} help`."))
        scene = self.scene(books, by)
        try:
            admit(verb, scene.actor)
            allow_given(verb, scene, Given({}))
            given = _decoded(verb, codes, scene, Channels(books))
            return self._carried_out(books, by, verb, scene, given, version)
        except Stale as stale:
            version = books.workspace.last_change
            reply = _as_it_stands(verb, scene, codes, given, stale)
            again = form(verb, scene, by, codes, version, str(stale))
            return Heard(dated(reply, version), form=again)
        except Objection as objection:
            before = "" if version is None else changed_meanwhile(scene, verb, codes, version)
            return self._objected(books, by, verb, objection, _spelt(name, codes), before)

    def form(self, books: Books, by: By, name: str, codes: Codes) -> Form | None:
        """The form of a verb, with these arguments filled in; None where there is no such verb."""
        verb = self._known.get(name)
        if verb is None:
            return None
        scene = self.scene(books, by)
        return form(verb, scene, by, codes, books.workspace.last_change)

    def menu(self, books: Books, by: By) -> Form:
        """The form on which a verb is chosen."""
        return menu(self.verbs, by, books.workspace.last_change)

    def argument(self, verb: str, name: str) -> Argument | None:
        """A verb's argument; None where there is none of that name."""
        known = self.verbs.get(verb)
        return known.argument.get(name) if known else None

    @cached_property
    def _known(self) -> Mapping[str, Verb]:
        """The verbs, and help, which “?” asks for too."""
        known = with_help(self.verbs)
        return {**known, "?": known[HELP]}

    def _carried_out(
        self,
        books: Books,
        by: By,
        verb: Verb,
        scene: Scene,
        given: Given,
        version: int | None,
    ) -> Heard:
        deed = _allowed(verb, scene, _needing_team(verb, scene, given))
        check_managed(books, deed)
        if version is not None:
            check_fresh(scene, verb, deed, version)
        after = checked(books, scene, deed) if deed.changes else scene.organisation
        how = _how(by, verb, deed)
        act = books.record(deed.changes, actor=by.user, source=HERE, how=how)
        for what in deed.soon:
            books.set_due(Due(what, by.now))
        step = deed.step is not None and books.settle_step(deed.step[0], by.user, kept=deed.step[1])
        tells = notices(scene, deed, after) if act and not deed.silent else deed.tells
        now = books.workspace.last_change
        says = dated(_with_undo(deed.says, act), now)
        tells = tuple(told_at(one, now) for one in tells)
        return Heard(says, done=True, act=act, step=step, tells=tells)

    def _objected(
        self,
        books: Books,
        by: By,
        verb: Verb,
        objection: Objection,
        words: str,
        before: str = "",
    ) -> Heard:
        if isinstance(objection, Forbidden):
            books.refuse(by.user, _how(by, verb), words, str(objection))
        sentence = f"{before}{objection}"
        offered = notice(sentence).model_copy(update={"actions": objection.offers})
        reply = dated(offered, books.workspace.last_change)
        wrong = {objection.field: sentence} if objection.field else {}
        return Heard(reply, wrong=wrong)

    def _to_fill_in(self, books: Books, by: By, verb: Verb, scene: Scene, codes: Codes) -> Heard:
        told = notice(f"Fill in the form, or write it as `{COMMAND} {verb.usage}`.")
        version = books.workspace.last_change
        return Heard(told, form=form(verb, scene, by, codes, version))

    def _no_such_verb(self, text: str) -> Reply:
        words = " ".join(text.split()[:2])
        close = close_to(words, with_help(self.verbs))
        offers = tuple(Action(label=name, verb=name, form=name != HELP) for name in close)
        meant = f"did you mean {listed(close, 'or')}?" if close else f"type `{COMMAND} help`."
        told = notice(f"There is no “{words[:60]}” here; {meant}")
        return told.model_copy(update={"actions": offers})


def _as_it_stands(verb: Verb, scene: Scene, codes: Codes, given: Given, stale: Stale) -> Reply:
    """Why something wasn't done, with what it would decide by now."""
    word = DECISIONS.get(verb.name)
    if word in given.values:
        less = {name: value for name, value in given.values.items() if name != word}
        deed = verb.run(scene, _needing_team(verb, scene, Given(less)))
        if not deed.changes:
            return deed.says.model_copy(update={"headline": f"{stale} {deed.says.headline}"})
    sure = verb.help if verb.name in PARTS else None
    form = verb.name in ASKED
    again = Action(label=verb.title, verb=verb.name, given=dict(codes), confirm=sure, form=form)
    offers = (again,) if verb.name in (*DECISIONS, *ASKED) else ()
    return notice(str(stale)).model_copy(update={"actions": offers})


def _read(verb: Verb, text: str, values: Values) -> Given:
    """The arguments in these words; Forbidden before any other objection."""
    try:
        return read(verb, text, values)
    except Objection:
        allow_somewhere(verb, values.scene, legible(verb, text, values))
        raise


def _decoded(verb: Verb, codes: Codes, scene: Scene, channels: Channels) -> Given:
    """The arguments behind these codes; Forbidden before any other objection."""
    try:
        return decoded(verb.arguments, codes, scene, channels.called)
    except Objection:
        allow_somewhere(verb, scene, _team_behind(verb, codes, scene, channels))
        raise


def _team_behind(verb: Verb, codes: Codes, scene: Scene, channels: Channels) -> Given:
    """The team behind these codes; nothing where none was chosen, or it isn't here any more."""
    teams = tuple(argument for argument in verb.arguments if argument.name == "team")
    try:
        return decoded(teams, codes, scene, channels.called)
    except Objection:
        return Given({})


def _allowed(verb: Verb, scene: Scene, given: Given) -> Deed:
    """What the verb would do; Forbidden where the actor may not, before any other objection."""
    try:
        lacking = missing(verb, given)
        if lacking:
            raise _lacking(verb, scene, given, lacking)
        deed = verb.run(scene, given)
    except Objection:
        allow_given(verb, scene, given)
        allow_somewhere(verb, scene, given)
        raise
    allow(verb, scene, deed)
    return deed


def _short_enough(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise Objection(
            f"That has {len(text):,} characters, and I read {MOST_CHARACTERS:,} at most; say it "
            "in fewer words."
        )


def _needing_team(verb: Verb, scene: Scene, given: Given) -> Given:
    """What was chosen, with the channel's team where one is needed.

    What may be left out may have been left empty on purpose.
    """
    return _with_team([one for one in verb.arguments if not one.optional], scene, given)


def _with_team(arguments: Iterable[Argument], scene: Scene, given: Given) -> Given:
    """What was given, with the channel's team where none was said."""
    here = {
        argument.name: scene.here
        for argument in arguments
        if argument.here and scene.here is not None and argument.name not in given.values
    }
    return Given({**given.values, **here})


def _lacking(verb: Verb, scene: Scene, given: Given, lacking: list[Argument]) -> Objection:
    """Asks for what is missing: for a team with those that the actor leads, else with the form."""
    first = lacking[0]
    fill_in = form_for(verb, given)
    if len(lacking) > 1 or first.kind != "team":
        needed = listed(f"“{argument.label}”" for argument in lacking)
        return Objection(
            f"{verb.title} needs {needed}: write it as `{COMMAND} {verb.usage}`.",
            field=first.name,
            offers=[fill_in],
        )
    teams = [team for team in scene.organisation.teams if team.key in scene.actor.leads]
    choices = [
        Action(label=team.name, verb=verb.name, given=encoded(given) | {first.name: (code(team),)})
        for team in teams[:_MOST_TEAMS]
    ]
    return Objection(
        f"Which team? Say it with “{first.usage.strip('[]')}”, or choose it here.",
        field=first.name,
        offers=[*choices, fill_in],
    )


def _how(by: By, verb: Verb, deed: Deed | None = None) -> How:
    return How(
        verb=verb.name,
        surface=by.surface,
        home=by.home,
        place=by.place,
        request=by.request,
        undoes=deed.undoes if deed else None,
    )


def _with_undo(reply: Reply, act: int) -> Reply:
    if not act:
        return reply
    undo = Action(label="Undo", verb=UNDO, given={"number": (str(act),)})
    trust = (*reply.trust, f"Change #{act}. `{COMMAND} undo {act}` takes it back.")
    return reply.model_copy(update={"actions": (*reply.actions, undo), "trust": trust})


def _spelt(name: str, codes: Codes) -> str:
    return " ".join((name, *(f"{key}={','.join(codes[key])}" for key in codes)))
