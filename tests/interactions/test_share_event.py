"""shareEvent: once for each user; sharing again replaces the channel."""

from datetime import timedelta

from app.interactions.tables import ShareRow
from tests.builders import stored
from tests.gateway import Gateway
from tests.interactions.acting import NOBODY, SHARE, changes, done, make_open, refused, token_of
from tests.user_builders import make_user


def test_an_event_is_shared_and_shared_elsewhere(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token, ada, (event, _) = token_of(gateway, acme), make_user(gateway, acme), make_open(gateway, acme)
    seen, times = [], []
    for given in ({"channel": "post"}, {"channel": None}, {"channel": "x" * 120}, {}):
        answer = done(gateway, SHARE, token, event=event.id, input={"userUuid": ada.id, **given})
        seen.append(answer["share"]["channel"])
        assert [row["channel"] for row in stored(gateway, ShareRow)] == seen[-1:]
        times.append([answer["share"][key]["utc"] for key in ("createdOn", "updatedOn")])
        gateway.clock.advance(timedelta(minutes=1))
    assert seen == ["post", None, "x" * 120, None]
    first = "2026-06-01T09:00:00Z"
    assert times == [[first, f"2026-06-01T09:0{minute}:00Z"] for minute in range(4)]
    assert changes(gateway, "Share") == ["CREATED", *["UPDATED"] * 3]


def test_all_problems_are_reported_at_once(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    token, (event, _) = token_of(gateway, acme), make_open(gateway, acme, enable_share=False, lifecycle="UNRELEASED")
    assert refused(gateway, SHARE, token, event=event.id, input={"userUuid": NOBODY, "channel": "x" * 121}) == [
        ("SWITCHED_OFF", ["eventUuid"]),
        ("WRONG_STATE", ["eventUuid"]),
        ("TOO_LONG", ["input", "channel"]),
        ("NOT_FOUND", ["userUuid"]),
    ]
    found = refused(gateway, SHARE, token_of(gateway, other), event=event.id, user=NOBODY, input={})
    assert found == [("NOT_FOUND", ["eventUuid"])]


def test_sharing_can_be_switched_off(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada, (event, _) = make_user(gateway, acme), make_open(gateway, acme, enable_share=False)
    found = refused(gateway, SHARE, token_of(gateway, acme), event=event.id, input={"userUuid": ada.id})
    assert found == [("SWITCHED_OFF", ["eventUuid"])]
