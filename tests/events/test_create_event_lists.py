"""createEvent: banners, resources, tags and categories."""

from typing import Any
from uuid import UUID

from app.events.tables import (
    BannerRow,
    CategoryRow,
    EventCategoryRow,
    EventRow,
    EventTagRow,
    ResourceRow,
)
from tests.builders import stored
from tests.events.editing import codes, create, creation
from tests.gateway import Gateway


def test_the_lists_are_stored_in_their_order(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(
        gateway,
        acme,
        banners=[{"image": "a.png"}, {"name": "Wide", "image": "https://b.example/b.png", "primary": True}],
        resources=[{"name": "Map", "url": "https://c.example/map"}, {"url": "https://d.example"}],
        listing={
            "enabled": False,
            "visibilityInOrgProfile": False,
            "categories": [
                {"name": "Music"},
                {"name": "Áfter dark", "description": "Late", "image": "n.png"},
            ],
            "tags": ["Été", "jazz"],
        },
    )
    (row,) = stored(gateway, EventRow, id=uuid)
    assert (row["listing_enabled"], row["visible_in_organisation_profile"]) == (False, False)

    def rows(table: Any) -> list[dict[str, Any]]:
        return sorted(stored(gateway, table, event_id=uuid), key=lambda item: item["position"])

    assert [(b["name"], b["image"], b["is_primary"]) for b in rows(BannerRow)] == [
        (None, "a.png", False),
        ("Wide", "https://b.example/b.png", True),
    ]
    assert [(r["name"], r["url"]) for r in rows(ResourceRow)] == [
        ("Map", "https://c.example/map"),
        (None, "https://d.example"),
    ]
    assert [(t["tag"], t["tag_key"]) for t in rows(EventTagRow)] == [("Été", "ete"), ("jazz", "jazz")]
    links = [link["category_id"] for link in rows(EventCategoryRow)]
    named = {category["id"]: category for category in stored(gateway, CategoryRow)}
    assert [named[link]["name"] for link in links] == ["Music", "Áfter dark"]
    assert (named[links[1]]["description"], named[links[1]]["image"]) == ("Late", "n.png")
    assert row["search_text"] == " harbour night harbour night ete jazz music after dark "


def test_a_category_is_found_by_its_uuid_or_its_folded_name(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    create(gateway, acme, listing={"categories": [{"name": "Música"}]})
    create(gateway, other, listing={"categories": [{"name": "Música"}]})
    (mine,) = stored(gateway, CategoryRow, organisation_id=UUID(acme.uuid))
    by_name = create(gateway, acme, listing={"categories": [{"name": "MUSICA", "url": "https://m.example"}]})
    by_uuid = create(gateway, acme, listing={"categories": [{"uuid": str(mine["id"]), "name": "musica"}]})
    for uuid in (by_name, by_uuid):
        (link,) = stored(gateway, EventCategoryRow, event_id=uuid)
        assert link["category_id"] == mine["id"]
    assert len(stored(gateway, CategoryRow)) == 2
    (now,) = stored(gateway, CategoryRow, organisation_id=UUID(acme.uuid))
    assert now == mine | {"url": "https://m.example"}


def test_a_category_is_not_listed_twice_under_two_names(gateway: Gateway) -> None:
    acme = gateway.organisation()
    create(gateway, acme, listing={"categories": [{"name": "Music"}]})
    (music,) = stored(gateway, CategoryRow)
    listed = [{"uuid": str(music["id"])}, {"name": "music"}]
    payload = creation(gateway, acme, name="Gala", listing={"categories": listed})
    assert codes(payload["userErrors"]) == [("NOT_UNIQUE", "input.listing.categories.1")]
    listed = [{"uuid": str(music["id"]), "name": "Theatre"}]
    payload = creation(gateway, acme, name="Gala", listing={"categories": listed})
    assert codes(payload["userErrors"]) == [("INVALID", "input.listing.categories.0.name")]
