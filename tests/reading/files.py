"""Files of the population: external and uploaded, public and private, used by events in each state."""

from collections.abc import Sequence
from typing import Any

from app.communities.tables import CommunityRow
from app.events.tables import EventRow
from app.files.tables import EventFileRow, FileRow
from app.organisations.tables import OrganisationRow
from app.sessions.tables import SessionRow
from app.users.tables import UserRow
from tests.reading.row_factory import Maker

KNOWN: dict[str, Any] = {
    "name": "a.jpg",
    "extension": "jpg",
    "mime_type": "image/jpeg",
    "size": 2**40 - 1,
    "width": 640,
    "height": 480,
    "is_full": True,
    "exif": {"Make": 'He said "hi" \\', "FNumber": 2.8, "Flags": [1, None, True]},
    "gps": {},
}
# How many of each an organisation has: some are used for nothing.
EACH = 3


def add_files(make: Maker, owners: Sequence[OrganisationRow], events: Sequence[EventRow]) -> None:
    """Each event has a cover more often than not; some files are given for an event, some for two."""
    for owner in owners:
        files = [_file(make, owner, number) for number in range(4 * EACH)]
        for event in (event for event in events if event.organisation_id == owner.id):
            event.cover_image_file_id = make.maybe(make.rng.choice(files[:EACH] + files[2 * EACH : 3 * EACH]).id)
            for file in make.rng.sample(files[EACH:], make.rng.randrange(3)):
                make.new(EventFileRow, event_id=event.id, file_id=file.id)
        for row in make.rows:
            for column in ("avatar_file_id", "image_file_id"):
                if hasattr(row, column) and getattr(row, "organisation_id", None) == owner.id:
                    setattr(row, column, make.maybe(make.rng.choice(files).id))


def add_uses(make: Maker, owners: Sequence[OrganisationRow]) -> None:
    """Pictures of their own for things of every state, the organisation among them; some were given for an event."""
    for owner in owners:
        theirs = [row for row in make.rows if getattr(row, "organisation_id", None) == owner.id]
        users: list[Any] = [row for row in theirs if isinstance(row, UserRow | CommunityRow)]
        users += [row for row in theirs if isinstance(row, SessionRow)][::4]
        events = [row for row in theirs if isinstance(row, EventRow)]
        for number, user in enumerate(users, 4 * EACH):
            file = _file(make, owner, number)
            setattr(user, "image_file_id" if isinstance(user, SessionRow) else "avatar_file_id", file.id)
            if make.rng.random() < 0.5:
                make.new(EventFileRow, event_id=make.rng.choice(events).id, file_id=file.id)
        picture = _file(make, owner, 1)
        owner.image = f"http://marquee.test/files/{picture.id}/{picture.served_name}"


def _file(make: Maker, owner: OrganisationRow, number: int) -> FileRow:
    ours = {"storage_key": f"{number:02}{owner.id.hex}", "served_name": f"a-{number}.jpg"}
    return make.new(
        FileRow,
        **{
            "organisation_id": owner.id,
            "timezone": owner.timezone,
            "type": ("IMAGE", "VIDEO", "AUDIO", "DOCUMENT")[number % 4],
            "access_type": "PRIVATE" if number % 5 == 0 else "PUBLIC",
            "alt_text": make.maybe(make.text()),
            **(KNOWN if number % 2 else {}),
            **(ours if number % 3 else {"address": f"https://cdn.example/{number}?a=b&c"}),
        },
    )
