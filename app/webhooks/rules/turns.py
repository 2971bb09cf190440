"""Which webhooks get the free slots of a process, so that none waits for the slow host of another one. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

# Deliveries that one process sends side by side: all together, and those that have something in common.
SLOTS = 20
PER_ORGANISATION = 10
PER_HOST = 8
PER_WEBHOOK = 4


@dataclass(frozen=True, slots=True)
class Turn:
    """What the deliveries of one webhook are counted by.

    `probes`: the host did not answer the last time. Until it does, one delivery at a time finds out whether it is back.
    """

    webhook_id: UUID
    organisation_id: UUID
    host: str
    probes: bool = False

    @property
    def limit(self) -> int:
        return 1 if self.probes else PER_WEBHOOK


class InFlight:
    """Counts the deliveries that are sent now."""

    def __init__(self, turns: Iterable[Turn] = ()) -> None:
        self._organisations: Counter[UUID] = Counter()
        self._hosts: Counter[str] = Counter()
        self._webhooks: Counter[UUID] = Counter()
        for turn in turns:
            self.add(turn)

    @property
    def free(self) -> int:
        return SLOTS - self._webhooks.total()

    @property
    def full_organisations(self) -> list[UUID]:
        return [key for key, number in self._organisations.items() if number >= PER_ORGANISATION]

    @property
    def full_webhooks(self) -> list[UUID]:
        return [key for key, number in self._webhooks.items() if number >= PER_WEBHOOK]

    def add(self, turn: Turn) -> None:
        self._organisations[turn.organisation_id] += 1
        self._hosts[turn.host] += 1
        self._webhooks[turn.webhook_id] += 1

    def has_room(self, turn: Turn) -> bool:
        return (
            self.free > 0
            and self._organisations[turn.organisation_id] < PER_ORGANISATION
            and self._hosts[turn.host] < PER_HOST
            and self._webhooks[turn.webhook_id] < turn.limit
        )

    def share(self, turn: Turn) -> tuple[int, int]:
        """What its organisation has in flight, and what it has itself: whoever has least is next."""
        return self._organisations[turn.organisation_id], self._webhooks[turn.webhook_id]


def shares(turns: Sequence[Turn], in_flight: InFlight) -> Counter[UUID]:
    """How many deliveries of each of these webhooks may begin; `in_flight` counts them from now on.

    A free slot goes to the organisation that has fewest, and there to the webhook that has fewest; of equal ones, to
    the first.
    """
    granted: Counter[UUID] = Counter()
    while open_now := [turn for turn in turns if in_flight.has_room(turn)]:
        turn = min(open_now, key=in_flight.share)
        in_flight.add(turn)
        granted[turn.webhook_id] += 1
    return granted
