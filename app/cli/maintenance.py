"""`marquee migrate` and `marquee maintain`."""

import logging
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.bootstrap import (
    SERVES_BESIDE,
    in_database,
    in_transaction,
    prepare,
    schema_reader,
    stored_revision_of,
)
from app.cli.errors import CommandError
from app.cli.options import Json
from app.cli.output import print_json, print_line, print_notice
from app.core.failures import outline
from app.settings.service import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.db.database import Database

LOG = logging.getLogger("marquee.maintenance")
# Exit codes of `migrate --check`.
PENDING, NEWER_COMPATIBLE, NEWER = 3, 4, 5
UP_TO_DATE = "The database is already at this version."
# Events between two lines of progress.
PROGRESS_EVERY = 100


@dataclass(frozen=True, slots=True)
class Maintained:
    """The result of one round of maintenance."""

    tokens_deleted: int
    keys_deleted: int
    deliveries_deleted: int
    files_removed: int
    events_rolled_forward: int
    events_failed: int
    tickets_shown: int
    changes_compacted: int
    changes_deleted: int

    @property
    def failures(self) -> str:
        """A sentence about the events that failed; the log has the reasons."""
        events = "1 event" if self.events_failed == 1 else f"{self.events_failed:,} events"
        return f"{events} could not be rolled forward."


def migrate(
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Change nothing. Exit code 0: at this version; 3: migrations are pending, which are listed; 4: newer,"
            " and this version can serve it; 5: newer, and this version cannot.",
        ),
    ] = False,
) -> None:
    """Migrate the database to this version, and list the sessions that the migrations changed."""
    from app.db.schema_state import SchemaState

    settings = load_settings()
    if check:
        raise typer.Exit(_check_revision(settings))
    if prepare(settings, print_line) is SchemaState.CURRENT:
        print_line(UP_TO_DATE)


def _check_revision(settings: Settings) -> int:
    """Print how the database compares with this version; the exit code."""
    from app.db.migrate import TOO_NEW
    from app.db.revisions import after
    from app.db.schema_state import SchemaState

    stored = stored_revision_of(settings)
    match stored.state:
        case SchemaState.CURRENT:
            print_line(UP_TO_DATE)
            return 0
        case SchemaState.OLDER:
            pending = after(stored.revision)
            print_notice(f"Pending migrations: {len(pending)}.")
            for revision in pending:
                print_line(revision)
            return PENDING
        case SchemaState.COMPATIBLE:
            print_notice(SERVES_BESIDE)
            return NEWER_COMPATIBLE
        case SchemaState.NEWER:
            print_notice(TOO_NEW)
            return NEWER


def maintain(
    as_json: Json = False,
    after_restore: Annotated[
        bool,
        typer.Option(
            "--after-restore",
            help="First make all subscribers read everything again: once after another program restored the database.",
        ),
    ] = False,
) -> None:
    """Roll endless rules forward and delete what has expired; `serve` does it daily. Exit code 1 if an event fails."""
    if after_restore:
        from app.db.feed.epochs import renew_epochs

        in_transaction(lambda db, _now: renew_epochs(db))
        print_notice("Subscribers will read everything again.")
    settings = load_settings()
    done = in_database(lambda database: maintain_once(database, print_notice, settings), settings)
    if as_json:
        print_json(asdict(done))
    else:
        print_line(f"Rolled {done.events_rolled_forward} events forward.")
        print_line(f"Deleted {done.tokens_deleted} expired tokens.")
        print_line(f"Deleted {done.keys_deleted} expired idempotency keys.")
        print_line(f"Deleted {done.deliveries_deleted} old deliveries of webhooks.")
        print_line(f"Removed the bytes of {done.files_removed} deleted files.")
        print_line(f"Told subscribers of {done.tickets_shown} tickets that are no longer hidden.")
        print_line(f"Deleted {done.changes_compacted} replaced and {done.changes_deleted} old changes.")
    if done.events_failed:
        raise CommandError(done.failures)


async def maintain_once(database: "Database", progress: "Callable[[str], None]", settings: Settings) -> Maintained:
    """Run maintenance once, with a short transaction for each event.

    An event that fails is logged and skipped. An unreachable database ends the round.
    """
    from app.auth.operations.tokens import forget_expired_tokens
    from app.db.error_classification import why_unreachable
    from app.db.idempotency import forget_expired_keys
    from app.db.shared_clock import SharedClock
    from app.events.dates.operations.maintenance import roll_event_forward
    from app.events.store.maintenance import never_ending
    from app.files.store.folder import Folder
    from app.files.store.removal import remove_bytes
    from app.tickets.operations import record_shown
    from app.webhooks.rules.retrying import KEPT
    from app.webhooks.store import forget_deliveries

    # What is over is so for the processes that serve.
    clock = SharedClock(database)
    await clock.synchronise()
    now, kept = clock(), timedelta(days=settings.feed_days)
    tokens = await database.change(lambda db: forget_expired_tokens(db, now))
    keys = await database.change(lambda db: forget_expired_keys(db, now))
    deliveries = await database.change(lambda db: forget_deliveries(db, now - KEPT))
    files = await remove_bytes(database, Folder(settings.files_folder))
    # A change would load it while its transaction blocks all other writers on SQLite.
    schema_reader()
    shown = await database.change(lambda db: record_shown(db, now=now, since=now - kept))
    compacted, deleted = await _shorten_feeds(database, now, kept)
    events = await database.read(never_ending)
    rolled = failed = 0
    for number, uuid in enumerate(events, 1):
        try:
            rolled += await database.change(partial(roll_event_forward, uuid=uuid, now=now))
        except Exception as error:
            if why_unreachable(error):
                raise
            failed += 1
            LOG.error("event %s could not be rolled forward: %s", uuid, outline(error))
        if number % PROGRESS_EVERY == 0:
            progress(f"Checked {number} of {len(events)} events ...")
    return Maintained(tokens, keys, deliveries, files, rolled, failed, shown, compacted, deleted)


async def _shorten_feeds(database: "Database", now: "datetime", kept: timedelta) -> tuple[int, int]:
    """Compact and prune the feeds in short transactions; how many changes each of the two has deleted."""
    from app.db.feed.retention import compact, prune

    compacted = pruned = 0
    looked_at = 1
    while looked_at:
        looked_at, deleted = await database.change(partial(compact, now=now))
        compacted += deleted
    while deleted := await database.change(partial(prune, now=now, kept=kept)):
        pruned += deleted
    return compacted, pruned
