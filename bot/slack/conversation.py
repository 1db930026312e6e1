"""What a person gets for what they wrote: an answer, how to ask, or the next team's answer."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import request
from bot.commands.ask import ask
from bot.domain.answer import how_to_ask, notice, what_is_this
from bot.domain.call import Call
from bot.domain.meant import named_team
from bot.domain.organisation import Organisation
from bot.domain.purpose import follow_up, purpose
from bot.domain.reply import Reply
from bot.search.clean import MOST_CHARACTERS, clean
from bot.search.finders import Finders
from bot.slack.gate import Place, Standing
from bot.slack.incoming import Incoming
from bot.slack.message import Button, Message
from bot.store.books import Books
from bot.store.questions import CHOICE, Asked, Question, asked

NO_WORDS = "That message has no words that I can read; ask me in your own."
NOWHERE = Place(None, open=False)
_UNNAMED_CHANNEL = re.compile(r"<#([A-Z0-9]+)\|?>")
# Whoever is mentioned first is greeted; “who is <@U1> in Churn?” asks about them.
_NAMES_SOMEBODY = re.compile(r"\w\W*<@")


@dataclass(frozen=True)
class Answered:
    """A reply, and the id of the question as it was noted; None where nothing was asked."""

    reply: Reply
    question: str | None


@dataclass(frozen=True)
class Conversation:
    """Answers one person in one transaction; `recent` is how long a follow-up refers back."""

    books: Books
    finders: Finders
    now: datetime
    recent: timedelta

    def answer(self, by: Incoming, place: Place) -> Answered:
        """What they get for what they wrote."""
        organisation = self.books.organisation()
        text = self._named_channels(by.text)
        cleaned = clean(text)
        if by.surface == "shortcut":
            if not cleaned:
                return Answered(notice(NO_WORDS), None)
            return self._asked(by, self._call(by, text, organisation, place))
        if by.surface == "direct message" and not _NAMES_SOMEBODY.search(by.text):
            call = self._follow_up(by, cleaned, organisation)
            if call is not None:
                return self._asked(by, call)
        meant = purpose(cleaned)
        if meant == "help":
            return Answered(how_to_ask(self.books.catalog()), None)
        if meant == "pointing":
            return Answered(what_is_this(), None)
        return self._asked(by, self._call(by, text, organisation, place))

    def form(self, by: Incoming, text: str, team: str | None, place: Place) -> Answered:
        """What they get for a question in a form, which surely is one."""
        call = self._call(by, text, self.books.organisation(), place)
        return self._asked(by, call.model_copy(update={"team": team or call.team}))

    def choice(self, by: Incoming, before: Asked, *, ref: str | None, team: str | None) -> Answered:
        """The answer to a question that was asked before, for what was chosen now."""
        call = self._call(by, before.question.text, self.books.organisation(), NOWHERE)
        chosen = {"ref": ref or before.question.ref, "team": team or before.question.team}
        surface = CHOICE if team else call.surface
        return self._asked(by, call.model_copy(update={**chosen, "surface": surface}))

    def again(self, noted: Asked) -> Reply:
        """The answer to a question, for the same teams, as it stands now; nothing is noted."""
        before = noted.question
        call = Call(
            text=before.text,
            today=self.now.date(),
            surface=before.surface,
            team=before.team,
            ref=_settled(before),
        )
        return ask(call, self.books, self.finders)

    def _follow_up(self, by: Incoming, cleaned: str, organisation: Organisation) -> Call | None:
        team = follow_up(cleaned, organisation)
        if team is None:
            return None
        last = self.books.last_question(by.user, by.channel, self.now - self.recent)
        if last is None:
            return None
        _, rest = named_team(clean(last.question.text), organisation)
        call = self._call(by, rest, organisation, NOWHERE)
        return call.model_copy(update={"team": team.key, "ref": _settled(last.question)})

    def _call(self, by: Incoming, text: str, organisation: Organisation, place: Place) -> Call:
        asker = organisation.account.get(by.user)
        here = organisation.team_called(f"#{place.name}") if place.name else None
        here = here or (organisation.team_called(by.channel) if by.channel else None)
        return Call(
            text=text.encode("utf-8", "replace").decode(),
            today=self.now.date(),
            surface=by.surface,
            asker=asker.key if asker else None,
            team=here.key if here else None,
            remembered=self.books.remembered_team(by.user),
        )

    def _asked(self, by: Incoming, call: Call) -> Answered:
        reply = ask(call, self.books, self.finders)
        request.answered(reply.outcome)
        question = asked(call, reply, member=by.user, channel=by.channel)
        return Answered(reply, self.books.note_question(question))

    def _named_channels(self, text: str) -> str:
        """Channels that Slack gave by id alone get their names."""
        text = text[:MOST_CHARACTERS]
        ids = set(_UNNAMED_CHANNEL.findall(text))
        if not ids:
            return text
        names = self.books.roster.channel_names(ids)
        return _UNNAMED_CHANNEL.sub(
            lambda token: f"<#{token[1]}|{names[token[1]]}>" if token[1] in names else token[0],
            text,
        )


def message_for(
    answered: Answered, buttons: tuple[Button, ...], who: Standing, where: Place
) -> Message:
    """A message with the buttons that make sense for it, for whom it is, and where it stands."""
    known = answered.reply.outcome != "unknown"
    # What many see others may judge, whoever asked.
    many = where.open and "share" not in buttons
    wanted = tuple(
        button
        for button in buttons
        if known and (where.open if button == "share" else who == "member" or many)
    )
    return Message(reply=answered.reply, question=answered.question, buttons=wanted)


def _settled(question: Question) -> str | None:
    """The entry that a question was answered with; None where it wasn't."""
    return question.ref if question.outcome not in ("choose", "unknown") else None
