"""`marquee migrate` and `marquee maintain`: what keeps a store in order."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from app.cli.opening import in_database, prepare
from app.cli.options import Json
from app.cli.output import answer, answer_json, tell
from app.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.db.database import Database

# Between two lines of progress.
EVENTS_A_LINE = 100


@dataclass(frozen=True, slots=True)
class Maintained:
    """What one round of maintenance did."""

    tokens_deleted: int
    events_rolled_forward: int


def migrate() -> None:
    """Bring the database to the tables of this version, and say which sessions were changed on the way."""
    settings = load_settings()
    if not prepare(settings, answer):
        answer("The database has this version's tables already.")


def maintain(as_json: Json = False) -> None:
    """Roll endless rules forward and delete expired tokens; `serve` does it daily."""
    done = in_database(lambda database: maintain_once(database, tell))
    if as_json:
        answer_json(asdict(done))
    else:
        answer(f"Rolled {done.events_rolled_forward} events forward.")
        answer(f"Deleted {done.tokens_deleted} expired tokens.")


async def maintain_once(database: "Database", progress: "Callable[[str], None]") -> Maintained:
    """One round; each event is a transaction of its own, so that none waits for all."""
    from app.auth.operations.tokens import forget_expired_tokens
    from app.events.operations.upkeep import roll_event_forward
    from app.events.store.upkeep import never_ending
    from app.graph.context import system_clock

    now = system_clock()
    tokens = await database.change(lambda db: forget_expired_tokens(db, now))
    events = await database.read(never_ending)
    rolled = 0
    for number, uuid in enumerate(events, 1):
        rolled += await database.change(lambda db, uuid=uuid: roll_event_forward(db, uuid, now))  # type: ignore[misc]
        if number % EVENTS_A_LINE == 0:
            progress(f"Looked at {number} of {len(events)} events ...")
    return Maintained(tokens, rolled)
