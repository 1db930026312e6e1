"""Questions for the people in a role: “who is the MLOps engineer?”, not what that is."""

import re

from bot.domain.roles_named import THE_ROLE, Marked

_HELLO = r"(?:(?:hi|hey|hello|so|and|ok|please|pls)\b[ ,:!.-]*)*"
_TELL = r"(?:(?:can|could) (?:you|anyone|someone) )?(?:(?:tell me|do you know|does anyone know) )?"
_NOW = (
    r"(?: (?:here|now|right now|currently|today|at the moment|actually|please|pls|for us|these days"
    r"|again))*"
)
_IS = r"(?: is|'s|s| are|'re)?"
_PART = r"(?: (?:role|position|seat|job|post|hat|person|guy|folks|people))?"
_THE_PART = r"(?:the )?(?:(?:role|position|seat|job) (?:of|as) )?"
_FILLS = r"(?:fills|filling|holds|holding|has|got|plays|covers|covering|does|doing)"
_REACH = r"(?:find|reach|contact|ping|get hold of|talk to)"
_FORMS = (
    rf"(?:who|whom){_IS}{_NOW} {THE_ROLE}{_PART}",
    rf"who{_IS} {THE_ROLE} is",
    rf"who(?:'s|s| is)? {_FILLS} {_THE_PART}{THE_ROLE}{_PART}",
    rf"who(?:'s|s| is)? (?:works?|working|acts?|acting|serves?|serving|sits?){_NOW} as {THE_ROLE}",
    rf"who (?:do we have|have we got|did we hire) (?:as|for) {THE_ROLE}",
    rf"(?:which|what) person (?:is|fills|has) {THE_ROLE}{_PART}",
    rf"(?:what's |what is |what are |what're )?(?:the )?(?:names?|contacts?) (?:of|for) {THE_ROLE}",
    rf"(?:what's|what is) {THE_ROLE}(?:'s name| called| named)",
    rf"{THE_ROLE}(?:'s|s')? names?",
    rf"(?:do we(?: even| actually| still)? have|have we got|is there|are there) {THE_ROLE}{_PART}",
    rf"(?:how|where) (?:do|can|could) (?:i|we) {_REACH} {THE_ROLE}{_PART}",
)
_ASKED = re.compile(rf"{_HELLO}{_TELL}(?:{'|'.join(_FORMS)}){_NOW}")
_BARE = re.compile(rf"{_HELLO}{THE_ROLE}{_PART}{_NOW}")
_AROUND = " ?!.,:;"


def role_asked(said: Marked, *, in_team: bool) -> str | None:
    """The role or title whose people are asked for.

    A role alone is asked for as such; a role *in a team* is whoever fills it there.
    """
    text = said.text.strip(_AROUND)
    if said.only is None or len(said.named) > 1:
        return None
    bare = in_team and _BARE.fullmatch(text) is not None
    return said.only if bare or _ASKED.fullmatch(text) else None
