"""`marquee import`: create an event from a conference programme in the format schedule.json."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.applications import organisation_id
from app.cli.bootstrap import in_transaction
from app.cli.errors import CommandError
from app.cli.options import Json, OrganisationSlug
from app.cli.output import print_json, print_line, print_notice

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
    print_notice(f"Reading {file} ...")
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
        print_json(_to_json(imported))
    else:
        _print_summary(imported)


def _to_json(imported: "Imported") -> dict[str, object]:
    return {
        "event": imported.event,
        "counts": imported.counts,
        "skipped": [
            {"path": list(skipped.path), "reason": skipped.reason, "count": skipped.count}
            for skipped in imported.skipped
        ],
        "notes": list(imported.notes),
    }


def _print_summary(imported: "Imported") -> None:
    counted = ", ".join(f"{count} {name}" for name, count in imported.counts.items())
    print_line(f"Stored the event {imported.event}: {counted}.")
    for note in imported.notes:
        print_line(f"Note: {note}")
    for skipped in imported.skipped:
        print_line(f"Left out {skipped.count} x {'.'.join(skipped.path)}: {skipped.reason}")
