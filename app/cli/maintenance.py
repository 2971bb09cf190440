"""`marquee migrate` and `marquee maintain`."""

import logging
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.cli.bootstrap import in_database, prepare
from app.cli.errors import CommandError
from app.cli.options import Json
from app.cli.output import print_json, print_line, print_notice
from app.core.failures import outline
from app.settings.service import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.db.database import Database

LOG = logging.getLogger("marquee.maintenance")
# Events between two lines of progress.
PROGRESS_EVERY = 100


@dataclass(frozen=True, slots=True)
class Maintained:
    """The result of one round of maintenance."""

    tokens_deleted: int
    keys_deleted: int
    events_rolled_forward: int
    events_failed: int

    @property
    def failures(self) -> str:
        """A sentence about the events that failed; the log has the reasons."""
        events = "1 event" if self.events_failed == 1 else f"{self.events_failed:,} events"
        return f"{events} could not be rolled forward."


def migrate() -> None:
    """Migrate the database to this version, and list the sessions that the migrations changed."""
    settings = load_settings()
    if not prepare(settings, print_line):
        print_line("The database is already at this version.")


def maintain(as_json: Json = False) -> None:
    """Roll endless rules forward and delete what has expired; `serve` does it daily. Exit code 1 if an event fails."""
    done = in_database(lambda database: maintain_once(database, print_notice))
    if as_json:
        print_json(asdict(done))
    else:
        print_line(f"Rolled {done.events_rolled_forward} events forward.")
        print_line(f"Deleted {done.tokens_deleted} expired tokens.")
        print_line(f"Deleted {done.keys_deleted} expired idempotency keys.")
    if done.events_failed:
        raise CommandError(done.failures)


async def maintain_once(database: "Database", progress: "Callable[[str], None]") -> Maintained:
    """Run maintenance once, with a short transaction for each event.

    An event that fails is logged and skipped. An unreachable database ends the round.
    """
    from app.auth.operations.tokens import forget_expired_tokens
    from app.db.error_classification import why_unreachable
    from app.db.idempotency import forget_expired_keys
    from app.events.dates.operations.maintenance import roll_event_forward
    from app.events.store.maintenance import never_ending
    from app.graph.context import system_clock

    now = system_clock()
    tokens = await database.change(lambda db: forget_expired_tokens(db, now))
    keys = await database.change(lambda db: forget_expired_keys(db, now))
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
    return Maintained(tokens, keys, rolled, failed)
