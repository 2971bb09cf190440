"""`marquee import`: a programme in the conference format schedule.json becomes an event."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.applications import organisation_id
from app.cli.bootstrap import in_transaction
from app.cli.errors import CommandError
from app.cli.options import Json, OrganisationSlug
from app.cli.output import answer, answer_json, tell

if TYPE_CHECKING:
    from app.importing.operations import Imported


def import_(
    file: Annotated[Path, typer.Argument(help="A schedule.json of frab or pretalx.", dir_okay=False, exists=True)],
    organisation: OrganisationSlug,
    starts_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Move the programme by whole days, its first day to this date."),
    ] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Publish the event at once.")] = False,
    as_json: Json = False,
) -> None:
    """Make an event of a schedule.json: all of it, or nothing."""
    from app.auth.rules import Caller, Scope
    from app.importing.operations import import_schedule

    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not UTF-8 text.") from None
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    tell(f"Reading {file} ...")
    imported = in_transaction(
        lambda db, now: import_schedule(
            db,
            Caller(organisation_id=organisation_id(db, organisation), scopes=frozenset(Scope)),
            text=text,
            starts_on=starts_on.date() if starts_on else None,
            publish=publish,
            now=now,
        )
    )
    if as_json:
        answer_json(_for_programs(imported))
    else:
        _tell_people(imported)


def _for_programs(imported: "Imported") -> dict[str, object]:
    return {
        "event": imported.event,
        "counts": imported.counts,
        "skipped": [
            {"path": list(skipped.path), "reason": skipped.reason, "count": skipped.count}
            for skipped in imported.skipped
        ],
        "notes": list(imported.notes),
    }


def _tell_people(imported: "Imported") -> None:
    counted = ", ".join(f"{count} {name}" for name, count in imported.counts.items())
    answer(f"Stored the event {imported.event}: {counted}.")
    for note in imported.notes:
        answer(f"Note: {note}")
    for skipped in imported.skipped:
        answer(f"Left out {skipped.count} x {'.'.join(skipped.path)}: {skipped.reason}")
