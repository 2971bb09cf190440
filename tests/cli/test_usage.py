"""Exit codes and messages of `marquee` for wrong usage and settings, and what `--help` imports."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app.cli.errors import report
from tests.cli.running import Marquee
from tests.engines import Engine

HEAVY = ("sqlalchemy", "strawberry", "uvicorn", "alembic", "starlette", "asyncpg")
PROJECT = Path(__file__).parent.parent.parent / "pyproject.toml"
COMMANDS = [
    *("serve", "migrate", "demo", "import", "maintain", "export-schema", "organisation", "application"),
    *("backup", "restore"),
]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Marquee:
    """The command on a database file that does not exist yet."""
    url = f"sqlite:///{tmp_path / 'marquee.db'}"
    monkeypatch.setenv("MARQUEE_DATABASE_URL", url)
    return Marquee(url, capsys)


def test_help_names_every_command(bare: Marquee) -> None:
    result = bare("--help")
    assert result.code == 0
    for command in COMMANDS:
        assert f" {command} " in result.out
        assert bare(command, "--help").code == 0


def test_the_version_is_that_of_the_project(bare: Marquee, tmp_path: Path) -> None:
    version = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]
    result = bare.in_subprocess("--version")
    assert (result.code, result.out, result.err) == (0, f"marquee {version}\n", "")
    # It runs no command and creates no database.
    assert bare.in_subprocess("--version", "migrate").out == result.out
    assert list(tmp_path.iterdir()) == []


def test_help_imports_neither_the_store_nor_the_server() -> None:
    script = (
        "import sys; from app.cli import main; code = main(['--help']);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], code)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[] 0"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["organisation"],
        ["sell"],
        ["organisation", "create"],
        ["application", "create", "Box office", "--organisation", "acme"],
        ["serve", "--port", "65536"],
        ["serve", "--workers", "0"],
        ["import", "no-such-file.json", "--organisation", "acme"],
        ["import", __file__, "--organisation", "acme", "--starts-on", "tomorrow"],
        ["migrate", "--now"],
        ["backup"],
        ["restore", "--into"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2(bare: Marquee, arguments: list[str]) -> None:
    assert bare(*arguments).code == 2


def test_invalid_settings_exit_with_2_and_one_sentence_each(bare: Marquee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARQUEE_PORT", "http")
    monkeypatch.setenv("MARQUEE_DATABASE_URL", "mysql://root:geheim@db/marquee")
    for command in (["serve"], ["migrate"], ["demo"], ["maintain"], ["organisation", "create", "Acme"]):
        result = bare(*command)
        assert (result.code, result.out) == (2, "")
        assert [line.split()[0] for line in result.err.splitlines()] == ["MARQUEE_DATABASE_URL", "MARQUEE_PORT"]
        assert "geheim" not in result.err


@pytest.mark.parametrize(
    "command",
    [
        ["maintain"],
        ["organisation", "create", "Acme"],
        ["application", "list", "--organisation", "acme"],
        ["import", __file__, "--organisation", "acme"],
    ],
    ids=" ".join,
)
def test_a_database_without_tables_is_not_changed(unprepared: Marquee, command: list[str]) -> None:
    result = unprepared(*command)
    assert result.code == 1
    assert result.err.endswith("Run `marquee migrate` first.\n")


def test_migrate_reports_what_it_did(unprepared: Marquee) -> None:
    assert unprepared("migrate").err == "The database has been migrated to this version.\n"
    again = unprepared("migrate")
    assert (again.code, again.out) == (0, "The database is already at this version.\n")
    assert unprepared("organisation", "create", "Acme").code == 0


def unreachable(reason: str) -> str:
    return f"The database that MARQUEE_DATABASE_URL names cannot be used: {reason}.\n"


@pytest.mark.parametrize("command", [["migrate"], ["maintain"], ["serve", "--port", "0"], ["demo", "--json"]])
def test_an_unreadable_file_is_an_error_message(
    bare: Marquee, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "text.db").write_text("This is a letter, not a database. " * 100)
    for path, reason in (
        (tmp_path / "no folder" / "marquee.db", "the file or its folder cannot be opened"),
        (tmp_path, "the file or its folder cannot be opened"),
        (tmp_path / "text.db", "the file is no SQLite database"),
    ):
        monkeypatch.setenv("MARQUEE_DATABASE_URL", f"sqlite:///{path}")
        result = bare(*command)
        assert (result.code, result.out, result.err) == (1, "", unreachable(reason))


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_an_unreachable_server_is_an_error_message(
    bare: Marquee, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARQUEE_DATABASE_WAIT_S", "0")
    for url, reason in (
        ("postgresql://marquee:geheim@127.0.0.1:1/marquee", "the server does not answer at its address"),
        (f"{engine.url}_gone", "there is no database of this name on the server"),
    ):
        monkeypatch.setenv("MARQUEE_DATABASE_URL", url)
        for command in ("migrate", "maintain"):
            result = bare(command)
            assert (result.code, result.out, result.err) == (1, "", unreachable(reason))


def test_a_bug_is_reported_without_data(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError) as caught:
        raise KeyError("geheim")
    assert report(caught.value) == 70
    err = capsys.readouterr().err
    assert err.startswith("Something went wrong in Marquee itself.")
    assert "KeyError" in err
    # Only in the source line of the traceback, not in the message.
    assert err.count("geheim") == err.count('raise KeyError("geheim")') == 1
