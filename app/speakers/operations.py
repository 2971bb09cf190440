"""Adding one speaker, adding many (all or none), and changing one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core import limits
from app.core.fields import check, complete, sent
from app.core.folding import sort_key
from app.core.outcome import Written
from app.core.problems import Path, refuse_any
from app.db.bulk import insert_all
from app.db.outbox import ChangeKind, record, record_all
from app.db.row_versions import RowVersions
from app.db.rows import set_values
from app.db.timestamps import created, touch
from app.events.rules import problems_with_changing
from app.events.store import count_of, event_to_change
from app.events.store.parts import part_to_change
from app.speakers.patches import CreateSpeakerPatch, UpdateSpeakerPatch
from app.speakers.rules import SPEAKER, problems_with_speakers
from app.speakers.tables import SpeakerRow

INPUT: Path = ("input",)


def create_speaker(
    db: DbSession, caller: Caller, *, event_uuid: UUID, patch: CreateSpeakerPatch, now: datetime
) -> Written:
    """Add a speaker."""
    written = _create(db, caller, event_uuid, [(INPUT, patch)], now)
    [written.ids["speaker"]] = written.extra.pop("uuids")
    return written


def create_speakers(
    db: DbSession, caller: Caller, *, event_uuid: UUID, patches: Sequence[CreateSpeakerPatch], now: datetime
) -> Written:
    """Add speakers: all or none."""
    return _create(db, caller, event_uuid, [((*INPUT, str(index)), patch) for index, patch in enumerate(patches)], now)


def update_speaker(db: DbSession, caller: Caller, *, uuid: UUID, patch: UpdateSpeakerPatch, now: datetime) -> Written:
    """Change the fields that were sent."""
    speaker, event = part_to_change(db, caller, SpeakerRow, uuid, "speaker")
    refuse_any(problems_with_changing(event.lifecycle) + check(patch, SPEAKER, INPUT))
    versions = RowVersions(db, now)
    set_values(speaker, sent(patch, SPEAKER))
    speaker.name_key = _key(speaker.name)
    if versions.raise_for(speaker, event):
        record(
            db,
            ChangeKind.UPDATED,
            "Speaker",
            speaker.id,
            organisation_id=event.organisation_id,
            event_id=event.id,
            at=now,
        )
    return Written(ids={"speaker": speaker.id, "event": event.id}, aggregate=event.id)


def _create(
    db: DbSession, caller: Caller, event_uuid: UUID, several: Sequence[tuple[Path, CreateSpeakerPatch]], now: datetime
) -> Written:
    event = event_to_change(db, caller, event_uuid, ("eventUuid",))
    there = count_of(db, SpeakerRow, event.id)
    refuse_any(problems_with_changing(event.lifecycle, ("eventUuid",)) + problems_with_speakers(several, there, INPUT))
    made = created(now, event.timezone)
    rows = [
        SpeakerRow(
            organisation_id=event.organisation_id,
            event_id=event.id,
            name_key=_key(patch["name"]),
            timezone=event.timezone,
            **complete(patch, SPEAKER),
            **made,
        )
        for _path, patch in several
    ]
    insert_all(db, rows)
    touch(event, now)
    uuids = [row.id for row in rows]
    record_all(
        db,
        ChangeKind.CREATED,
        "Speaker",
        uuids,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )
    return Written(ids={"event": event.id}, aggregate=event.id, extra={"uuids": uuids})


def _key(name: str) -> str:
    return sort_key(name, 4 * limits.DISPLAY_NAME)
