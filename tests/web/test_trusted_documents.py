"""Files of trusted documents: every format that tools write, and invalid files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.graph.execution import Executor
from app.schema import schema
from app.settings.service import Operations, Settings, SettingsError
from app.web.persisted.manifests import load_trusted_documents

A, B = "query A { __typename }", "query B { __schema { queryType { name } } }"
APOLLO = "apollo-persisted-query-manifest"
EXECUTOR = Executor(schema)


def read(place: Path | str | None, operations: Operations = Operations.OPEN) -> dict[str, str]:
    settings = Settings(documents=None if place is None else str(place), operations=operations)
    return load_trusted_documents(settings, EXECUTOR.errors_in)


def manifest(*operations: Any, **changed: Any) -> str:
    return json.dumps({"format": APOLLO, "version": 1, "operations": operations, **changed})


def entry(id: str, body: str) -> dict[str, str]:
    return {"id": id, "body": body, "name": "A", "type": "query"}


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("persisted.json", json.dumps({"1": A, "sha256:ab": B}), {"1": A, "sha256:ab": B}),
        ("persisted", json.dumps({"1": A}), {"1": A}),
        ("persisted.json", f'{{"1": {json.dumps(A)}, "1": {json.dumps(A)}}}', {"1": A}),
        ("persisted.json", json.dumps({"operations": A}), {"operations": A}),
        ("manifest.json", manifest(entry("1", A), entry("2", B)), {"1": A, "2": B}),
        ("EventList.graphql", A + "\r\n", {"EventList": A + "\r\n"}),
        ("event.list.gql", "# é\n" + A, {"event.list": "# é\n" + A}),
        ("long.json", json.dumps({"i" * 200: A.ljust(64 * 1024)}), {"i" * 200: A.ljust(64 * 1024)}),
        ("escaped.json", r'{"é\ud83d\ude00": "{ __typename } # \ud83d\ude00"}', {"é😀": "{ __typename } # 😀"}),
    ],
)
def test_each_format_of_file(tmp_path: Path, name: str, content: str, found: dict[str, str]) -> None:
    file = tmp_path / name
    file.write_text(content, newline="")
    assert read(file) == found


def test_a_folder_may_mix_formats(tmp_path: Path) -> None:
    (tmp_path / "relay.json").write_text(json.dumps({"1": A}))
    (tmp_path / "apollo.json").write_text(manifest(entry("2", B), entry("1", A)))
    (tmp_path / "Three.graphql").write_text(A)
    (tmp_path / "Four.gql").write_text(B)
    # These files are ignored.
    (tmp_path / "graphql.ts").write_text("export const a = 1")
    (tmp_path / ".hidden.json").write_text("{")
    (tmp_path / "deeper.json").mkdir()
    (tmp_path / "deeper.json" / "Five.graphql").write_text("{")
    assert read(tmp_path) == {"1": A, "2": B, "Three": A, "Four": B}


def test_without_the_setting_nothing_is_trusted() -> None:
    assert read(None) == {}
    assert read(None, Operations.REPORT) == {}


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(SettingsError) as error:
        work()
    return str(error.value)


def test_trusted_only_needs_documents() -> None:
    assert refusal(lambda: read(None, Operations.TRUSTED_ONLY)) == (
        "MARQUEE_OPERATIONS is trusted-only; MARQUEE_DOCUMENTS must name the file or folder of those documents."
    )


UNKNOWN = "is of an unknown form: "
ITS_FORM = f"{UNKNOWN}its operations need the format {APOLLO} and the version 1."
OBJECT = f"{UNKNOWN}it must be an object of texts by id, or Apollo's manifest."
NO_OBJECT = f"{UNKNOWN}operations[0] needs an id and a body, both text."


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.json", b"", " is not JSON."),
        ("a.json", b'{"1": "{ __typename }"', " is not JSON."),
        ("a.json", b"\xef\xbb\xbf{}", " is not JSON."),
        ("a.json", b"[" * 100_000, " is not JSON."),
        ("a.json", b'{"1": "{ __typename } # \\ud800"}', " is not JSON."),
        ("a.json", b'{"\\ud800": "{ __typename }"}', " is not JSON."),
        ("a.json", b'{"1": "\xff"}', " is not UTF-8."),
        ("a.graphql", b"# \xff", " is not UTF-8."),
        ("a.json", b"[]", f" {OBJECT}"),
        ("a.json", b'"{ __typename }"', f" {OBJECT}"),
        ("a.txt", b"{ __typename }", " is not JSON."),
        ("a.json", b"{}", " holds no document."),
        ("a.json", manifest().encode(), " holds no document."),
        ("a.json", b'{"1": null}', f" {UNKNOWN}1 is not the text of a document."),
        ("a.json", b'{"1": {"text": "{ __typename }"}}', f" {UNKNOWN}1 is not the text of a document."),
        ("a.json", manifest(entry("1", A), version=2).encode(), f" {ITS_FORM}"),
        ("a.json", manifest(entry("1", A), format="other").encode(), f" {ITS_FORM}"),
        ("a.json", json.dumps({"operations": {"1": A}}).encode(), f" {ITS_FORM}"),
        ("a.json", manifest("A").encode(), f" {NO_OBJECT}"),
        ("a.json", manifest({"body": A}).encode(), f" {NO_OBJECT}"),
        ("a.json", manifest({"id": "1"}).encode(), f" {NO_OBJECT}"),
        ("a.json", manifest({"id": 1, "body": A}).encode(), f" {NO_OBJECT}"),
        ("a.json", b'{"1": "{"}', ": 1 cannot be run: Syntax Error: Expected Name, found <EOF> (line 1)."),
        ("a.json", b'{"1": ""}', ": 1 cannot be run: Syntax Error: Unexpected <EOF> (line 1)."),
        (
            "a.json",
            b'{"1": "{\\n  xyzzy }"}',
            ": 1 cannot be run: Cannot query field 'xyzzy' on type 'Query' (line 2).",
        ),
        ("A.graphql", b"{ xyzzy }", ": A cannot be run: Cannot query field 'xyzzy' on type 'Query' (line 1)."),
        ("a.json", b'{"": "{ __typename }"}', ": '' is no id: it must have 1 to 200 characters, none of them NUL."),
        (
            "a.json",
            json.dumps({"i" * 201: A}).encode(),
            f": {'i' * 40}… is no id: it must have 1 to 200 characters, none of them NUL.",
        ),
        (
            "a.json",
            b'{"\\u0000": "{ __typename }"}',
            r": '\x00' is no id: it must have 1 to 200 characters, none of them NUL.",
        ),
        ("a.json", json.dumps({"a\n1": "{"}).encode(), r": 'a\n1' cannot be run: Syntax Error: Expected Name, found"),
        ("a.json", json.dumps({"1": A.ljust(64 * 1024 + 1)}).encode(), ": 1 has more than 65,536 bytes."),
        ("a.json", json.dumps({"1": A + "#" + "é" * 32 * 1024}).encode(), ": 1 has more than 65,536 bytes."),
        ("a.json", json.dumps({"1": A + "#\0"}).encode(), ": 1 holds the character NUL (U+0000)."),
        (
            "a.json",
            json.dumps({"1": r'{ organisationBySlug(slug: "\u0000") { id } }'}).encode(),
            ": 1 holds the character NUL (U+0000).",
        ),
        ("a.json", f'{{"1": "{A}", "1": "{B}"}}'.encode(), ": 1 has two different texts."),
        ("a.json", manifest(entry("1", A), entry("1", B)).encode(), ": 1 has two different texts."),
    ],
)
def test_an_invalid_file_is_reported_with_its_error(tmp_path: Path, name: str, content: bytes, fault: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    message = refusal(lambda: read(file))
    assert message.startswith(f"MARQUEE_DOCUMENTS: {file}{fault}")
    assert "\n" not in message


def test_two_texts_with_one_id_are_refused(tmp_path: Path) -> None:
    (tmp_path / "1.graphql").write_text(A)
    (tmp_path / "other.json").write_text(json.dumps({"1": B}))
    assert (
        refusal(lambda: read(tmp_path)) == f"MARQUEE_DOCUMENTS: {tmp_path / 'other.json'}: 1 has two different texts."
    )


def test_up_to_ten_errors_are_reported_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({str(number): "{" for number in range(3)}))
    (tmp_path / "b.json").write_text("{")
    lines = refusal(lambda: read(tmp_path)).split("\n")
    syntax = "cannot be run: Syntax Error: Expected Name, found <EOF> (line 1)."
    assert lines == [
        *[f"MARQUEE_DOCUMENTS: {tmp_path / 'a.json'}: {number} {syntax}" for number in range(3)],
        f"MARQUEE_DOCUMENTS: {tmp_path / 'b.json'} is not JSON.",
    ]
    (tmp_path / "a.json").write_text(json.dumps({str(number): "{" for number in range(30)}))
    assert len(refusal(lambda: read(tmp_path)).split("\n")) == 10


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Documents")
    fault = "holds no file *.json or <id>.graphql"
    assert refusal(lambda: read(tmp_path)) == f"MARQUEE_DOCUMENTS: {tmp_path} {fault}."


def test_an_unreadable_file_or_folder_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "gone.json"
    assert refusal(lambda: read(place)) == f"MARQUEE_DOCUMENTS: {place} cannot be read: No such file or directory."
    place.symlink_to(place)
    assert refusal(lambda: read(place)).startswith(f"MARQUEE_DOCUMENTS: {place} cannot be read: ")
