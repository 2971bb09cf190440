"""`marquee export-schema`: the committed file is the current schema, and a stale one is told."""

from pathlib import Path

import pytest

from tests.cli.running import Marquee

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str]) -> Marquee:
    """The command, which needs no database for this."""
    return Marquee("", capsys)


def test_the_committed_schema_is_current(bare: Marquee) -> None:
    ran = bare("export-schema", str(ROOT / "schema.graphql"), "--check")
    assert (ran.code, ran.err) == (0, "")


def test_what_was_written_is_current(bare: Marquee, tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"
    assert bare("export-schema", str(file)).out == f"Wrote {file}.\n"
    assert bare("export-schema", str(file), "--check").out == f"{file} is current.\n"
    written = file.read_text(encoding="utf-8")
    assert written == (ROOT / "schema.graphql").read_text(encoding="utf-8")
    assert written.endswith("}\n")


def test_a_stale_or_missing_file_is_told_and_left_alone(bare: Marquee, tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"
    missing = bare("export-schema", str(file), "--check")
    assert (missing.code, missing.err) == (1, f"There is no {file}. Write it with `marquee export-schema`.\n")
    assert not file.exists()
    file.write_text("type Query { hello: String }\n")
    stale = bare("export-schema", str(file), "--check")
    assert stale.code == 1
    assert stale.err == f"{file} is not the current schema. Write it with `marquee export-schema`.\n"
    assert file.read_text() == "type Query { hello: String }\n"


def test_a_file_that_cannot_be_written_is_a_sentence(bare: Marquee, tmp_path: Path) -> None:
    ran = bare("export-schema", str(tmp_path / "no" / "schema.graphql"))
    assert (ran.code, ran.err) == (1, f"{tmp_path / 'no' / 'schema.graphql'}: No such file or directory.\n")
