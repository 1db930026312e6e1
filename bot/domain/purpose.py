"""What a message to Rolecall is for, where that is no question about an owner."""

import re
from typing import Literal

from bot.domain.meant import named_team
from bot.domain.organisation import Organisation, Team

Purpose = Literal["help", "pointing", "question"]
"""`help`: nothing was asked; `pointing`: it asks about “this” and says nothing of what this is."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MOST_WORDS = 12


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SOCIAL = _words(
    """
    help helped helps hi hello hey hiya yo howdy morning afternoon evening menu usage thanks thank
    thx ty cheers ta great nice cool perfect awesome amazing ok okay kk lgtm got bye use work works
    commands can never nvm
    """
)
_IDLE = _words(
    """
    a all am and any anyone are at be bot can could did do does for from good guys how i i'm in is
    it it's its just let like lot lots many me mind much my need no now of oh on one please pls
    question rolecall so some team that that's the there this to today up very was we well were
    what what's will with would yes you your
    """
)
_POINTERS = _words("this that it these those here above it's that's")
_ASKING = _words(
    """
    who who's whos whom whose which what what's where idea clue know knows tell is are
    was be own owns owned owner owners owning dri responsible responsibility accountable charge
    should shall must do does did has have i we me us you they someone somebody anyone anybody
    person people team teams contact point right best correct ask bug ping talk poke reach message
    go to about with for of on in at the a an any into after by handle handles handling deal deals
    dealing fix fixes fixing look looks looking takes take care maintain maintains run runs belong
    belongs help helps can could would please pls hey hi so and then or if one thing thread issue
    problem alert error question there
    """
)
_CONNECTING = _words(
    """
    and or but ok okay so then also what how about abt is it in for on at within from the thanks
    thank you team squad please pls too same who whos there now well hm hmm actually sorry i meant
    mean with of
    """
)


def purpose(text: str) -> Purpose:
    """What a cleaned text is for."""
    said = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    words = frozenset(said)
    if not words or (len(said) <= _MOST_WORDS and words & _SOCIAL and words <= _SOCIAL | _IDLE):
        return "help"
    if words & _POINTERS and words <= _POINTERS | _ASKING:
        return "pointing"
    return "help" if _asks_how(words) else "question"


def follow_up(text: str, organisation: Organisation) -> Team | None:
    """The team that a cleaned text asks about next: “and in Churn?” after another question.

    None where it asks anything of its own.
    """
    line = text.strip().strip("?!. ")
    whole = organisation.team_called(line.strip("\"'“”"))
    if whole is not None:
        return whole
    team, rest = named_team(text, organisation)
    if team is not None:
        return team if _only_connects(rest) else None
    words = list(_WORD.finditer(line))
    for place, word in enumerate(words):
        for end in range(len(words), place, -1):
            called = organisation.team_called(line[word.start() : words[end - 1].end()])
            if called is not None:
                around = f"{line[: word.start()]} {line[words[end - 1].end() :]}"
                return called if _only_connects(around) else None
    return None


def _asks_how(words: frozenset[str]) -> bool:
    """Whether somebody asks what can be asked here."""
    return "you" in words and "what" in words and words <= _words("what do can you does here now")


def _only_connects(rest: str) -> bool:
    return all(word.casefold() in _CONNECTING for word in _WORD.findall(rest))
