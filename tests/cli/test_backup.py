"""`marquee backup` and `marquee restore`: what was backed up comes back, and nothing changes after a refusal."""

import gzip
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from contextlib import closing
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.db import revisions
from app.organisations.tables import OrganisationRow
from tests.builders import stored
from tests.cli.running import Marquee
from tests.files.filing import png, upload
from tests.gateway import Gateway

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

BACKED_UP = f"Backed up the database at {revisions.head()} and 2 uploaded files.\n"
NOT_EMPTY = "The database already holds data. Restore with --force to replace it.\n"
IN_USE = "Another process has the database open. Stop Marquee first.\n"
DAMAGED = "The archive is damaged or incomplete.\n"
NOT_OURS = "This is not an archive that `marquee backup` has written.\n"


# As the migrations make it.
FEED = "CREATE TABLE IF NOT EXISTS feed (organisation_id TEXT, position INTEGER, pruned INTEGER, epoch INTEGER)"


@pytest.fixture
def archive(gateway: Gateway, marquee: Marquee, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a database with one organisation and two uploaded files, which stays open."""
    monkeypatch.setenv("MARQUEE_FILES", str(gateway.settings.files))
    token = gateway.token(gateway.organisation("acme"))
    for name in ("a.png", "b.png"):
        assert upload(gateway, token, name, png()).status_code == 201
    path = tmp_path / "backup.tar.gz"
    made = marquee("backup", str(path))
    assert (made.code, made.out, made.err) == (0, BACKED_UP, "")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """Every file in a folder, by its place."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def organisations(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [slug for (slug,) in connection.execute("SELECT slug FROM organisation ORDER BY slug")]


def members_of(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as tar:
        return {name: file.read() for name in tar.getnames() if (file := tar.extractfile(name))}


def repack(target: Path, members: Mapping[str, bytes], *, kind: bytes = tarfile.REGTYPE) -> Path:
    """An archive of these members. `kind`: of those that are neither the database nor the manifest."""
    with tarfile.open(target, "w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.type = len(content), tarfile.REGTYPE
            if kind != tarfile.REGTYPE and name.startswith("files/"):
                info.size, info.type, info.linkname = 0, kind, "/etc/passwd"
            tar.addfile(info, io.BytesIO(content))
    return target


def with_manifest(members: Mapping[str, bytes], **changes: Any) -> dict[str, bytes]:
    """The members, with a manifest whose checksums fit them and whose other values are these."""
    given = json.loads(members["manifest.json"]) | changes
    others = {name: content for name, content in members.items() if name != "manifest.json"}
    given["members"] = {
        name: {"size": len(content), "sha256": sha256(content).hexdigest()} for name, content in others.items()
    }
    return {**others, "manifest.json": json.dumps(given).encode()}


def test_what_was_backed_up_comes_back(gateway: Gateway, marquee: Marquee, archive: Path, tmp_path: Path) -> None:
    assert os.stat(archive).st_mode & 0o777 == 0o600
    manifest = json.loads(members_of(archive)["manifest.json"])
    assert (manifest["format"], manifest["version"], manifest["revision"], manifest["missing"]) == (
        1,
        version("marquee"),
        revisions.head(),
        [],
    )
    into = tmp_path / "new" / "place"
    restored = marquee.in_subprocess("restore", str(archive), "--into", str(into))
    assert (restored.code, restored.out, restored.err) == (
        0,
        f"Restored the database of {manifest['made_at']} and 2 uploaded files.\n",
        "",
    )
    assert contents(into / "marquee-files") == contents(Path(str(gateway.settings.files)))
    assert sorted(path.name for path in into.iterdir()) == ["marquee-files", "marquee.db"]
    assert os.stat(into / "marquee.db").st_mode & 0o777 == 0o600
    original = marquee.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(original)) as before, closing(sqlite3.connect(into / "marquee.db")) as after:
        # The epochs of the feeds differ.
        one, two = ([line for line in each.iterdump() if '"feed" VALUES' not in line] for each in (before, after))
        assert one == two


def test_a_pipe_carries_an_archive(archive: Path, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "app"]
    with subprocess.Popen([*program, "backup", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as source:
        done = subprocess.run(
            [*program, "restore", "-", "--into", str(tmp_path / "piped")],
            stdin=source.stdout,
            capture_output=True,
            text=True,
            timeout=120,
        )
        _, said = source.communicate(timeout=120)
    assert (done.returncode, source.returncode, said.decode()) == (0, 0, BACKED_UP)
    assert organisations(tmp_path / "piped" / "marquee.db") == ["acme"]


def test_an_archive_is_replaced_only_with_force(gateway: Gateway, marquee: Marquee, archive: Path) -> None:
    before = archive.read_bytes()
    again = marquee("backup", str(archive))
    assert (again.code, again.out, again.err) == (1, "", f"{archive} already exists. --force replaces it.\n")
    assert archive.read_bytes() == before
    gateway.organisation("zeta")
    assert marquee("backup", str(archive), "--force").code == 0
    assert archive.read_bytes() != before
    for place, reason in ((archive.parent, "is not a file"), (archive / "a", "does not exist")):
        refused = marquee("backup", str(place), "--force")
        assert (refused.code, refused.out, reason in refused.err) == (1, "", True)
    assert sorted(path.name for path in archive.parent.iterdir()) == ["backup.tar.gz"]


def test_bytes_that_are_not_found_are_reported(
    gateway: Gateway, marquee: Marquee, archive: Path, tmp_path: Path
) -> None:
    lost = next(path for path in Path(str(gateway.settings.files)).rglob("*") if path.is_file())
    lost.unlink()
    made = marquee("backup", str(archive), "--force")
    assert (made.code, made.out, made.err) == (
        0,
        f"Backed up the database at {revisions.head()} and 1 uploaded file.\n",
        f"The bytes of the uploaded file {lost.name} were not found.\n",
    )
    restored = marquee("restore", str(archive), "--into", str(tmp_path / "new"))
    assert (restored.code, restored.err) == (
        0,
        f"The archive does not have the bytes of the uploaded file {lost.name}.\n",
    )


def test_a_database_in_use_is_not_replaced(gateway: Gateway, marquee: Marquee, archive: Path) -> None:
    """Not even with force: the service would go on with a file that is gone."""
    gateway.organisation("zeta")
    for options in ([], ["--force"]):
        refused = marquee("restore", str(archive), *options)
        assert (refused.code, refused.out, refused.err) == (1, "", IN_USE)
    assert sorted(row["slug"] for row in stored(gateway, OrganisationRow)) == ["acme", "zeta"]


def test_data_is_replaced_only_with_force(marquee: Marquee, archive: Path, tmp_path: Path) -> None:
    """With its log, which would damage the restored database."""
    into = tmp_path / "new"
    database, log = into / "marquee.db", into / "marquee.db-wal"
    assert marquee("restore", str(archive), "--into", str(into)).code == 0
    changing = sqlite3.connect(database)
    changing.execute("UPDATE organisation SET slug = 'changed'")
    changing.commit()
    saved = {path: path.read_bytes() for path in (database, log)}
    changing.close()
    for path, content in saved.items():
        # As after a power cut: the change is only in the log.
        path.write_bytes(content)
    before = contents(into)
    assert before.keys() >= {"marquee.db", "marquee.db-wal"}
    refused = marquee("restore", str(archive), "--into", str(into))
    assert (refused.code, refused.out, refused.err) == (1, "", NOT_EMPTY)
    assert organisations(database) == ["changed"]
    replaced = marquee("restore", str(archive), "--into", str(into), "--force")
    assert (replaced.code, replaced.err) == (0, "")
    assert sorted(path.name for path in into.iterdir()) == ["marquee-files", "marquee.db"]
    assert organisations(database) == ["acme"]


LETTER = b"This is a letter, not a database. " * 100


@pytest.mark.parametrize("content", [None, b"", LETTER], ids=["missing", "empty", "damaged"])
def test_a_damaged_database_is_replaced_with_force(
    marquee: Marquee, archive: Path, tmp_path: Path, content: bytes | None
) -> None:
    """And a log that was left beside it goes: it would damage the restored one."""
    database, log = tmp_path / "marquee.db", tmp_path / "marquee.db-wal"
    if content is not None:
        database.write_bytes(content)
    log.write_bytes(b"a log of another time")
    if content:
        assert marquee("restore", str(archive), "--into", str(tmp_path)).err == NOT_EMPTY
    options = ["--force"] if content else []
    assert marquee("restore", str(archive), "--into", str(tmp_path), *options).code == 0
    assert not log.exists()
    assert organisations(database) == ["acme"]


def test_a_database_without_rows_counts_as_empty(marquee: Marquee, archive: Path, tmp_path: Path) -> None:
    """As `marquee serve` leaves it at its first start."""
    assert marquee("restore", str(archive), "--into", str(tmp_path)).code == 0
    with closing(sqlite3.connect(tmp_path / "marquee.db")) as connection, connection:
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('alembic_version', 'sqlite_sequence')"
        ).fetchall():
            connection.execute(f'DELETE FROM "{table}"')
    assert marquee("restore", str(archive), "--into", str(tmp_path)).code == 0
    assert organisations(tmp_path / "marquee.db") == ["acme"]


def test_a_damaged_archive_changes_nothing(marquee: Marquee, archive: Path, tmp_path: Path) -> None:
    whole, members = archive.read_bytes(), members_of(archive)
    database, manifest = members["database.sqlite"], members["manifest.json"]
    (first, second) = [name for name in members if name.startswith("files/")]
    without_file = {name: content for name, content in members.items() if name != first}
    middle = len(whole) // 2
    bad = tmp_path / "bad.tar.gz"
    cases: list[tuple[str, bytes | dict[str, bytes], str]] = [
        ("nothing", b"", DAMAGED),
        ("text", b"This is a letter.", DAMAGED),
        ("cut in the middle", whole[:middle], DAMAGED),
        ("without its last byte", whole[:-1], DAMAGED),
        ("a changed byte", whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :], DAMAGED),
        ("compressed text", gzip.compress(b"This is a letter."), DAMAGED),
        ("an empty tar", {}, DAMAGED),
        ("no manifest", {"database.sqlite": database}, DAMAGED),
        ("only a manifest", {"manifest.json": manifest}, DAMAGED),
        ("no database", with_manifest({name: members[name] for name in (first, second, "manifest.json")}), DAMAGED),
        ("a file is missing", without_file, DAMAGED),
        ("another file", members | {first: b"changed"}, DAMAGED),
        ("two files are exchanged", members | {first: b"1", second: members[first]}, DAMAGED),
        ("behind the manifest", {"manifest.json": manifest, **members}, DAMAGED),
        ("a way out", with_manifest({"../marquee.db": b"a", **members}), DAMAGED),
        ("an absolute path", with_manifest({"/tmp/marquee.db": b"a", **members}), DAMAGED),
        ("a way out in a key", with_manifest({"files/../../a": b"a", **members}), DAMAGED),
        ("another name", with_manifest({"files/a.png": b"a", **members}), DAMAGED),
        ("no JSON", members | {"manifest.json": b"{"}, NOT_OURS),
        ("other JSON", members | {"manifest.json": b'{"format": 1}'}, NOT_OURS),
        ("another format", with_manifest(members, format=2), "The archive has format 2,"),
        ("another revision", with_manifest(members, revision="2026_11_21_1_organisations"), DAMAGED),
        ("a damaged database", with_manifest(members | {"database.sqlite": b"x" * 9_000}), "The database in the"),
    ]
    into = tmp_path / "into"
    for name, content, expected in cases:
        if isinstance(content, bytes):
            bad.write_bytes(content)
        else:
            repack(bad, content)
        for options in ([], ["--force"]):
            refused = marquee("restore", str(bad), "--into", str(into), *options)
            assert (refused.code, refused.out, refused.err.startswith(expected)) == (1, "", True), (name, refused)
            assert not into.exists(), name
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE):
        repack(bad, members, kind=kind)
        refused = marquee("restore", str(bad), "--into", str(into))
        assert (refused.code, refused.err, into.exists()) == (1, DAMAGED, False)
    # The same with a database that is there: it stays, with its files.
    assert marquee("restore", str(archive), "--into", str(into)).code == 0
    before = contents(into)
    bad.write_bytes(whole[:middle])
    assert marquee("restore", str(bad), "--into", str(into), "--force").err == DAMAGED
    assert contents(into) == before


def test_repacking_by_itself_damages_nothing(marquee: Marquee, archive: Path, tmp_path: Path) -> None:
    members = members_of(archive)
    for number, given in enumerate((members, with_manifest(members))):
        again = repack(tmp_path / f"{number}.tar.gz", given)
        assert marquee("restore", str(again), "--into", str(tmp_path / str(number))).code == 0


@pytest.mark.parametrize(
    ("revision", "serves_from", "code", "message"),
    [
        ("2999_later", "2999_later", 1, "The archive comes from Marquee 9.0.0, which is newer than this version. "),
        ("2999_later", revisions.head(), 0, ""),
        (revisions.after(None)[-2], None, 0, "The archive comes from Marquee 9.0.0: the next start migrates"),
    ],
)
def test_archives_of_other_versions(
    marquee: Marquee,
    archive: Path,
    tmp_path: Path,
    revision: str,
    serves_from: str | None,
    code: int,
    message: str,
) -> None:
    members, database = members_of(archive), tmp_path / "other.db"
    database.write_bytes(members["database.sqlite"])
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?, serves_from = ?", (revision, serves_from))
    other = with_manifest(members | {"database.sqlite": database.read_bytes()}, revision=revision, version="9.0.0")
    repack(archive, other)
    restored = marquee("restore", str(archive), "--into", str(tmp_path / "into"))
    assert (restored.code, restored.err.startswith(message)) == (code, True)
    assert (tmp_path / "into").exists() is (code == 0)


def test_positions_of_subscribers_do_not_outlive_a_restore(marquee: Marquee, archive: Path, tmp_path: Path) -> None:
    members, database = members_of(archive), tmp_path / "other.db"
    database.write_bytes(members["database.sqlite"])
    organisation = uuid4().hex
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(FEED)
        connection.execute(
            "INSERT INTO feed (organisation_id, position, pruned, epoch) VALUES (?, 5, 0, -1)", [organisation]
        )
    repack(archive, with_manifest(members | {"database.sqlite": database.read_bytes()}))
    epochs = set()
    for name in ("one", "two"):
        assert marquee("restore", str(archive), "--into", str(tmp_path / name)).code == 0
        with closing(sqlite3.connect(tmp_path / name / "marquee.db")) as connection:
            query = "SELECT position, epoch FROM feed WHERE organisation_id = ?"
            ((position, epoch),) = connection.execute(query, [organisation])
        assert (position, 0 <= epoch < 2**32) == (5, True)
        epochs.add(epoch)
    assert len(epochs) == 2


def test_a_damaged_database_is_not_backed_up(
    marquee: Marquee, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = tmp_path / "into"
    assert marquee("restore", str(archive), "--into", str(into)).code == 0
    with closing(sqlite3.connect(into / "marquee.db")) as connection, connection:
        connection.execute("INSERT INTO session_ticket VALUES ('a', 'b')")
    monkeypatch.setenv("MARQUEE_DATABASE_URL", f"sqlite:///{into / 'marquee.db'}")
    made = marquee("backup", str(tmp_path / "damaged.tar.gz"))
    assert (made.code, made.out) == (1, "")
    assert made.err == ("The database is damaged, and was not backed up: a row of session_ticket refers to nothing.\n")
    shutil.copy(archive, into / "marquee.db")
    assert marquee("backup", str(tmp_path / "damaged.tar.gz")).code == 1
    (into / "marquee.db").unlink()
    missing = marquee("backup", str(tmp_path / "damaged.tar.gz"))
    assert (missing.code, missing.err) == (
        1,
        "The database has no tables of Marquee, and so there is nothing to back up.\n",
    )
    assert not (into / "marquee.db").exists()
    assert not (tmp_path / "damaged.tar.gz").exists()


def test_postgresql_is_backed_up_by_its_own_programs(
    marquee: Marquee, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARQUEE_DATABASE_URL", "postgresql://marquee@localhost/marquee")
    for arguments in (["backup", str(tmp_path / "a.tar.gz")], ["restore", str(archive)]):
        refused = marquee(*arguments)
        assert (refused.code, refused.out) == (1, "")
        assert refused.err.startswith("MARQUEE_DATABASE_URL names a PostgreSQL database.")
    assert not (tmp_path / "a.tar.gz").exists()
    missing = marquee("restore", str(tmp_path / "a.tar.gz"), "--into", str(tmp_path / "into"))
    assert (missing.code, missing.err) == (1, f"{tmp_path / 'a.tar.gz'}: No such file or directory.\n")
