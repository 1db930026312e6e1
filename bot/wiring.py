"""The one place that builds: settings to ledger, finders and pages."""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import bot.commands
import bot.digests
import bot.formats
import bot.web.pages
from bot import config, plugins
from bot.commands.take_in import Coming, apply
from bot.commands.take_in import take_in as fill
from bot.desk.desk import Desk
from bot.desk.pictured import PAST_DAYS, pictured
from bot.desk.rounds import Rounds
from bot.desk.searching import Find
from bot.digests import Digest
from bot.domain.catalog import OWNER, Catalog
from bot.domain.evaluation import Labelled
from bot.domain.fact import BASE
from bot.domain.lint import lint, told
from bot.domain.operations import Operations
from bot.domain.organisation import Team
from bot.domain.ownership.verb import Verb
from bot.domain.source import SHIPPED
from bot.domain.wording import listed
from bot.errors import NotKnown, RolecallError
from bot.files import read_json_lines, replace
from bot.following import Follower
from bot.formats import Format, Intake
from bot.pictures import Form, Picture, check_available, draw
from bot.search.finder import Finder
from bot.search.finders import Finders
from bot.search.learned import Learned
from bot.search.lookup import Lookup
from bot.search.score import Matching
from bot.search.vocabulary import Vocabulary
from bot.settings import ROOT, Settings, kept_key
from bot.slack.options import Options
from bot.store import retention, schema
from bot.store.books import Books
from bot.store.engine import Engines, make_engines
from bot.store.ledger import Ledger
from bot.taking_in.catalog import plan_catalog
from bot.taking_in.organisation import plan_organisation
from bot.taking_in.plan import EXAMPLE, Plan

if TYPE_CHECKING:
    from bot.desk.scenes import Linking
    from bot.slack.connection import Connection, Only
    from bot.slack.findings import Finding
    from bot.store.sealing import Seals
    from bot.web.links import Links
    from bot.web.metrics import Metrics
    from bot.web.server import Server
    from bot.web.site import Site
    from bot.web.slack import SlackRoutes

log = logging.getLogger(__name__)

LOCAL = "local"
"""The workspace of a run without Slack; no Slack workspace ever sees it."""

TERMINAL = "command line"
"""Who did what was asked for in a terminal."""

KEPT = timedelta(days=7)
"""How long claims and settled deliveries stay; Slack re-sends events for a day at most."""

KEY = Path("var", "secret.key")
"""Where the key is that a run on SQLite makes for itself."""

AT_START = "rolecall"
"""Who did what is done without anybody asking for it."""


@dataclass(frozen=True)
class Product:
    """Everything that the settings call for, built and ready."""

    root: Path
    settings: Settings
    engines: Engines
    ledger: Ledger
    finders: Finders
    desk: Desk
    options: Options
    operations: Operations
    links: "Links | None" = None


def now() -> datetime:
    """The time at the edge of the product; inside it, time is an argument."""
    return datetime.now(UTC)


@contextmanager
def build(settings: Settings, root: Path = ROOT) -> Iterator[Product]:
    """The product, closed again at the end."""
    engines = make_engines(settings.database_url, root)
    operations = config.load_operations(root)
    warm = operations.warm_workspaces
    finders = Finders(
        config.load_vocabulary(root),
        config.load_matching(root),
        config.load_learned(root),
        warm=warm,
    )
    options = config.load_slack(root)
    ledger = Ledger(engines, options.stewards, warm=warm)
    try:
        links = _links(settings, root)
        linking = links.to if links else None
        here = desk(root, finders, linking)
        yield Product(root, settings, engines, ledger, finders, here, options, operations, links)
    finally:
        ledger.close()


def migrate(
    settings: Settings, root: Path = ROOT, *, tell: Callable[[str], None] = log.info
) -> str:
    """Brings the database to this version's tables; the revision it is at then.

    `tell` gets a sentence on the copy that is made of an SQLite database before.
    """
    engines = make_engines(settings.database_url, root)
    try:
        return schema.migrate(engines, root, tell=tell)
    finally:
        engines.close()


def tune(files: Sequence[Path], advance: Callable[[], None], root: Path = ROOT) -> Iterator[str]:
    """Learns from the examples and writes what came of it; gives what to tell of it.

    `files` hold further labelled messages, which only say when to answer. `advance` is called
    once for each of the steps. Raises RolecallError where there are no examples.
    """
    # Nobody else waits for what fits.
    from bot.tuning import tune, write  # noqa: PLC0415

    examples = config.load_examples(root)
    further = [one for path in files for one in read_json_lines(path, Labelled)]
    if not any(one.expected for one in examples):
        raise RolecallError(
            f"There are no examples to learn from: put labelled messages into "
            f"{root / 'config' / config.EXAMPLES}, one file of JSON Lines for each writer."
        )
    catalog, vocabulary = config.load_catalog(root), config.load_vocabulary(root)
    matching = config.load_matching(root)
    tuned = tune.tune(examples, further, catalog, vocabulary, matching, advance)
    text = write.matching_file(tuned.matching, tuned.judged)
    try:
        replace(root / "config" / config.LEARNED, tuned.learned.save)
        replace(root / "config" / config.MATCHING, lambda path: path.write_text(text, "utf-8"))
    except OSError as error:
        raise RolecallError(
            f"What was learned can't be written to {root / 'config'} ({error.strerror}): "
            "make room or allow writing there, and run `rolecall tune` again."
        ) from error
    return write.fitted_on(tuned.matching.with_examples, tuned.judged)


def formats() -> Mapping[str, Format]:
    """Every file format by name."""
    return plugins.load(bot.formats, "FORMAT", Format)


def pictures() -> Mapping[str, Picture]:
    """Every kind of picture by name. Raises NotInstalled where nothing is there that draws."""
    check_available()
    # Nobody else waits for what draws.
    from bot.pictures import kinds  # noqa: PLC0415

    return plugins.load(kinds, "PICTURE", Picture)


def drawn(
    product: Product,
    books: Books,
    kind: str,
    *,
    form: Form,
    team: Team | None = None,
    days: int = PAST_DAYS,
    dark: bool = False,
) -> bytes:
    """A picture of a workspace as it is now, or of one team of it, as a file.

    Raises NotInstalled where nothing is there that draws.
    """
    picture = pictures()[kind]
    about = pictured(books, kind, product.desk.rules, now(), team=team, days=days)
    return draw(picture, about, form=form, dark=dark)


def desk(
    root: Path = ROOT, finders: Finders | None = None, linking: "Linking | None" = None
) -> Desk:
    """Where `/ownership` is handed in, with every verb that there is.

    A verb that looks up what questions find uses these finders for the catalog as it stands;
    `linking` makes links into the pages, where there are pages.
    """
    verbs = plugins.load(bot.commands, "VERB", Verb, but=("ask", "take_in"))
    rules, find = config.load_ownership(root), _finding(root, finders)
    digests = plugins.load(bot.digests, "DIGEST", Digest)
    rounds = Rounds(digests, rules, find, config.load_reminders(root))
    return Desk(verbs, rules, find, rounds, linking)


def _finding(root: Path, finders: Finders | None) -> Find:
    @cache
    def parts() -> tuple[Vocabulary, Matching, Learned | None]:
        return config.load_vocabulary(root), config.load_matching(root), config.load_learned(root)

    def find(books: Books, catalog: Catalog) -> Finder:
        here = books.workspace
        if finders is not None and catalog is books.catalog():
            return finders.of(here.id, here.catalog_version, catalog)
        return Finder.over(catalog, *parts())

    return find


def workspace(product: Product, wanted: str | None, *, example: bool = True) -> str:
    """The workspace to work in: the one named, else the only one of Slack's, else the local one.

    A new local workspace gets the shipped catalog, and the example organisation unless told
    otherwise. Raises NotKnown for the name of a workspace that isn't there, and where there are
    several of Slack's to choose from.
    """
    if wanted is not None and wanted != LOCAL:
        known = product.ledger.workspaces()
        if wanted not in known:
            raise NotKnown(
                f"There is no workspace “{wanted}”; there is {listed(known) or 'none yet'}."
            )
        return wanted
    if (only := _named_or_only(product.ledger, wanted)) != LOCAL:
        return only
    digest = _digest(product.root)
    with product.ledger.read(LOCAL) as books:
        ready = books.exists() and not _outdated(books, digest)
    if not ready:
        with product.ledger.open(LOCAL, now()) as books:
            make_ready(books, product.root, example=example)
    return LOCAL


def _named_or_only(ledger: Ledger, wanted: str | None) -> str:
    """The workspace that was named, else Slack's only one, else the local one."""
    if wanted is not None:
        return wanted
    connected = ledger.slack_workspaces()
    if len(connected) > 1:
        raise NotKnown(f"Say which workspace with --workspace: {listed(connected, 'or')}.")
    return connected[0] if connected else LOCAL


def to_fill(product: Product, wanted: str | None) -> str:
    """The workspace to import into; with tokens that were never used, Slack tells which one.

    Raises RolecallError where it has to be asked and doesn't answer.
    """
    if wanted is None and not product.ledger.slack_workspaces():
        slack = connection(product)
        if slack is not None:
            return _told_by(slack)
    return workspace(product, wanted, example=False)


def take_in(
    product: Product,
    where: str,
    intake: Intake,
    origin: str,
    *,
    moved: bool = False,
    dry_run: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Plan:
    """What taking a file in changes, or would change, in a workspace; all of it or nothing.

    It may have been read from another place before if it was `moved`; `tell` gets a sentence
    before a long step. Raises Flaws where the file names what isn't here.
    """
    coming = Coming(
        intake.holds, intake.source, intake.managed, origin, TERMINAL, moved or intake.named
    )

    def before(_: Books, plan: Plan) -> None:
        tell(f"Writing {len(plan.changes):,} changes …")

    return fill(product.ledger, where, coming, now(), before, rehearse=dry_run)


def _told_by(slack: "Connection") -> str:
    # A question in a terminal doesn't wait for Slack's libraries.
    from bot.slack.web_api import SlackTrouble  # noqa: PLC0415

    try:
        return slack.introduce()
    except SlackTrouble as trouble:
        raise RolecallError(
            f"Slack has to say which workspace this is for and doesn't ({trouble}): "
            "try again, or say where to with --workspace."
        ) from trouble


def connection(product: Product, only: "Only | None" = None) -> "Connection | None":
    """The connection to Slack, to be started; None where nothing of Slack is set.

    `only` is the part of all that this process does. Raises RolecallError where what is set
    doesn't go together.
    """
    settings = product.settings
    way = settings.way
    if way is None:
        return None
    if only is not None and way == "socket":
        raise RolecallError(
            "Over Socket Mode there is one process that does all: leave --only out, or connect "
            "Slack over HTTP (SLACK_SIGNING_SECRET in the place of SLACK_APP_TOKEN)."
        )
    # A question in a terminal doesn't wait for Slack's libraries.
    from bot.slack.connection import Connection, Tokens  # noqa: PLC0415
    from bot.slack.parts import Parts  # noqa: PLC0415

    tokens = Tokens(
        settings.slack_bot_token,
        settings.slack_app_token,
        settings.slack_api_url,
        seals(product) if way == "many" else None,
    )
    parts = Parts(
        product.ledger,
        product.finders,
        product.desk,
        product.options,
        product.operations,
        now,
    )
    return Connection(parts, tokens, partial(_prepare, product.root), tidier(product), only)


def seals(product: Product) -> "Seals":
    """What seals tokens. Raises RolecallError where no key is set and none may be made here."""
    # Only where tokens are stored is there anything to seal.
    from bot.store.sealing import Seals  # noqa: PLC0415

    given = _given_seals(product.settings, one_writer=product.engines.one_writer)
    return given or Seals([kept_key(product.root / KEY)])


def _made_seals(settings: Settings, root: Path) -> "Seals | None":
    """What seals tokens, None where the key is made at the first start; makes none."""
    # Only where tokens are stored is there anything to seal.
    from bot.store.sealing import Seals  # noqa: PLC0415

    given = _given_seals(settings, one_writer=settings.database_url.startswith("sqlite"))
    if given is None and (root / KEY).exists():
        return Seals([kept_key(root / KEY)])
    return given


def _given_keys(settings: Settings) -> list[str] | None:
    """The keys of the environment, the newest first; None where none is set."""
    if settings.rolecall_secret_key is None:
        return None
    given = settings.rolecall_secret_key.get_secret_value().split(",")
    return [key.strip() for key in given if key.strip()]


def _given_seals(settings: Settings, *, one_writer: bool) -> "Seals | None":
    """What seals with the keys of the environment. Raises RolecallError where there must be one."""
    # Only where tokens are stored is there anything to seal.
    from bot.store.sealing import Seals  # noqa: PLC0415

    if (keys := _given_keys(settings)) is not None:
        return Seals(keys)
    if not one_writer:
        raise RolecallError(
            "ROLECALL_SECRET_KEY isn't set, and stored tokens are encrypted with it: make a key "
            "with `openssl rand -hex 32`, and give every process the same."
        )
    return None


def tidier(product: Product) -> Callable[[], None]:
    """Drops what is kept no longer, and brings what is kept up to date; all may do it at once."""
    ledger = product.ledger

    def tidy() -> None:
        with ledger.queue() as queue:
            queue.forget(now() - KEPT)
        ledger.forget_expired(now())
        retention.drop(ledger, product.operations.retention, now())
        if product.settings.way == "many":
            # Only where tokens are stored is there anything to seal.
            from bot.store.resealing import seal_anew  # noqa: PLC0415

            seal_anew(ledger, seals(product))
        refresh(product)

    return tidy


def refresh(product: Product) -> None:
    """Brings the shipped catalog, where it has changed, into every workspace that still has it."""
    digest = _digest(product.root)
    for workspace_id in product.ledger.outdated(SHIPPED, digest):
        try:
            with product.ledger.open(workspace_id, now()) as books:
                make_ready(books, product.root, example=False)
        except RolecallError as error:
            log.warning("the catalog of %s is not brought up to date: %s", workspace_id, error)


def _prepare(root: Path, books: Books, name: str) -> None:
    make_ready(books, root, name=name, example=False)


def doctor(settings: Settings, root: Path = ROOT) -> Iterator["Finding"]:
    """What works here and what doesn't, one after the other as it is found; changes nothing."""
    # A question in a terminal doesn't wait for Slack's libraries.
    from bot.slack.doctor import Doctor  # noqa: PLC0415
    from bot.slack.reach import Reach  # noqa: PLC0415

    way, misfit = None, None
    try:
        way = settings.way
    except RolecallError as error:
        misfit = error
    silenced: tuple[str, ...] = ()
    with suppress(RolecallError):  # said when the files in config/ are looked at
        silenced = config.load_operations(root).silenced
    secret, many = settings.slack_signing_secret, way == "many"
    return Doctor(
        config=lambda: config.check_all(root),
        ledger=lambda: Ledger(make_engines(settings.database_url, root)),
        bot_token=settings.slack_bot_token,
        app_token=settings.slack_app_token,
        url=settings.slack_api_url,
        now=now,
        local=LOCAL,
        reach=Reach(settings.rolecall_public_url, secret, many) if secret is not None else None,
        seals=partial(_made_seals, settings, root) if many else None,
        misfit=misfit,
        pages=partial(_pages, settings) if way is not None else None,
        silenced=silenced,
    ).findings()


def _pages(settings: Settings) -> "Finding":
    """Whether there are links into the pages. Raises RolecallError where a key can be guessed."""
    # A question in a terminal doesn't wait for Slack's libraries.
    from bot.slack.findings import pages  # noqa: PLC0415
    from bot.store.sealing import check_keys  # noqa: PLC0415

    if (keys := _given_keys(settings)) is not None:
        check_keys(keys)
    return pages(settings.rolecall_public_url, signed=settings.linked)


def check(settings: Settings, wanted: str | None, root: Path = ROOT) -> Iterator[str]:
    """Lines on the config files, on the shipped catalog and on a workspace's; changes nothing.

    Raises RolecallError where a config file makes no sense, or there is no such workspace. Where
    none is named, one that can't be read is only told of.
    """
    yield f"{', '.join(config.check_all(root))}: good."
    shipped = config.load_catalog(root)
    yield from _linted(f"config/{config.CATALOG}", shipped, root)
    try:
        where, stored = _stored_catalog(settings, wanted, root)
    except RolecallError as error:
        if wanted is not None:
            raise
        yield f"No workspace's catalog was looked at. {error}"
        return
    if stored == shipped:
        yield f"Workspace {where}: the same catalog."
    else:
        yield from _linted(f"Workspace {where}", stored, root)


def _linted(name: str, catalog: Catalog, root: Path) -> Iterator[str]:
    """What is worth a change in a catalog, under its name."""
    finder = Finder.over(
        catalog, config.load_vocabulary(root), config.load_matching(root), config.load_learned(root)
    )
    rules = config.load_ownership(root)
    lines = tuple(told(lint(catalog, rules.most_percent, Lookup(catalog, finder))))
    yield f"{name}: {'worth a change:' if lines else 'nothing that is worth a change.'}"
    yield from lines


def _stored_catalog(settings: Settings, wanted: str | None, root: Path) -> tuple[str, Catalog]:
    """A workspace with its catalog, as the database has them; no database is made for it."""
    engines = make_engines(settings.database_url, root)
    with closing(Ledger(engines)) as ledger:
        file = engines.write.url.database if engines.one_writer else None
        if file is not None and not Path(file).exists():
            raise NotKnown(f"There is no database at {engines.url} yet: run `rolecall migrate`.")
        where, known = _named_or_only(ledger, wanted), ledger.workspaces()
        if where not in known:
            raise NotKnown(
                f"There is no workspace “{where}”; there is {listed(known) or 'none yet'}."
            )
        with ledger.read(where) as books:
            return where, books.catalog()


def server(
    product: Product,
    slack: "Connection | None" = None,
    only: "Only | None" = None,
    *,
    example: bool = True,
) -> "Server":
    """The web server for pages, health and Slack over HTTP; it listens once it is started.

    The search index is built here, so that the first question doesn't wait for it. A worker
    serves no pages.
    """
    # A question in a terminal doesn't wait for the web's libraries.
    from bot.web.app import make_app  # noqa: PLC0415
    from bot.web.health import Health  # noqa: PLC0415
    from bot.web.server import Server  # noqa: PLC0415

    def where() -> str:
        connected = slack.workspace if slack is not None else None
        return connected or workspace(product, None, example=example)

    if slack is None:
        with product.ledger.read(where()) as books:
            here = books.workspace
            product.finders.of(here.id, here.catalog_version, books.catalog())
    health = Health(
        product.ledger,
        lambda: slack.state if slack is not None else "off",
        lambda: slack.silent_for if slack is not None else None,
    )
    routes = _slack_routes(product, slack) if slack is not None and only != "worker" else None
    site = None if only == "worker" else _site(product, where, reached=routes is not None)
    app = make_app(site, health, routes, _metrics(product, slack))
    return Server(app, product.settings.host, product.settings.port)


def _links(settings: Settings, root: Path) -> "Links | None":
    """What makes links into the pages; None where nobody could follow one, or nothing signs it."""
    with suppress(RolecallError):  # said where the connection to Slack is made
        if settings.linked:
            # A question in a terminal doesn't wait for the web's libraries.
            from bot.web.links import Links  # noqa: PLC0415

            return Links(partial(_signing_keys, settings, root), settings.public_url)
    return None


def _signing_keys(settings: Settings, root: Path) -> list[str]:
    """The keys that sign links and sessions, the newest first.

    Raises RolecallError where one is so short that it could be guessed.
    """
    # Only where there are links is there anything to sign.
    from bot.store.sealing import check_keys  # noqa: PLC0415

    given = _given_keys(settings)
    if given is None:
        return [kept_key(root / KEY)]
    check_keys(given)
    return given


def _site(product: Product, where: Callable[[], str], *, reached: bool) -> "Site":
    """The pages: by link where there are links, else for whoever sits at this machine alone.

    Where others reach this machine, be it people or Slack, what lets them through may let
    everybody through as if they sat here; so nobody gets in there without a link.
    """
    # A question in a terminal doesn't wait for the web's libraries.
    from bot.web.asked import Asked  # noqa: PLC0415
    from bot.web.entrance import Entrance  # noqa: PLC0415
    from bot.web.page import Page  # noqa: PLC0415
    from bot.web.sessions import Sessions  # noqa: PLC0415
    from bot.web.site import Site  # noqa: PLC0415
    from bot.web.visitors import Visitors  # noqa: PLC0415

    settings, ledger, links = product.settings, product.ledger, product.links
    sessions, entrance = None, None
    if links is not None:
        sessions = Sessions(_signing_keys(settings, product.root), secure=settings.is_https)
    reached = reached or (settings.way is not None and settings.rolecall_public_url is not None)
    silenced = product.operations.silenced
    visitors = Visitors(ledger, sessions, None if reached else where, now, silenced)
    if links is not None and sessions is not None:
        asked = Asked(settings.public_url)
        entrance = Entrance(ledger, links, sessions, visitors, asked, now)
    pages = plugins.load(bot.web.pages, "PAGE", Page)
    rules = product.desk.rules
    known = (rules, formats(), pictures)
    return Site(pages, ledger, product.finders, visitors, entrance, now, *known)


def _metrics(product: Product, slack: "Connection | None") -> "Metrics":
    # A question in a terminal doesn't wait for the web's libraries.
    from bot.metrics import Meter  # noqa: PLC0415
    from bot.web.metrics import Gauges, Metrics  # noqa: PLC0415

    meter = slack.meter if slack is not None else Meter()
    meter.registry.register(
        Gauges(
            product.ledger,
            lambda: slack.connected if slack is not None else None,
            lambda: slack.silent_for if slack is not None else None,
            lambda: product.finders.kept,
            now,
            product.operations.silenced,
        )
    )
    return Metrics(meter.registry, product.settings.rolecall_metrics_token)


def _slack_routes(product: Product, slack: "Connection") -> "SlackRoutes | None":
    """Where Slack comes in over HTTP; None where it doesn't."""
    # A question in a terminal doesn't wait for the web's libraries.
    from bot.slack.http import HttpEdge  # noqa: PLC0415
    from bot.slack.install import App, Install  # noqa: PLC0415
    from bot.web.slack import InstallRoutes, SlackRoutes  # noqa: PLC0415

    settings = product.settings
    if settings.slack_signing_secret is None:
        return None
    edge = HttpEdge(settings.slack_signing_secret, slack.edge.receive, time.time)
    if settings.slack_client_id is None or settings.slack_client_secret is None:
        return SlackRoutes(edge.answer)
    app = App(
        settings.slack_client_id,
        settings.slack_client_secret,
        settings.slack_authorize_url,
        settings.slack_api_url,
        settings.public_url,
    )
    install = Install(app, product.ledger, seals(product), now, partial(_prepare, product.root))
    routes = InstallRoutes(install.begin, install.finish, settings.is_https)
    return SlackRoutes(edge.answer, routes)


def follower(product: Product, slack: "Connection | None") -> Follower:
    """What takes in the files of config/following.yaml by itself."""

    def where(wanted: str | None) -> str | None:
        if slack is None or slack.many or wanted is not None:
            return workspace(product, wanted, example=False)
        return slack.workspace

    def tell(books: Books, text: str) -> None:
        # A question in a terminal doesn't wait for Slack's libraries.
        from bot.slack.outgoing import tell_steward  # noqa: PLC0415

        tell_steward(books, text)

    following = config.load_following(product.root)
    return Follower(following, formats(), product.ledger, product.root, now, where, tell)


def make_ready(books: Books, root: Path, *, name: str = "This machine", example: bool) -> None:
    """Brings the shipped catalog into a workspace, or what changed in it since.

    The example comes only with a new workspace. Where the organisation uses what a changed
    catalog no longer has, the stored one stays, with a warning.
    """
    new = not books.exists() and books.create(name)
    digest = _digest(root)
    if not new and not _outdated(books, digest):  # another process was faster
        return
    if _is_emptied(books):
        books.set_catalog_origin(SHIPPED, digest)
        return
    catalog = config.load_catalog(root)
    try:
        plan = plan_catalog(books, catalog, SHIPPED, digest)
    except RolecallError as error:
        log.warning("The changed config/%s is not used yet: %s", config.CATALOG, error)
        return
    apply(books, plan, AT_START)
    if new and example:
        organisation = config.load_example(root, catalog)
        apply(books, plan_organisation(books, organisation, EXAMPLE), AT_START)


def _is_emptied(books: Books) -> bool:
    """Whether people here retired all of the catalog, to start with their own."""
    base = {subject.key[1] for subject in books.facts({"entry"}) if subject.key[0] == BASE}
    base.discard(OWNER)
    return bool(base) and base.isdisjoint(books.catalog().by_ref)


def _outdated(books: Books, digest: str) -> bool:
    """Whether the catalog came from the project's file, which has changed since."""
    here = books.workspace
    return here.catalog_source == SHIPPED and here.catalog_digest != digest


def _digest(root: Path) -> str:
    path = root / "config" / config.CATALOG
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        config.load_catalog(root)  # says what is wrong with the file
        raise
