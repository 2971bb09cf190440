"""`marquee serve` with trusted documents: it serves them, or reports the invalid ones and does not start."""

import json
import signal
from pathlib import Path

import httpx2
import pytest

from tests.cli.running import PATIENCE_S, Marquee, address
from tests.cli.test_serve import ON_SQLITE


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "documents.json"
    monkeypatch.setenv("MARQUEE_DOCUMENTS", str(file))
    monkeypatch.setenv("MARQUEE_OPERATIONS", "trusted-only")
    return file


@ON_SQLITE
@pytest.mark.parametrize("workers", ["1", "2"])
def test_every_worker_serves_only_the_listed_documents(prepared: Marquee, file: Path, workers: str) -> None:
    file.write_text(json.dumps({"named": "{ __typename }"}))
    with prepared.process("serve", "--port", "0", "--workers", workers) as process:
        url = address(process)
        for _ in range(4):
            answer = httpx2.post(url, json={"documentId": "named"}, timeout=PATIENCE_S)
            assert (answer.status_code, answer.json()) == (200, {"data": {"__typename": "Query"}})
            refused = httpx2.post(url, json={"query": "{ a: __typename }"}, timeout=PATIENCE_S)
            assert refused.json()["errors"][0]["extensions"]["code"] == "QUERY_NOT_IN_SAFELIST"
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0


@ON_SQLITE
@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "{file} cannot be read: No such file or directory."),
        ("[", "{file} is not JSON."),
        ("{}", "{file} holds no document."),
        ('{"named": "{ xyzzy }"}', "{file}: named cannot be run: Cannot query field 'xyzzy' on type 'Query' (line 1)."),
    ],
)
@pytest.mark.parametrize("workers", ["1", "2"])
def test_invalid_documents_stop_it_before_it_changes_anything(
    unprepared: Marquee, file: Path, content: str | None, fault: str, workers: str
) -> None:
    if content is not None:
        file.write_text(content)
    result = unprepared("serve", "--port", "0", "--workers", workers)
    assert (result.code, result.out) == (2, "")
    assert result.err == f"MARQUEE_DOCUMENTS: {fault.format(file=file)}\n"
    assert not Path(unprepared.url.removeprefix("sqlite:///")).exists()


@ON_SQLITE
def test_trusted_only_without_documents_does_not_start(unprepared: Marquee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARQUEE_OPERATIONS", "trusted-only")
    result = unprepared("serve", "--port", "0")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "MARQUEE_OPERATIONS is trusted-only; MARQUEE_DOCUMENTS must name the file or folder of those documents.\n"
    )
