"""`marquee backup` and `marquee restore`."""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO, Annotated

import typer

from app.cli.errors import CommandError
from app.cli.output import print_line, print_notice
from app.settings.service import SQLITE, Settings, load_settings

STREAM = "-"
Archive = Annotated[str, typer.Argument(metavar="FILE", help="The archive; - for standard output or input.")]
ONLY_SQLITE = (
    "MARQUEE_DATABASE_URL names a PostgreSQL database. docs/operations.md says how to back it up and restore it."
)
SHOWN = 10


def backup(
    file: Archive,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")] = False,
) -> None:
    """Write the SQLite database and the uploaded files into one archive, while Marquee may be running."""
    from app.backup.operations.make import back_up
    from app.files.store.folder import Folder
    from app.graph.context import system_clock

    settings = load_settings()
    database, storage = _database_of(settings), Folder(settings.files_folder)
    with _ending_tidily(), _writing_errors("written"), _output(file, force) as (stream, folder):
        made = back_up(str(database), storage, stream, folder, version=version("marquee"), now=system_clock())
    for key in made.missing[:SHOWN]:
        print_notice(f"The bytes of the uploaded file {key} were not found.")
    if len(made.missing) > SHOWN:
        print_notice(f"Nor were those of {len(made.missing) - SHOWN} others.")
    say = print_notice if file == STREAM else print_line
    say(f"Backed up the database at {made.revision} and {_counted(made.files)}.")


def restore(
    file: Archive,
    into: Annotated[
        Path | None,
        typer.Option(
            "--into",
            metavar="FOLDER",
            help="Restore to marquee.db and marquee-files in this folder, instead of to where the settings say.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a database that holds data.")] = False,
) -> None:
    """Restore the database and the uploaded files from an archive, after checking all of it."""
    from app.backup.operations.restore import restore as restore_archive
    from app.files.store.folder import Folder

    if into is not None:
        database, files = into / "marquee.db", into / "marquee-files"
    else:
        settings = load_settings()
        database, files = _database_of(settings), settings.files_folder
    with _ending_tidily(), _writing_errors("restored"), _input(file) as stream:
        # A link stays one.
        done = restore_archive(stream, database.resolve(), Folder(files), force=force)
    print_line(f"Restored the database of {done.manifest.made_at} and {_counted(done.files)}.")
    for key in done.manifest.missing[:SHOWN]:
        print_notice(f"The archive does not have the bytes of the uploaded file {key}.")
    if len(done.manifest.missing) > SHOWN:
        print_notice(f"Nor has it those of {len(done.manifest.missing) - SHOWN} others.")
    if done.needs_migration:
        print_notice(f"The archive comes from Marquee {done.manifest.version}: the next start migrates the database.")


def _database_of(settings: Settings) -> Path:
    if not settings.database_url.startswith(SQLITE):
        raise CommandError(ONLY_SQLITE)
    return Path(settings.database_url.removeprefix(SQLITE))


def _counted(files: int) -> str:
    return "1 uploaded file" if files == 1 else f"{files} uploaded files"


@contextmanager
def _ending_tidily() -> Iterator[None]:
    """Remove temporary files after SIGTERM as well."""
    before = signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _writing_errors(done: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        # Writing reports no name. Errors with one are reported with it.
        if error.filename is not None:
            raise
        raise CommandError(f"The archive could not be {done}: {error.strerror}.") from None


@contextmanager
def _output(file: str, force: bool) -> Iterator[tuple[IO[bytes], Path]]:
    """A stream that becomes the file after the block, and a folder for temporary files."""
    if file == STREAM:
        if sys.stdout.isatty():
            raise CommandError("An archive is not written to a terminal. Name a file, or redirect the output.")
        yield sys.stdout.buffer, Path(tempfile.gettempdir())
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    if not path.parent.is_dir():
        raise CommandError(f"The folder {path.parent} does not exist.")
    _refuse_existing(path, force)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream, path.parent
            stream.flush()
            os.fsync(stream.fileno())
        _refuse_existing(path, force)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    from app.db.durable_moves import sync_folder

    sync_folder(path.parent)


def _refuse_existing(path: Path, force: bool) -> None:
    if path.exists() and not path.is_file():
        raise CommandError(f"{path} is not a file.")
    if path.exists() and not force:
        raise CommandError(f"{path} already exists. --force replaces it.")


@contextmanager
def _input(file: str) -> Iterator[IO[bytes]]:
    if file == STREAM:
        yield sys.stdin.buffer
        return
    with Path(file).open("rb") as stream:
        yield stream
