"""`make lint` refuses what a patch does not declare."""

from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parent.parent
IMPORTS = (
    "from app.events.patches.event import UpdateEventPatch",
    "from app.events.values import EventStatusChange",
    "from app.tickets.patches import TicketPatch",
    "from app.tickets.values import TicketCategory",
)
# What is checked, and the fault that mypy finds in it; `update` is a patch of an event, `patch` one of a ticket.
CASES = {
    'update.get("statsu") is EventStatusChange.CANCELLED': 'TypedDict "UpdateEventPatch" has no key "statsu"',
    'update.get("status") is EventStatusChange.CANCELLED': None,
    'patch.get("categry") is TicketCategory.PAID': 'TypedDict "TicketPatch" has no key "categry"',
    '"categry" in patch': 'TypedDict "TicketPatch" has no key "categry"',
    'patch["categry"] is None': 'TypedDict "TicketPatch" has no key "categry"',
    'patch.get("category") is TicketCategory.PAID': None,
    '"category" in patch': None,
}


def test_a_key_that_a_patch_does_not_declare_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    taken = "update: UpdateEventPatch, patch: TicketPatch"
    lines = [*IMPORTS, *(f"def f{number}({taken}) -> bool: return {case}" for number, case in enumerate(CASES))]
    snippet = tmp_path / "snippet.py"
    snippet.write_text("\n".join(lines) + "\n")
    out, _err, _status = api.run([str(snippet), "--no-error-summary", "--cache-dir", str(tmp_path)])
    found = {
        int(line.split(":")[1]) - len(IMPORTS) - 1: line.split(" error: ")[1].split("  [")[0]
        for line in out.splitlines()
        if " error: " in line
    }
    assert found == {number: fault for number, fault in enumerate(CASES.values()) if fault}
