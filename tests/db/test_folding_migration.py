"""What is stored when the database is migrated is found by the folding of today."""

from importlib import import_module
from typing import Any

import pytest
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.events.listing.tables import CategoryRow, EventCategoryRow, EventTagRow
from app.events.tables import EventRow
from app.sessions.tables import SessionRow
from tests.builders import make_event, make_row, make_session
from tests.gateway import Gateway

MIGRATION = import_module("app.db.migrations.versions.2026_12_01_2_one_folding")
EVENT: dict[str, Any] = {
    "name": "Łódź パン",
    "name_key": "łodz ハン",
    "display_name": "Ø",
    "description": "हिन्दी",
    "address_city": "Ørsted",
    "search_text": " łodz ハン ह न द ørsted muzyka ",
}
CATEGORIES = (("Łaz", "łaz"), ("Laz", "laz"), ("Straße", "straße"), ("Muzykaø", "muzykaø"))


@pytest.mark.parametrize("visible", [True, False])
def test_names_and_searched_texts_are_folded_anew(gateway: Gateway, visible: bool) -> None:
    acme = gateway.organisation()
    place = {"is_location_visible": visible, "placeless_search_text": None if visible else " łodz "}
    event = make_event(gateway, acme, **EVENT, **place)
    plain = make_event(gateway, acme, slug="plain", name="Gala", name_key="kept", search_text=" kept ")
    session = make_session(gateway, event, name="Żółw", name_key="żołw")
    make_row(gateway, EventTagRow, event, position=0, tag="Żółć", tag_key="zołc")
    made = [make_row(gateway, CategoryRow, event, name=name, name_key=folded) for name, folded in CATEGORIES]
    make_row(gateway, EventCategoryRow, event, category_id=made[-1].id, position=0)

    def migrate(db: DbSession) -> None:
        MIGRATION.fold_anew(db.connection())

    def stored(db: DbSession) -> list[Any]:
        rows = [db.exec(select(EventRow).where(EventRow.id == row.id)).one() for row in (event, plain)]
        return [
            *((row.name_key, row.search_text, row.placeless_search_text) for row in rows),
            db.exec(select(SessionRow.name_key).where(SessionRow.id == session.id)).one(),
            db.exec(select(EventTagRow.tag_key)).one(),
            list(db.exec(select(CategoryRow.name_key).order_by(col(CategoryRow.name)))),
        ]

    expected = [
        (
            "lodz パン",
            " lodz パン ン o हिन्दी orsted zolc muzykao ",
            None if visible else " lodz パン ン o हिन्दी zolc muzykao ",
        ),
        ("kept", " kept ", None),
        "zolw",
        "zolc",
        # Laz, which has the key already, Muzykaø, Straße and Łaz.
        ["laz", "muzykao", "strasse", "łaz"],
    ]
    for _ in range(2):
        gateway.in_database(migrate)
        assert gateway.in_database(stored) == expected
