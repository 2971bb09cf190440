"""`make lint` refuses what a patch does not declare."""

from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parent.parent
# What is checked, and the fault that mypy finds in it.
CASES = {
    'patch.get("categry") is TicketCategory.PAID': 'TypedDict "TicketPatch" has no key "categry"',
    '"categry" in patch': 'TypedDict "TicketPatch" has no key "categry"',
    'patch["categry"] is None': 'TypedDict "TicketPatch" has no key "categry"',
    'patch.get("category") is TicketCategory.PAID': None,
    '"category" in patch': None,
}


def test_a_key_that_a_patch_does_not_declare_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    lines = ["from app.tickets.patches import TicketPatch", "from app.tickets.values import TicketCategory"]
    lines += [f"def f{number}(patch: TicketPatch) -> bool: return {case}" for number, case in enumerate(CASES)]
    snippet = tmp_path / "snippet.py"
    snippet.write_text("\n".join(lines) + "\n")
    out, _err, _status = api.run([str(snippet), "--no-error-summary", "--cache-dir", str(tmp_path)])
    found = {
        int(line.split(":")[1]) - 3: line.split(" error: ")[1].split("  [")[0]
        for line in out.splitlines()
        if " error: " in line
    }
    assert found == {number: fault for number, fault in enumerate(CASES.values()) if fault}
