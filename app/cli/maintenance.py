"""`marquee migrate` and `marquee maintain`: what keeps a store in order."""

import logging
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.cli.bootstrap import in_database, prepare
from app.cli.errors import CommandError
from app.cli.options import Json
from app.cli.output import answer, answer_json, tell
from app.core.failures import outline
from app.settings.service import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.db.database import Database

LOG = logging.getLogger("marquee.maintenance")
# Between two lines of progress.
EVENTS_A_LINE = 100


@dataclass(frozen=True, slots=True)
class Maintained:
    """What one round of maintenance did."""

    tokens_deleted: int
    events_rolled_forward: int
    events_failed: int

    @property
    def complaint(self) -> str:
        """What is to be said where something failed; the log has the reasons."""
        events = "1 event" if self.events_failed == 1 else f"{self.events_failed:,} events"
        return f"{events} could not be rolled forward."


def migrate() -> None:
    """Bring the database to the tables of this version, and say which sessions were changed on the way."""
    settings = load_settings()
    if not prepare(settings, answer):
        answer("The database has this version's tables already.")


def maintain(as_json: Json = False) -> None:
    """Roll endless rules forward and delete expired tokens; `serve` does it daily. Exit code 1 if an event fails."""
    done = in_database(lambda database: maintain_once(database, tell))
    if as_json:
        answer_json(asdict(done))
    else:
        answer(f"Rolled {done.events_rolled_forward} events forward.")
        answer(f"Deleted {done.tokens_deleted} expired tokens.")
    if done.events_failed:
        raise CommandError(done.complaint)


async def maintain_once(database: "Database", progress: "Callable[[str], None]") -> Maintained:
    """One round; each event is a transaction of its own, so that none waits for all.

    An event that fails is logged, and the others go on. Where the database cannot be reached, the round ends.
    """
    from app.auth.operations.tokens import forget_expired_tokens
    from app.db.unreachable import why_unreachable
    from app.events.dates.operations.maintenance import roll_event_forward
    from app.events.store.upkeep import never_ending
    from app.graph.context import system_clock

    now = system_clock()
    tokens = await database.change(lambda db: forget_expired_tokens(db, now))
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
        if number % EVENTS_A_LINE == 0:
            progress(f"Looked at {number} of {len(events)} events ...")
    return Maintained(tokens, rolled, failed)
