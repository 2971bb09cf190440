"""`marquee export-schema` writes the current schema; `--check` finds a stale file."""

from pathlib import Path

import pytest

from app.schema import sdl, subgraph_sdl
from tests.cli.running import Marquee

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str]) -> Marquee:
    """The command; it needs no database here."""
    return Marquee("", capsys)


def test_the_committed_schema_is_current(bare: Marquee) -> None:
    result = bare("export-schema", str(ROOT / "schema.graphql"), "--check")
    assert (result.code, result.err) == (0, "")


def test_a_written_file_is_current(bare: Marquee, tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"
    assert bare("export-schema", str(file)).out == f"Wrote {file}.\n"
    assert bare("export-schema", str(file), "--check").out == f"{file} is current.\n"
    written = file.read_text(encoding="utf-8")
    assert written == (ROOT / "schema.graphql").read_text(encoding="utf-8")
    assert written.endswith("}\n")


def test_check_reports_a_stale_or_missing_file_and_does_not_write_it(bare: Marquee, tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"
    missing = bare("export-schema", str(file), "--check")
    assert (missing.code, missing.err) == (1, f"There is no {file}. Write it with `marquee export-schema`.\n")
    assert not file.exists()
    file.write_text("type Query { hello: String }\n")
    stale = bare("export-schema", str(file), "--check")
    assert stale.code == 1
    assert stale.err == f"{file} is not the current schema. Write it with `marquee export-schema`.\n"
    assert file.read_text() == "type Query { hello: String }\n"


def test_an_unwritable_file_is_an_error_message(bare: Marquee, tmp_path: Path) -> None:
    result = bare("export-schema", str(tmp_path / "no" / "schema.graphql"))
    assert (result.code, result.err) == (1, f"{tmp_path / 'no' / 'schema.graphql'}: No such file or directory.\n")


def test_federation_writes_the_subgraph_to_its_own_file(
    bare: Marquee, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert bare("export-schema", "--federation").out == "Wrote subgraph.graphql.\n"
    assert bare("export-schema").out == "Wrote schema.graphql.\n"
    written = (tmp_path / "subgraph.graphql").read_text(encoding="utf-8")
    assert written == subgraph_sdl()
    assert (tmp_path / "schema.graphql").read_text(encoding="utf-8") == sdl()
    assert bare("export-schema", "--federation", "--check").out == "subgraph.graphql is current.\n"
    plain = bare("export-schema", "subgraph.graphql", "--check")
    assert plain.err == "subgraph.graphql is not the current schema. Write it with `marquee export-schema`.\n"
    stale = bare("export-schema", "schema.graphql", "--federation", "--check")
    remedy = "Write it with `marquee export-schema --federation`."
    assert (stale.code, stale.err) == (1, f"schema.graphql is not the current schema. {remedy}\n")
    (tmp_path / "subgraph.graphql").unlink()
    missing = bare("export-schema", "--check", "--federation")
    assert (missing.code, missing.err) == (1, f"There is no subgraph.graphql. {remedy}\n")
