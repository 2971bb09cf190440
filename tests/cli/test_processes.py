"""Every command in a process of its own, where it has only the imports that it makes itself.

`marquee migrate` is in test_migrate.py.
"""

import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.auth.tables import TokenRow
from app.core.time import to_local_text
from app.db.outbox import ChangeRow
from app.demo.operations import schedule
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.occurrences.values import OccurrenceEndsType
from app.organisations.tables import OrganisationRow
from app.sessions.tables import SessionRow
from tests.builders import stored
from tests.cli.running import PATIENCE_S, Marquee, address
from tests.cli.test_maintain import LONG_AGO, NO_CHANGES_TEXT, monthly
from tests.cli.test_serve import ask
from tests.gateway import Gateway

ROOT = Path(__file__).parent.parent.parent
# These commands differ little between the engines, and starting a process is slow.
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
# `serve` with its first round of maintenance at once instead of after a minute.
AT_ONCE = (
    "-c",
    "import sys; from app.cli import main, background_maintenance as module; "
    "module.maintain_daily.__wrapped__.__defaults__ = (0.0, module.EVERY_S); sys.exit(main())",
)


def work_for_a_round(gateway: Gateway) -> UUID:
    """Create an expired token and an endless event whose dates ended long ago."""
    gateway.clock.set(LONG_AGO)
    acme = gateway.organisation("acme")
    gateway.token(acme)
    return monthly(gateway, acme, OccurrenceEndsType.NEVER)


def expected_dates() -> list[str]:
    """Eight in the evening in Sydney on each first of a month, from February 2024 to two years from today."""
    today = datetime.now(ZoneInfo("Australia/Sydney"))
    months = range(2024 * 12 + 1, (today.year + 2) * 12 + today.month)
    return [f"{month // 12}-{month % 12 + 1:02}-01T20:00:00" for month in months]


def rolled(gateway: Gateway, event: UUID) -> bool:
    dates = stored(gateway, OccurrenceRow, event_id=event)
    (row,) = stored(gateway, EventRow, id=event)
    walls = sorted(to_local_text(date["starts_local"]) for date in dates)
    return walls == expected_dates() and row["materialised_until"] == max(date["starts_at"] for date in dates)


def test_maintain_rolls_an_event_forward(gateway: Gateway, marquee: Marquee) -> None:
    event = work_for_a_round(gateway)
    assert not rolled(gateway, event)
    result = marquee.in_subprocess("maintain", "--json")
    assert (result.code, result.out, result.err) == (
        0,
        '{"tokens_deleted": 1, "keys_deleted": 0, "deliveries_deleted": 0, "files_removed": 0,'
        ' "events_rolled_forward": 1, "events_failed": 0, "tickets_shown": 0,'
        ' "changes_compacted": 0, "changes_deleted": 1}\n',
        "",
    )
    assert rolled(gateway, event)
    assert stored(gateway, TokenRow) == []
    assert stored(gateway, ChangeRow, entity_id=event)[-1]["kind"] == "UPDATED"
    again = marquee("maintain")
    assert (again.code, again.out) == (
        0,
        "Rolled 0 events forward.\nDeleted 0 expired tokens.\nDeleted 0 expired idempotency keys.\n"
        "Deleted 0 old deliveries of webhooks.\nRemoved the bytes of 0 deleted files.\n" + NO_CHANGES_TEXT,
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_the_daily_round_of_serve_rolls_an_event_forward(gateway: Gateway, marquee: Marquee, workers: int) -> None:
    event = work_for_a_round(gateway)
    with marquee.process("serve", "--port", "0", "--workers", str(workers), script=AT_ONCE) as process:
        url = address(process)
        last = time.monotonic() + PATIENCE_S
        while not rolled(gateway, event):
            assert time.monotonic() < last
            time.sleep(0.1)
        # A worker that is still starting does not handle the signal.
        assert ask(url, "{ __typename }") == {"data": {"__typename": "Query"}}
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert "maintenance failed" not in err
    assert "1 events rolled forward, 1 tokens deleted" in err
    assert stored(gateway, TokenRow) == []


@ON_SQLITE
def test_organisation_create(gateway: Gateway, marquee: Marquee) -> None:
    made = marquee.in_subprocess("organisation", "create", "Acme", "--timezone", "Europe/Berlin", "--json").json
    (row,) = stored(gateway, OrganisationRow)
    assert made == {"uuid": str(row["id"]), "slug": "acme", "name": "Acme"}
    assert row["timezone"] == "Europe/Berlin"


@ON_SQLITE
def test_applications_are_created_listed_and_revoked(gateway: Gateway, marquee: Marquee) -> None:
    gateway.organisation("acme")
    belongs = ("--organisation", "acme")
    made = marquee.in_subprocess(
        "application", "create", "Box office", *belongs, "--scope", "event.read", "--json"
    ).json
    assert made["scopes"] == ["event.read"]
    (listed,) = marquee.in_subprocess("application", "list", *belongs, "--json").json
    assert (listed["client_id"], listed["name"], listed["revoked"]) == (made["client_id"], "Box office", None)
    form = {"grant_type": "client_credentials"}
    client = (made["client_id"], made["client_secret"])
    assert gateway.post("/oauth2/token", data=form, auth=client).status_code == 200
    revoked = marquee.in_subprocess("application", "revoke", made["client_id"])
    assert (revoked.code, revoked.out) == (0, f"Revoked the application {made['client_id']} and its tokens.\n")
    assert gateway.post("/oauth2/token", data=form, auth=client).json()["error"] == "invalid_client"
    assert stored(gateway, TokenRow) == []


@ON_SQLITE
def test_import(gateway: Gateway, marquee: Marquee, tmp_path: Path) -> None:
    gateway.organisation("acme")
    file = tmp_path / "camp.json"
    file.write_text(schedule(), encoding="utf-8")
    imported = marquee.in_subprocess("import", str(file), "--organisation", "acme", "--json").json
    (event,) = stored(gateway, EventRow)
    assert (imported["event"], imported["counts"]["sessions"]) == (str(event["id"]), 79)
    assert len(stored(gateway, SessionRow, event_id=event["id"])) == 79


@ON_SQLITE
def test_demo_is_made_once(gateway: Gateway, marquee: Marquee) -> None:
    gateway.clock.set(datetime.now(UTC))
    first, second = marquee.in_subprocess("demo", "--json").json, marquee("demo", "--json").json
    assert first["event"] == second["event"]
    assert [str(row["id"]) for row in stored(gateway, EventRow)] == [first["event"]]
    headers = {"authorization": f"Bearer {second['token']}"}
    assert gateway.post(json={"query": "{ __typename }"}, headers=headers).status_code == 200


@ON_SQLITE
def test_export_schema(marquee: Marquee, tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"
    assert marquee.in_subprocess("export-schema", str(file)).out == f"Wrote {file}.\n"
    assert file.read_text(encoding="utf-8") == (ROOT / "schema.graphql").read_text(encoding="utf-8")
