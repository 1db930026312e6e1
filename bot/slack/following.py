"""What follows from what Slack told: teams go with their channels, and who has to know is told."""

from datetime import datetime

from bot.desk.checklists import LEAVERS
from bot.desk.departures import told
from bot.desk.joining import enter
from bot.desk.renames import follow
from bot.slack import outgoing
from bot.slack.message import Message
from bot.slack.roster import News
from bot.store.books import Books
from bot.store.due import CHANNELS, Due


def follow_up(books: Books, news: News, now: datetime) -> bool:
    """Does what follows from these news; whether that left something to send."""
    follow(books, news.renamed)
    if news.closed:
        books.set_due(Due(CHANNELS, now))
    if news.entered is not None:
        enter(books, *news.entered, now)
    return tell_of_leavers(books, now) if news.differs else False


def tell_of_leavers(books: Books, now: datetime) -> bool:
    """Tells whoever is in charge of people who left; whether there was anything to tell."""
    tells = told(books, now)
    for tell in tells:
        books.send(outgoing.tell(tell.user, Message(reply=tell.reply)))
    if books.facts({"checklist"}):
        books.set_due(Due(LEAVERS, now))
    return bool(tells)
