"""A dialogue as a table: who says what, and what is heard of it where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.store.books import Books
from bot.store.deliveries import Sent
from tests.fake_slack import Envelope, FakeSlack, Posted, View
from tests.fake_slack.filling import Filled
from tests.talk.bot import Bot, until

Json = dict[str, Any]
Says = Callable[["Talk", str], Envelope]
_NEWEST = 20


@dataclass(frozen=True)
class Hears:
    """One message: how it comes, what stands in it and what doesn't, and what can be clicked.

    `buttons` are their labels in order; None where they don't matter. `own_thread` is a message in
    the thread of what was said, or in one under it; `to` is who alone reads it, in their DM.
    """

    kinds: tuple[str, ...]
    words: tuple[str, ...]
    private: bool
    own_thread: bool = False
    in_place: bool = False
    buttons: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    to: str | None = None


Turn = tuple[str, Says, Hears | Sequence[Hears]]
NOTHING: Sequence[Hears] = ()


def in_thread(*words: str, **more: Any) -> Hears:
    """A message for all in the thread of the question."""
    return Hears(("post",), words, private=False, own_thread=True, **more)


def at_top(*words: str, **more: Any) -> Hears:
    """A message at the top level."""
    return Hears(("post",), words, private=False, **more)


def alone(*words: str, **more: Any) -> Hears:
    """A message in the channel that only the asker sees; in a thread if it was asked in one."""
    return Hears(("ephemeral",), words, private=True, **more)


def in_answer(*words: str, **more: Any) -> Hears:
    """The acknowledgement itself, which only the asker sees."""
    return Hears(("ack",), words, private=True, **more)


def privately(*words: str, **more: Any) -> Hears:
    """A message through the response URL that only the asker sees."""
    return Hears(("respond",), words, private=True, **more)


def openly(*words: str, **more: Any) -> Hears:
    """A message through the response URL for the whole channel."""
    return Hears(("respond",), words, private=False, **more)


def changed(*words: str, **more: Any) -> Hears:
    """The message that was clicked in, which all see, with something else in it."""
    return Hears(("update", "respond"), words, private=False, in_place=True, **more)


def changed_privately(*words: str, **more: Any) -> Hears:
    """The message that was clicked in, which only one person sees, with something else in it."""
    return Hears(("respond",), words, private=True, in_place=True, **more)


def dm(user: str, *words: str, **more: Any) -> Hears:
    """A message at the top level of somebody's DM, whoever spoke."""
    return Hears(("post",), words, private=False, to=user, **more)


def dm_of(user: str) -> str:
    """The channel in which somebody is alone with the bot."""
    return f"D{user}"


def mentions(text: str, **fields: Any) -> Says:
    """Mentions the bot, before the text."""
    return lambda talk, who: talk.slack.mention(text, user=who, **{"channel": talk.here} | fields)


def writes(text: str, **fields: Any) -> Says:
    """Writes to the bot alone."""
    return lambda talk, who: talk.slack.dm(text, user=who, **fields)


def commands(text: str, **fields: Any) -> Says:
    """Uses `/whoowns`."""
    return lambda talk, who: talk.slack.command(text, user=who, **{"channel": talk.here} | fields)


def owns(text: str, **fields: Any) -> Says:
    """Uses `/ownership`."""
    return commands(text, command="/ownership", **fields)


def shortcut(callback_id: str, **fields: Any) -> Says:
    """Uses one of our shortcuts, wherever they are."""
    return lambda talk, who: talk.slack.global_shortcut(callback_id=callback_id, user=who, **fields)


def submits(
    values: Mapping[str, Filled | Mapping[str, Filled]] | None = None, *, view: View | None = None
) -> Says:
    """Fills in a form and submits it, the newest that is open if none is named."""
    return lambda talk, who: talk.slack.submit(view or talk.view, values, user=who)


def picks(block_id: str, value: Filled, *, view: View | None = None) -> Says:
    """Fills in a field of a form that tells us at once."""
    return lambda talk, _who: talk.slack.pick(view or talk.view, block_id, value)


def presses(label: str, *, view: View | None = None) -> Says:
    """Clicks on a button of a form."""

    def say(talk: "Talk", _who: str) -> Envelope:
        shown = view or talk.view
        found = [one for one in shown.elements if _label(one) == label]
        assert found, f"no {label!r} in {view_text(shown)!r}"
        return talk.slack.press(shown, found[0])

    return say


def opens_home(**fields: Any) -> Says:
    """Opens the Home tab."""
    return lambda talk, who: talk.slack.open_home(who, **fields)


def clicks_at_home(label: str, **fields: Any) -> Says:
    """Clicks on the first button of their Home tab with this label."""

    def say(talk: "Talk", who: str) -> Envelope:
        shown = talk.slack.homes[who]
        found = [one for one in shown.elements if _label(one) == label]
        assert found, f"no {label!r} in {view_text(shown)!r}"
        return talk.slack.press(shown, found[0], **fields)

    return say


def points_at(message: Json, **fields: Any) -> Says:
    """Uses “Who owns this?” on a message."""

    def say(talk: "Talk", who: str) -> Envelope:
        given = {"channel": talk.here, "callback_id": "who_owns_this"} | fields
        return talk.slack.shortcut(message, user=who, **given)

    return say


def clicks(
    label: str, *, block_id: str | None = None, where: str | None = None, **fields: Any
) -> Says:
    """Clicks on a button of the last message that has it, in this channel or wherever they read."""

    def say(talk: "Talk", who: str) -> Envelope:
        message, button = talk.find(label, who=who, where=where)
        given: Json = {"channel": message.channel, "message": message} | fields
        return talk.slack.click(
            button | ({"block_id": block_id} if block_id else {}), user=who, **given
        )

    return say


def chooses(option: str, **fields: Any) -> Says:
    """Chooses from the menu of the last message that has one."""

    def say(talk: "Talk", who: str) -> Envelope:
        message, menu = talk.find_menu()
        [chosen] = [one for one in menu["options"] if one["text"]["text"] == option]
        action = {key: menu[key] for key in ("type", "action_id", "block_id")}
        given: Json = {"channel": message.channel, "message": message} | fields
        return talk.slack.click(action | {"selected_option": chosen}, user=who, **given)

    return say


def again(**fields: Any) -> Says:
    """Slack sends once more what was said last; fields of the payload are changed."""

    def say(talk: "Talk", _who: str) -> Envelope:
        said = talk.said[-1]
        accepts = said.frame["accepts_response_payload"]
        return talk.slack.send(said.kind, said.payload | fields, accepts_response=accepts)

    return say


def happens(event: Json, **around: Any) -> Says:
    """Something happens in Slack that nobody said to us."""
    return lambda talk, _who: talk.slack.event(event, **around)


@dataclass
class Talk:
    """A dialogue with a running bot, by default in a channel of its own.

    `may_ping` are the ids of those whom it may notify.
    """

    bot: Bot
    here: str
    said: list[Envelope] = field(default_factory=list)
    heard: list[Posted] = field(default_factory=list)
    may_ping: set[str] = field(default_factory=set)
    _views_before: int = field(init=False)

    def __post_init__(self) -> None:
        """Views of other dialogues are none of ours."""
        self._views_before = len(self.slack.views)

    @property
    def slack(self) -> FakeSlack:
        """The fake Slack."""
        return self.bot.slack

    @property
    def last(self) -> Posted:
        """The last message that was heard."""
        return self.heard[-1]

    @property
    def view(self) -> View:
        """The newest form that is open."""
        ours = self.slack.views[self._views_before :]
        found = next((one for one in reversed(ours) if one.is_open), None)
        assert found is not None, f"no form is open, of {[one.title for one in ours]}"
        return found

    @property
    def has_view(self) -> bool:
        """Whether a form is open."""
        return any(one.is_open for one in self.slack.views[self._views_before :])

    def plays(self, *turns: Turn) -> None:
        """Plays a dialogue; what is heard must be what the turns say, and nothing else."""
        for number, (who, says, hears) in enumerate(turns, 1):
            expected = [hears] if isinstance(hears, Hears) else list(hears)
            envelope, came = self.says(who, says)
            story = f"turn {number}, {envelope.kind}: {[_told(one) for one in came]}"
            assert len(came) == len(expected), f"{len(expected)} messages expected; {story}"
            for one, posted in zip(expected, _in_order(expected, came), strict=True):
                self._check(who, one, posted, story)

    def says(self, who: str, says: Says) -> tuple[Envelope, list[Posted]]:
        """Says one thing; what came of it, once all that was decided by it has come."""
        before = len(self.slack.messages)
        last = self._newest_delivery()
        envelope = says(self, who)
        answers = int(_is_message(envelope.answer()))
        self.said.append(envelope)
        expected = answers + self._deliveries_since(last)

        def came() -> list[Posted]:
            return [one for one in self.slack.messages[before:] if not self.is_edition(one)]

        self.slack.wait(lambda: len(came()) >= expected, what="Something is missing")
        heard = came()
        self.heard += heard
        return envelope, heard

    def is_edition(self, posted: Posted) -> bool:
        """Whether it is something that a channel is told, or shown as it stands, in its own time.

        Nobody knows between which turns it comes: `hears` waits for it.
        """
        first = next((one for one in self.slack.messages if one.ts == posted.ts), posted)
        marker = (first.body.get("metadata") or {}).get("event_payload", {})
        with self.bot.ledger.read(self.bot.workspace) as books:
            return "id" in marker and books.edition_of(marker["id"]) is not None

    def hears(self, *words: str, kind: str = "post", channel: str | None = None) -> Posted:
        """The next message with these words that a channel is told, or shown, in its own time."""
        where, known = channel or self.here, {id(one) for one in self.heard}

        def came() -> Posted | None:
            for one in self.slack.messages:
                fits = (one.kind, one.channel) == (kind, where) and id(one) not in known
                if fits and all(word in visible(one) for word in words):
                    return one
            return None

        found = until(came, f"{where} didn't hear {words}")
        self.heard.append(found)
        return found

    def joins(self, name: str, **fields: Any) -> str:
        """A new member of the workspace, of whom Slack tells us; the user id."""
        user = self.slack.add_user(self.slack.next_id("U"), name, **fields)
        self.tells({"type": "team_join", "user": user})
        return str(user["id"])

    def opens(self, name: str | None = None, **fields: Any) -> str:
        """A new channel, of which Slack tells us; the channel id."""
        key = self.slack.next_id("C")
        self.slack.add_channel(key, name or key.casefold(), **fields)
        told = {"id": key, "name": name or key.casefold(), "creator": "U9"}
        self.tells({"type": "channel_created", "channel": told})
        return key

    def tells(self, event: Json) -> None:
        """Slack tells of something, and is acknowledged."""
        self.slack.event(event | {"event_ts": self.slack.next_ts()}).answer()

    def sees(self, user: str, *words: str, without: Sequence[str] = ()) -> str:
        """What somebody reads on their Home tab, once these words stand there, and those don't."""

        def shown() -> str | None:
            home = self.slack.homes.get(user)
            text = view_text(home) if home else ""
            fits = all(one in text for one in words) and not any(one in text for one in without)
            return text if home and fits else None

        home = self.slack.homes.get(user)
        what = f"{words} without {without} not on the tab of {user}"
        return self.slack.wait(shown, what=f"{what}: {home and view_text(home)!r}")

    def find(
        self, label: str, *, who: str | None = None, where: str | None = None
    ) -> tuple[Posted, Json]:
        """The last message with this button, and the button.

        It is one in the channel, or one that isn't in the DM of somebody else than who looks.
        """
        for posted in reversed(self.heard):
            if not _is_seen(posted.channel, who, where):
                continue
            for element in posted.elements:
                if _label(element) == label:
                    return posted, element
        raise AssertionError(f"no message with {label!r}: {[_told(one) for one in self.heard]}")

    def find_menu(self) -> tuple[Posted, Json]:
        """The last message with a menu, and the menu."""
        for posted in reversed(self.heard):
            for element in posted.elements:
                if element["type"] == "static_select":
                    return posted, element
        raise AssertionError(f"no message with a menu: {[_told(one) for one in self.heard]}")

    def _check(self, who: str, expected: Hears, posted: Posted, story: str) -> None:
        assert posted.kind in expected.kinds, story
        assert posted.ephemeral is expected.private, story
        if expected.private:
            assert posted.user == who, story
        self._check_place(expected, posted, story)
        text = visible(posted)
        for words in expected.words:
            assert words in text, f"{words!r} is not in {text!r}; {story}"
        for words in expected.without:
            assert words not in text, f"{words!r} is in {text!r}; {story}"
        if expected.buttons is not None:
            assert labels(posted) == expected.buttons, story
        assert posted.text.strip(), f"no text for where blocks can't be shown; {story}"

    def _check_place(self, expected: Hears, posted: Posted, story: str) -> None:
        said = self.said[-1].payload
        clicked = said.get("container", {}).get("message_ts")
        if expected.in_place and clicked:
            assert posted.ts == clicked, story
        elif expected.in_place:
            assert posted.ts in [one.ts for one in self.heard if one is not posted], story
        elif expected.to:
            assert (posted.channel, posted.thread_ts) == (dm_of(expected.to), None), story
        else:
            assert posted.thread_ts == _thread(said, opens=expected.own_thread), story

    def _newest_delivery(self) -> str:
        with self.bot.ledger.read(self.bot.workspace) as books:
            return max((one.id for one in books.deliveries(1)), default="")

    def _deliveries_since(self, last: str) -> int:
        with self.bot.ledger.read(self.bot.workspace) as books:
            new = [one for one in books.deliveries(_NEWEST) if one.id > last]
            stamps = {sent.ts for sent in self._editions(books)}
            return len(
                [
                    one
                    for one in new
                    if one.kind != "home"
                    and not books.edition_of(one.id)
                    and not (one.kind == "update" and one.address["ts"] in stamps)
                ]
            )

    def _editions(self, books: Books) -> list[Sent]:
        found = [books.delivery(one.delivery or "") for one in books.editions()]
        return [one for one in found if one is not None]


def visible(posted: Posted) -> str:
    """All that people read in a message."""
    return _read(posted.blocks) or posted.text


def labels(posted: Posted) -> tuple[str, ...]:
    """What stands on the buttons of a message."""
    return tuple(one["text"]["text"] for one in posted.elements if one["type"] == "button")


def fields(view: View) -> dict[str, str]:
    """What stands over the inputs of a form, by their blocks."""
    inputs = [one for one in view.blocks if one["type"] == "input"]
    return {one["block_id"]: one["label"]["text"] for one in inputs}


def errors(view: View) -> dict[str, str]:
    """What was said of the inputs of a form when it was submitted, by their blocks."""
    return dict(view.errors)


def view_text(view: View) -> str:
    """All that people read in a form: also what stands in its fields, and what is wrong there."""
    states = [state for block in view.values.values() for state in block.values()]
    typed = [str(state.get("value") or state.get("selected_date") or "") for state in states]
    around = [view.content.get(key) for key in ("title", "blocks", "submit", "close")]
    return "\n".join(filter(None, [*map(_read, around), *typed, *view.errors.values()]))


def links(posted: Posted) -> dict[str, str]:
    """Addresses in a message, by what is shown of them."""
    found = {}
    for one in _elements(posted.blocks):
        if one.get("type") == "link":
            found[one["text"]] = one["url"]
    return found


def _elements(value: Any) -> list[Json]:
    if isinstance(value, list):
        return [found for one in value for found in _elements(one)]
    if isinstance(value, dict):
        return [value, *(found for one in value.values() for found in _elements(one))]
    return []


def _read(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(filter(None, map(_read, value)))
    if not isinstance(value, dict):
        return ""
    match value.get("type"):
        case "rich_text_section":
            return "".join(map(_read, value["elements"]))
        case "channel":
            return f"<#{value['channel_id']}>"
        case "text" | "link" | "plain_text" | "mrkdwn" | "raw_text":
            return str(value["text"])
    return _read([inner for key, inner in value.items() if key not in ("type", "style")])


def _thread(said: Json, *, opens: bool) -> str | None:
    event = said.get("event") or said.get("container") or said.get("message") or {}
    ts, thread = event.get("ts"), event.get("thread_ts")
    inside = thread if thread != ts else None
    return inside or (ts if opens else None)


def _in_order(expected: Sequence[Hears], came: Sequence[Posted]) -> list[Posted]:
    # What goes to several places comes in any order.
    apart = {dm_of(one.to) for one in expected if one.to}
    left, ordered = list(came), []
    for one in expected:
        there = {dm_of(one.to)} if one.to else {each.channel for each in left} - apart
        found = next((each for each in left if each.channel in there), left[0])
        left.remove(found)
        ordered.append(found)
    return ordered


def _is_message(answer: Json) -> bool:
    return bool(answer) and not {"response_action", "options", "option_groups"} & answer.keys()


def _is_seen(channel: str, who: str | None, where: str | None) -> bool:
    if where is not None:
        return channel == where
    return who is None or not channel.startswith("D") or channel == dm_of(who)


def _label(element: Json) -> str | None:
    return element["text"]["text"] if element["type"] == "button" else None


def _told(posted: Posted) -> str:
    return f"{posted.kind} in {posted.channel} {posted.thread_ts} to {posted.user}: " + repr(
        visible(posted)
    )
