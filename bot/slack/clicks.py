"""What the buttons of an answer do: choose, share, say that it is right or wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.answer import notice
from bot.domain.delivery import Delivery
from bot.domain.reply import Reply, Span, Verdict
from bot.domain.wording import listed, listed_spans, short
from bot.search.clean import clean
from bot.slack import outgoing
from bot.slack.conversation import Conversation, message_for
from bot.slack.gate import Place, Standing
from bot.slack.incoming import Click
from bot.slack.message import Button, Message
from bot.slack.owners import owners
from bot.store.books import Books
from bot.store.questions import Asked

GONE = "This answer is too old for that; ask once more."
GUESTS_LOOK = "Guests can ask and look, but what they think of an answer isn't recorded."
SHARED = "On its way to the channel."
NOTIFIED_BEFORE = "They were notified of this question before."
NOBODY_TO_NOTIFY = "Nobody with a Slack account fills that now; ask once more."
ONLY_YOU = "You are named as the owner yourself, so there is nobody to notify."
_NAMED = ". You are named as an owner."


@dataclass(frozen=True)
class Clicks:
    """Turns a click into what is to be sent; who may is asked again at every click."""

    books: Books
    conversation: Conversation
    place: Place

    def deliveries(self, click: Click, who: Standing) -> list[Delivery]:
        """What is to be sent for a click; nothing to a stranger, or for a button we don't know."""
        if who in ("stranger", "guest turned away"):
            return []
        asked = self.books.question(click.question)
        return self._told(click, GONE) if asked is None else self._done(click, asked, who)

    def _done(self, click: Click, asked: Asked, who: Standing) -> list[Delivery]:
        match click.action:
            case "pick_1" | "pick_2" | "pick_3":
                return self._chosen(click, asked, who, ref=click.value)
            case "pick_team":
                return self._chosen(click, asked, who, team=click.value)
            case "share":
                return self._share(click, asked, who)
            case "right" | "wrong" as verdict:
                return self._judged(click, asked, who, verdict)
            case "notify":
                return self._notified(click, asked, who)
        return []

    def _chosen(
        self,
        click: Click,
        asked: Asked,
        who: Standing,
        *,
        ref: str | None = None,
        team: str | None = None,
    ) -> list[Delivery]:
        answered = self.conversation.choice(click.by, asked, ref=ref, team=team)
        return self._in_place(click, message_for(answered, _wanted(click), who, self.place))

    def _share(self, click: Click, asked: Asked, who: Standing) -> list[Delivery]:
        """The answer for the whole channel, once, and the private one without *Share*."""
        by, url = click.by, click.by.response_url
        own = asked.question.member == by.user
        if not (url and own and self.place.open and self.books.share(asked.id)):
            return []
        answer = Message(
            reply=self.conversation.again(asked),
            question=asked.id,
            buttons=("verdict", "notify"),
        )
        public = answer.model_copy(update={"lead": self._lead(by.user, asked)})
        own_buttons = answer.buttons if who == "member" else ()
        kept = answer.model_copy(update={"buttons": own_buttons, "note": (Span(text=SHARED),)})
        return [
            outgoing.respond(url, public, thread=by.thread, in_channel=True),
            outgoing.respond(url, kept, thread=by.thread, replaces=True),
        ]

    def _judged(
        self, click: Click, asked: Asked, who: Standing, verdict: Verdict
    ) -> list[Delivery]:
        if who != "member":
            return self._told(click, GUESTS_LOOK)
        self.books.record_verdict(asked.id, click.by.user, verdict)
        reply = self.conversation.again(asked)
        message = Message(
            reply=reply, question=asked.id, note=tuple(self._note(asked, reply, click))
        )
        shared, user = asked.shared, asked.question.member
        if click.ephemeral:
            share: tuple[Button, ...] = ("share",) if self.place.open and not shared else ()
            share = (*share, "notify")
            return self._in_place(click, message.model_copy(update={"buttons": share}))
        # What one member sees has been judged; what many see others may judge as well.
        message = message.model_copy(update={"buttons": ("verdict", "notify")})
        url, thread = click.by.response_url, click.by.thread
        if not (shared and user and url and self.place.open):
            return self._in_place(click, message)
        # A response URL posted it, perhaps where we are no member; and it says who had asked.
        message = message.model_copy(update={"lead": self._lead(user, asked)})
        update = outgoing.respond(url, message, thread=thread, replaces=True, in_channel=True)
        return [replace(update, lane=outgoing.updates(click.by.channel, click.by.ts))]

    def _notified(self, click: Click, asked: Asked, who: Standing) -> list[Delivery]:
        """Mentions the owners where the answer is public, else writes to them; once each."""
        if who != "member":
            return self._told(click, GUESTS_LOOK)
        people = owners(self.conversation.again(asked))
        others = [one for one in people if one.user and one.user != click.by.user]
        if people and not others:
            return self._told(click, ONLY_YOU)
        fresh = [one for one in others if self.books.note_notified(asked.id, one.user or "")]
        if not fresh:
            return self._told(click, NOTIFIED_BEFORE if people else NOBODY_TO_NOTIFY)
        users = tuple(one.user for one in fresh if one.user)
        by = click.by
        words = self._asks(by.user, asked)
        if self.place.open and not click.ephemeral and not by.channel.startswith("D"):
            return self._mentioned(click, asked, Message(reply=notice(words), notifies=users))
        told = f"I told {listed(one.name for one in fresh)}."
        messages = [outgoing.tell(user, Message(reply=notice(words))) for user in users]
        return [*messages, *self._told(click, told)]

    def _mentioned(self, click: Click, asked: Asked, message: Message) -> list[Delivery]:
        """The mention in the thread of the answer; by its own address where we may be no member."""
        by = click.by
        thread = by.thread or by.ts
        if asked.shared and by.response_url:
            return [outgoing.respond(by.response_url, message, thread=thread, in_channel=True)]
        return [outgoing.post(by.channel, thread, message)]

    def _note(self, asked: Asked, reply: Reply, click: Click) -> Iterable[Span]:
        said = self.books.verdicts(asked.id)
        if click.ephemeral:
            said = {key: value for key, value in said.items() if key == click.by.user}
        right = [self._span(key) for key, value in said.items() if value == "right"]
        wrong = [self._span(key) for key, value in said.items() if value == "wrong"]
        if right:
            yield from (*listed_spans(right), Span(text=" confirmed this answer. "))
        if wrong:
            yield from (*listed_spans(wrong), Span(text=" said that this is the wrong person. "))
            if reply.corrects is not None:
                yield Span(text=reply.corrects.name, user=reply.corrects.user)
                yield Span(text=f", who {reply.corrects.because}, can correct it.")

    def _span(self, user: str) -> Span:
        member = self.books.roster.member(user)
        return Span(text=member.name if member else "Somebody", user=user)

    def _lead(self, user: str, asked: Asked) -> tuple[Span, ...]:
        verb = "asked about" if asked.question.surface == "shortcut" else "asked"
        return (self._span(user), Span(text=f" {verb}: “{short(clean(asked.question.text))}”"))

    def _asks(self, user: str, asked: Asked) -> str:
        """What owners are told: who asked, and who wants them to know where that is another."""
        asker = asked.question.member or user
        told = "".join(span.text for span in self._lead(asker, asked)) + _NAMED
        return told if asker == user else f"{told} {self._span(user).text} wants you to know."

    def _in_place(self, click: Click, message: Message) -> list[Delivery]:
        by = click.by
        if click.ephemeral and by.response_url:
            return [outgoing.respond(by.response_url, message, thread=by.thread, replaces=True)]
        direct = by.channel.startswith("D")
        if not click.ephemeral and by.channel and by.ts and (direct or self.place.open):
            return [outgoing.update(by.channel, by.ts, message)]
        if not click.ephemeral and by.response_url:
            # Others read along by now, so the answer is for whoever clicked.
            return [outgoing.respond(by.response_url, message, thread=by.thread)]
        return []

    def _told(self, click: Click, text: str) -> list[Delivery]:
        url = click.by.response_url
        message = Message(reply=notice(text))
        return [outgoing.respond(url, message, thread=click.by.thread)] if url else []


def _wanted(click: Click) -> tuple[Button, ...]:
    return ("share", "verdict", "notify") if click.ephemeral else ("verdict", "notify")
