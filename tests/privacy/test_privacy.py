"""exportUser and eraseUser: everything about a person is given out, and nothing of it is left."""

from typing import Any

import orjson

from app.auth.rules import Scope
from app.calendars.tables import UserCalendarRow
from app.communities.tables import CommunityMemberRow, CommunityRow, PostRow
from app.db.idempotency import IdempotencyKeyRow
from app.db.outbox import ChangeRow
from app.guests.tables import InvitationRow, RsvpRow
from app.interactions.tables import AttendeeRow, FollowRow, MuteRow, ReviewRow, SaveRow, ShareRow, WaitingRow
from app.notices.tables import NoticeRow
from app.privacy.tables import PrivacyRecordRow
from app.users.tables import UserRow
from tests.builders import everything, make_row, stored
from tests.gateway import START, Gateway, Organisation
from tests.interactions.acting import make_open, make_open_ticket
from tests.user_builders import flag_user, make_community, make_member, make_post, make_user
from tests.users.requests import refused

MARK = "xyzzy"
PAYLOAD = "message userErrors { code message path } user { displayName isDeleted version }"
EXPORT = f"mutation($uuid: UUID!) {{ exportUser(uuid: $uuid) {{ {PAYLOAD} data }} }}"
ERASE = f"mutation($uuid: UUID!) {{ eraseUser(uuid: $uuid) {{ {PAYLOAD} }} }}"
UPDATE = """mutation($uuid: UUID!, $input: UpdateUserInput!) { updateUser(uuid: $uuid, input: $input) {
  userErrors { code } user { displayName } } }"""
ROTATE = "mutation($uuid: UUID!) { rotateUserCalendar(uuid: $uuid) { address } }"
REVIEW = """mutation($event: UUID!, $user: UUID!, $input: ReviewEventInput!) {
  reviewEvent(eventUuid: $event, userUuid: $user, input: $input) { userErrors { code } review { text } } }"""
WRITTEN: dict[str, Any] = {
    "displayName": f"{MARK} name",
    "profileHandle": f"{MARK}handle",
    "description": f"{MARK} description",
    "internalId": f"{MARK}-internal",
    "publicId": f"{MARK}-public",
    "avatarCustomUrl": f"https://example.org/{MARK}.png",
    "roles": [f"{MARK} role"],
    "permissions": [f"{MARK} permission"],
    "metadata": {MARK: [MARK]},
}


def make_person(gateway: Gateway, acme: Organisation, token: str) -> UserRow:
    """A user who has done everything, and marked every text with MARK."""
    person, friend = make_user(gateway, acme), make_user(gateway, acme, display_name="Friend")
    event, date = make_open(gateway, acme)
    ticket = make_open_ticket(gateway, event, quantity_sold=2)
    by: Any = {"user_id": person.id}
    place: Any = {"ticket_id": ticket.id, "occurrence_id": date.id}
    make_row(gateway, AttendeeRow, event, **by, **place, quantity=2, seats=2)
    make_row(gateway, SaveRow, event, **by)
    make_row(gateway, ShareRow, event, channel=f"{MARK} channel", **by)
    make_row(gateway, WaitingRow, event, turn=1, **by)
    make_row(gateway, RsvpRow, event, status="GOING", **by)
    make_row(gateway, InvitationRow, event, **by)
    make_row(gateway, NoticeRow, event, kind="CANCELLED", **by)
    owned: Any = {"organisation_id": event.organisation_id, "timezone": "UTC"}
    made: Any = {"created_at": START, "created_local": START.replace(tzinfo=None)}
    changed: Any = {"updated_at": made["created_at"], "updated_local": made["created_local"]}

    def follow(db: Any) -> None:
        db.add(FollowRow(**owned, **made, **changed, **by))
        db.add(MuteRow(**owned, **made, **by))

    gateway.in_database(follow)
    club = make_community(gateway, acme, user_id=person.id)
    make_member(gateway, club, person)
    post = make_post(gateway, club, person, body=f"{MARK} post")
    make_post(gateway, club, person, body=f"{MARK} comment", parent_id=post.id)
    make_post(gateway, club, friend, body="Of a friend")
    flag_user(gateway, person, friend)
    # Their answers, which are kept for retries, hold the texts without the user's uuid.
    headers = {"authorization": f"Bearer {token}", "Idempotency-Key": "kept"}
    variables: Any = {"event": str(event.id), "user": str(person.id), "input": {"rating": 4, "text": f"{MARK} review"}}
    response = gateway.post(json={"query": REVIEW, "variables": variables}, headers=headers)
    assert response.json()["data"]["reviewEvent"]["userErrors"] == []
    assert gateway.gql(UPDATE, token, uuid=person.id, input=WRITTEN)["updateUser"]["userErrors"] == []
    assert gateway.gql(ROTATE, token, uuid=person.id)["rotateUserCalendar"]["address"]
    return person


def marked(gateway: Gateway) -> set[str]:
    """The tables in which any text holds MARK."""
    return {name for name, rows in everything(gateway).items() if any(MARK in str(row).lower() for row in rows)}


def test_no_text_of_an_erased_person_is_left_in_any_table(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    person = make_person(gateway, acme, token)
    assert marked(gateway) == {"user_account", "share", "post", "review", "idempotency_key"}
    answer = gateway.gql(ERASE, token, uuid=person.id)["eraseUser"]
    assert (answer["message"], answer["userErrors"]) == ("User has been erased successfully", [])
    assert (answer["user"]["displayName"], answer["user"]["isDeleted"]) == ("", True)
    assert marked(gateway) == set()
    for table in (CommunityMemberRow, FollowRow, InvitationRow, MuteRow, NoticeRow, UserCalendarRow, WaitingRow):
        assert stored(gateway, table) == [], table
    assert stored(gateway, IdempotencyKeyRow) == []


def test_what_is_counted_stays_without_a_name(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    person = make_person(gateway, acme, token)
    gateway.gql(ERASE, token, uuid=person.id)
    assert [row["seats"] for row in stored(gateway, AttendeeRow, user_id=person.id)] == [2]
    assert [(row["rating"], row["body"]) for row in stored(gateway, ReviewRow)] == [(4, None)]
    assert sorted((row["body"], row["version"]) for row in stored(gateway, PostRow)) == [
        ("", 2),
        ("", 2),
        ("Of a friend", 1),
    ]
    assert [(row["members_count"], row["posts_count"]) for row in stored(gateway, CommunityRow)] == [(0, 2)]
    counted = [len(stored(gateway, table)) for table in (SaveRow, ShareRow, RsvpRow)]
    assert counted == [1, 1, 1]


def test_an_erasure_is_announced_and_recorded(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    person = make_person(gateway, acme, token)
    before = len(stored(gateway, ChangeRow, direct=True))
    gateway.gql(ERASE, token, uuid=person.id)
    changes = sorted(stored(gateway, ChangeRow, direct=True), key=lambda row: row["position"])[before:]
    assert sorted((row["entity"], row["kind"], row["event_id"] is None) for row in changes) == [
        ("CommunityMember", "DELETED", True),
        ("Invitation", "DELETED", False),
        ("Notice", "DELETED", True),
        ("Post", "UPDATED", True),
        ("Post", "UPDATED", True),
        ("PrivacyRecord", "CREATED", True),
        ("Review", "UPDATED", False),
        ("Share", "UPDATED", False),
        ("User", "DELETED", True),
        ("WaitingListEntry", "DELETED", False),
    ]
    [record] = stored(gateway, PrivacyRecordRow)
    assert (record["user_id"], record["kind"], record["created_at"]) == (person.id, "ERASED", START)
    application = gateway.gql("{ viewer { application { uuid } } }", token)["viewer"]["application"]
    assert str(record["application_id"]) == application["uuid"]
    assert refused(gateway, ERASE, token, uuid=person.id) == [("ALREADY_DONE", ["uuid"])]


def test_a_deleted_user_can_still_be_erased(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    person = make_person(gateway, acme, token)
    gateway.gql("mutation($uuid: UUID!) { deleteUser(uuid: $uuid) { message } }", token, uuid=person.id)
    assert marked(gateway) == {"share", "post", "review", "idempotency_key"}
    assert gateway.gql(ERASE, token, uuid=person.id)["eraseUser"]["userErrors"] == []
    assert marked(gateway) == set()


def test_an_export_holds_every_text_and_row(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    person = make_person(gateway, acme, token)
    before = everything(gateway)
    answer = gateway.gql(EXPORT, token, uuid=person.id)["exportUser"]
    data = answer["data"]
    assert (answer["message"], answer["userErrors"]) == ("User has been exported successfully", [])
    lengths = {name: len(rows) for name, rows in data.items() if rows}
    assert lengths == {
        "user_account": 1,
        "attendee": 1,
        "community_member": 1,
        "follow": 1,
        "invitation": 1,
        "mute": 1,
        "notice": 1,
        "post": 2,
        "review": 1,
        "rsvp": 1,
        "save": 1,
        "share": 1,
        "user_calendar": 1,
        "waiting_list_entry": 1,
    }
    for text in orjson.loads(orjson.dumps(list(WRITTEN.values()))):
        assert orjson.dumps(text).decode() in orjson.dumps(data).decode()
    assert all(f"{MARK} {what}" in str(data) for what in ("post", "comment", "review", "channel"))
    # A friend flagged them, and wrote in their community.
    assert "friend" not in str(data).lower()
    assert "hash" not in data["user_calendar"][0]
    after = everything(gateway)
    [record] = after.pop("privacy_record")
    assert (record["user_id"], record["kind"]) == (person.id, "EXPORTED")
    [*earlier, change] = after.pop("change")
    assert (change["entity"], change["entity_id"], change["kind"]) == ("PrivacyRecord", record["id"], "CREATED")
    assert (earlier, after.pop("feed")[0]["position"]) == (before["change"], change["position"])
    assert after == {name: rows for name, rows in before.items() if name not in {"change", "feed", "privacy_record"}}


def test_others_and_applications_without_the_scope_get_and_erase_nothing(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    person = make_person(gateway, acme, gateway.token(acme))
    for document in (EXPORT, ERASE):
        assert refused(gateway, document, gateway.token(other), uuid=person.id) == [("NOT_FOUND", ["uuid"])]
    before = everything(gateway)
    reader = gateway.token(acme, Scope.EVENT_READ)
    for document in (EXPORT, ERASE):
        for token in (reader, None):
            [error] = gateway.errors(document, token, uuid=person.id)
            assert error["extensions"]["code"] == "FORBIDDEN"
    assert {**everything(gateway), "token": []} == {**before, "token": []}
