"""Words on a command line to calls, and what they give back to text and exit codes."""

import json
import sys
import time
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click
from pydantic import ConfigDict, ValidationError, field_validator

from bot import __version__, logs, wiring
from bot.cli.backup import backup, restore
from bot.cli.digest import digest
from bot.cli.options import FAULT, FOUND, NOT_KNOWN, WORKSPACE
from bot.cli.person import person
from bot.cli.picture import picture
from bot.cli.workspace import workspace
from bot.commands.ask import ask as ask_verb
from bot.commands.ask import explained
from bot.domain.call import Call
from bot.domain.catalog import Catalog
from bot.domain.evaluation import Judged, Labelled, by_field, summary
from bot.domain.evaluation_lines import evaluation_lines
from bot.domain.holdings import Holdings
from bot.domain.organisation import Organisation
from bot.domain.reply import Reply
from bot.domain.sheet import Sheet
from bot.domain.value import Value
from bot.errors import Flaws, RolecallError
from bot.files import read_json_lines, refuse
from bot.formats import Format, format_of
from bot.settings import ROOT, read_settings
from bot.store.books import Books
from bot.store.running import running

if TYPE_CHECKING:
    from bot.slack.connection import Connection, Only

WRONG = 1
STOPS_WITHIN = 5.0
FIELDS = ("kind", "difficulty", "writer")
MANY = 10_000
"""A file that holds more than this says how far it has come."""

FORMAT = click.option(
    "--format", "format_name", metavar="F", help="The format; docs/files.md lists them."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rolecall")
def rolecall() -> None:
    """Answer “who owns this?”: the activity, the role, the person in your team, and why."""


@rolecall.command()
@click.option("--empty", is_flag=True, help="Start a new local workspace without the example.")
@click.option(
    "--only",
    type=click.Choice(["web", "worker"]),
    help="Where there are several processes: hear Slack and serve pages, or do what is due.",
)
def run(only: "Only | None", *, empty: bool) -> int:
    """Start everything that is configured: the web page, and Slack where tokens are set."""
    settings = read_settings()
    hidden = logs.Redaction(settings.secrets, urlsplit(settings.slack_api_url).netloc)
    logs.set_up(settings.rolecall_log, hidden)
    with wiring.build(settings) as product, running(product.engines):
        slack = wiring.connection(product, only)
        server = wiring.server(product, slack, only, example=not empty)
        following = wiring.follower(product, slack).ticker()
        server.start()
        try:
            if slack is not None:
                slack.start()
            if only != "web":
                following.start()
            click.echo(_about_slack(slack))
            click.echo(f"Rolecall is ready at {server.url}")
            server.wait()
        finally:
            following.stop(within=STOPS_WITHIN)
            if slack is not None:
                slack.stop()
            server.close()
    click.echo("Rolecall has stopped.")
    return FOUND


@rolecall.command()
@click.argument("text", required=False)
@click.option("--team", metavar="T", help="Answer for this team: its name, key or channel.")
@WORKSPACE
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option("--explain", is_flag=True, help="Say which words it was found by, and how.")
@click.option(
    "--batch", metavar="FILE", help='JSON Lines {"id", "text"} in, answers out; - is stdin.'
)
def ask(
    text: str | None,
    team: str | None,
    workspace: str | None,
    batch: str | None,
    *,
    as_json: bool,
    explain: bool,
) -> int:
    """Answer one question, or a file of them. Nothing is recorded.

    Exit code: 0 something was found, 1 not known, 2 bad usage, 3 a fault.
    """
    if (text is None) == (batch is None):
        raise click.UsageError("Give a question, in quotes, or --batch FILE.")
    if explain and batch is not None:
        raise click.UsageError("--explain is for one question, not for --batch.")
    with wiring.build(read_settings()) as product:
        where = wiring.workspace(product, workspace)
        with product.ledger.read(where) as books:
            key = _team_key(books, team)
            if batch is not None:
                return _batch(batch, books, product, key)
            call = _call(text or "", key)
            reply = ask_verb(call, books, product.finders)
            reasons = explained(call, books, product.finders) if explain else ()
    shape = reply.as_json() | ({"because": list(reasons)} if explain else {})
    lines = (reply.text, *(f"- {reason}" for reason in reasons))
    click.echo(json.dumps(shape, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))
    return NOT_KNOWN if reply.outcome == "unknown" else FOUND


@rolecall.command("eval")
@click.argument("file", type=click.Path(path_type=Path))
@WORKSPACE
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--by", "field", type=click.Choice(FIELDS), help="Group the figures by this field.")
def evaluate(file: Path, workspace: str | None, field: str | None, *, as_json: bool) -> int:
    """Measure answers against labelled questions: JSON Lines {"id", "text", "expected"}."""
    labelled = read_json_lines(file, Labelled)
    with wiring.build(read_settings()) as product:
        where = wiring.workspace(product, workspace)
        with product.ledger.read(where) as books:
            judged = [_judged(one, books, product) for one in labelled]
    if as_json:
        groups = {} if field is None else {"by": by_field(judged, field)}
        click.echo(json.dumps(summary(judged) | groups))
    else:
        click.echo("\n".join(evaluation_lines(judged, field)))
    return FOUND


@rolecall.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
def tune(files: tuple[Path, ...]) -> int:
    """Learn from the messages in config/examples, and fit when to answer; takes minutes.

    Each FILE holds further labelled messages (as for eval) from which only the probabilities and
    thresholds are fitted. Writes config/learned.npz and config/matching.yaml.
    """
    # Nobody else waits for what fits.
    from bot.tuning.tune import STEPS  # noqa: PLC0415

    with click.progressbar(length=STEPS, label="Learning", file=sys.stderr) as bar:
        told = wiring.tune(files, lambda: bar.update(1))
    click.echo("\n".join(told))
    return FOUND


@rolecall.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@FORMAT
@WORKSPACE
@click.option("--dry-run", is_flag=True, help="Show what would change and change nothing.")
@click.option("--moved", is_flag=True, help="It was read from another place before.")
def take_in(
    source: Path, format_name: str | None, workspace: str | None, *, dry_run: bool, moved: bool
) -> int:
    """Take an organisation or a catalog in from a file, all of it or nothing."""
    chosen = _format(format_name or _format_of(source))
    intake = chosen.read(source)
    size = _size(intake.holds)
    tell = partial(_tell, size)
    tell(f"Read {size:,} entries; comparing them with what is here …")
    with wiring.build(read_settings()) as product:
        where = wiring.to_fill(product, workspace)
        try:
            plan = wiring.take_in(
                product,
                where,
                intake,
                str(source.resolve()),
                moved=moved,
                dry_run=dry_run,
                tell=tell,
            )
        except Flaws as flaws:
            refuse(intake.document, flaws)
    passed_over = intake.holds.passed_over if isinstance(intake.holds, Holdings) else ()
    dry = " (dry run: nothing was written)" if dry_run else ""
    click.echo("\n".join((*passed_over, *plan.lines())) + dry)
    return FOUND


@rolecall.command()
@FORMAT
@WORKSPACE
@click.option("--catalog", is_flag=True, help="Write the catalog instead of the organisation.")
def export(format_name: str | None, workspace: str | None, *, catalog: bool) -> int:
    """Write the organisation to standard output, as `import` takes it back."""
    chosen = _format(format_name or "yaml")
    if chosen.write is None:
        written = ", ".join(name for name, one in wiring.formats().items() if one.write)
        raise click.UsageError(f"{chosen.name} can only be taken in; choose from {written}.")
    with wiring.build(read_settings()) as product:
        where = wiring.workspace(product, workspace)
        with product.ledger.read(where) as books:
            text = chosen.write(books.catalog_told() if catalog else books.told())
    click.echo(text, nl=False)
    return FOUND


@rolecall.command()
def migrate() -> int:
    """Bring the database to the tables that this version works with."""
    at = wiring.migrate(read_settings(), tell=partial(click.echo, err=True))
    click.echo(f"The database is at revision {at}.")
    return FOUND


@rolecall.command()
@WORKSPACE
def check(workspace: str | None) -> int:
    """Read every file in config/, and look for what is worth a change in the catalogs.

    Looks at the catalog in config/ and, where there is a database, at the workspace's: entries
    that can't be told apart or that nobody could ask for, words that lead to another entry, and
    who is responsible and accountable. These are warnings.

    Exit code: 0 the files make sense, whatever is worth a change; 3 one of them doesn't, or the
    workspace named isn't there.
    """
    click.echo("\n".join(tuple(wiring.check(read_settings(), workspace, ROOT))))
    return FOUND


@rolecall.command()
def doctor() -> int:
    """Look at tokens, scopes, where Slack comes in, workspaces, the database; say what is wrong.

    Exit code: 0 nothing is wrong, 1 something is, 3 a fault.
    """
    code = FOUND
    for finding in wiring.doctor(read_settings()):
        click.echo(str(finding))
        if finding.ok is False:
            code = WRONG
    return code


@rolecall.command()
@click.option("--http", metavar="URL", help="For HTTP in the place of Socket Mode, reached there.")
def manifest(http: str | None) -> int:
    """Print the manifest from which Slack makes the app, as YAML."""
    # A question in a terminal doesn't wait for Slack's libraries.
    from bot.slack.manifest import as_yaml, public  # noqa: PLC0415

    try:
        address = None if http is None else public(http)
    except ValueError as error:
        raise click.UsageError(f"--http can't be that: {error}.") from None
    click.echo(as_yaml(address), nl=False)
    return FOUND


rolecall.add_command(digest)
rolecall.add_command(person)
rolecall.add_command(picture)
rolecall.add_command(workspace)
rolecall.add_command(backup)
rolecall.add_command(restore)


def main() -> None:
    """Runs the command line and exits; errors are one sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # What a terminal can't show is written as its code, not as a traceback.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = rolecall(standalone_mode=False)
    except click.exceptions.Exit as left:
        code = left.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = FAULT
    except RolecallError as error:
        click.echo(f"rolecall: {error}", err=True)
        code = FAULT
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python would complain once more at exit.
        sys.stderr.close()
        code = FAULT
    except Exception as error:  # noqa: BLE001 - one sentence, whatever it is
        told = logs.Redaction()(f"{type(error).__name__}: {error}".splitlines()[0])
        click.echo(
            f"rolecall: something broke inside Rolecall ({told}); please report it.", err=True
        )
        code = FAULT
    sys.exit(code)


class _Line(Value):
    """One question of a batch; what else its line says is passed over."""

    model_config = ConfigDict(extra="ignore")

    id: Any
    text: str

    @field_validator("id")
    @classmethod
    def _writable(cls, value: object) -> object:
        json.dumps(value, allow_nan=False)  # what JSON can't say can't come back as it was
        return value


def _about_slack(slack: "Connection | None") -> str:
    if slack is None:
        return (
            "No Slack connection: SLACK_BOT_TOKEN and SLACK_APP_TOKEN aren't set; "
            "this is the web page alone."
        )
    if slack.many:
        return "Slack workspaces install Rolecall at /slack/install, and reach it over HTTP."
    if slack.name is None:
        return "Slack can't be reached yet; Rolecall goes on trying."
    return f"Connected to the Slack workspace {slack.name}."


def _batch(name: str, books: Books, product: wiring.Product, team: str | None) -> int:
    try:
        with click.open_file(name, "r", encoding="utf-8", errors="replace") as lines:
            good = [_batch_line(line, books, product, team) for line in lines if line.strip()]
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise RolecallError(
            f"{name} can't be read: {reason}; give a file, or - for stdin."
        ) from None
    return FOUND if all(good) else FAULT


def _batch_line(line: str, books: Books, product: wiring.Product, team: str | None) -> bool:
    """Prints one line's answer; False where the line is no question."""
    try:
        asked = _Line.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "".join(f"{part}: " for part in first["loc"])
        wrong = {"id": _id_of(line), "error": f"{place}{first['msg']}"}
        click.echo(json.dumps(wrong, ensure_ascii=False))
        return False
    reply = _answer(asked.text, books, product, team)
    click.echo(json.dumps({"id": asked.id} | reply.as_json(), ensure_ascii=False))
    return True


def _id_of(line: str) -> Any:
    try:
        found = json.loads(line, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None
    return found.get("id") if isinstance(found, dict) else None


def _answer(text: str, books: Books, product: wiring.Product, team: str | None) -> Reply:
    return ask_verb(_call(text, team), books, product.finders)


def _call(text: str, team: str | None) -> Call:
    whole = text.encode("utf-8", "replace").decode()  # a terminal may hand over broken bytes
    return Call(text=whole, today=wiring.now().date(), surface="terminal", team=team)


def _judged(labelled: Labelled, books: Books, product: wiring.Product) -> Judged:
    began = time.perf_counter()
    reply = _answer(labelled.text, books, product, None)
    return Judged(labelled, reply, (time.perf_counter() - began) * 1000)


def _team_key(books: Books, words: str | None) -> str | None:
    if words is None:
        return None
    organisation = books.organisation()
    team = organisation.team_called(words)
    if team is None:
        known = ", ".join(team.name for team in organisation.teams) or "none yet"
        raise click.UsageError(f"There is no team “{words}”; the teams are: {known}.")
    return team.key


def _format(name: str) -> Format:
    known = wiring.formats()
    if name not in known:
        raise click.UsageError(f"There is no format “{name}”; choose from {', '.join(known)}.")
    return known[name]


def _size(holds: Organisation | Catalog | Holdings | Sheet) -> int:
    """How much a file holds, roughly."""
    match holds:
        case Sheet():
            return len(holds.rows)
        case Catalog():
            return len(holds.activities)
        case Holdings():
            return len(holds.activities) + _size(holds.organisation)
        case Organisation():
            held = sum(len(team.assignments) for team in holds.teams)
            return len(holds.people) + len(holds.teams) + held


def _tell(size: int, step: str) -> None:
    if size > MANY:
        click.echo(step, err=True)


def _format_of(source: Path) -> str:
    found = format_of(wiring.formats(), source.name)
    if found is not None:
        return found
    raise click.UsageError(f"What format has {source}? Say so with --format.")
