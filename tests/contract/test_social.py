"""A social.plus event in its own words: created by a user in a community, updated, answered, followed, cancelled."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.contract.client import Client
from tests.contract.field_map import pairs
from tests.contract.translation import social
from tests.gateway import Gateway

EXAMPLE: dict[str, Any] = json.loads((Path(__file__).parent / "examples" / "social_event.json").read_text())
NOW = datetime(2026, 11, 1, tzinfo=UTC)
MOMENT = "2026-11-01T00:00:00Z"
USER = {
    "displayName": "Ada Nakamura",
    "profileHandle": "ada",
    "description": "Likes films.",
    "avatarCustomUrl": "https://example.com/ada.png",
    "internalId": "int-7",
    "publicId": "pub-7",
    "roles": ["host"],
    "permissions": ["MUTE_CHANNEL"],
    "metadata": {"since": 2019},
    "isBrand": True,
    "isGlobalBan": False,
}
COMMUNITY = {
    "displayName": "Film club",
    "channelId": "channel-3",
    "description": "Every month.",
    "isOfficial": True,
    "isPublic": True,
    "onlyAdminCanPost": False,
    "tags": ["film"],
    "metadata": {"city": "Lisbon"},
    "needApprovalOnPostCreation": True,
    "allowCommentInStory": True,
    "isDiscoverable": True,
    "requiresJoinApproval": True,
    "notificationMode": "SILENT",
}
FILE = {
    "url": "https://example.com/cover.jpg",
    "name": "cover.jpg",
    "altText": "A dark room",
    "accessType": "PUBLIC",
    "type": "IMAGE",
    "size": 48213,
    "mimeType": "image/jpeg",
    "width": 1200,
    "height": 630,
    "isFull": True,
    "exif": {"Model": "X100"},
    "gps": {"lat": 38.7},
}


class Service:
    """A user, a community with members and posts, a file, and an event that names them all."""

    def __init__(self, gateway: Gateway) -> None:
        gateway.clock.set(NOW)
        self.gateway = gateway
        acme = self.acme = gateway.organisation(timezone="Europe/Lisbon", currency="EUR")
        client = self.client = Client(gateway, gateway.token(acme))
        owner = {"organisationUuid": acme.uuid}
        self.file = client.do("registerFile", "file.uuid", **owner, input=FILE)
        self.user = client.do("createUser", "user.uuid", **owner, input=USER | {"avatarFileUuid": self.file})
        self.guest = client.do("createUser", "user.uuid", **owner, input={"displayName": "Ben"})
        client.do("flagUser", "message", flaggedUserUuid=self.user, userUuid=self.guest)
        client.arguments["userUuid"] = ("UUID!", self.guest)
        place = {"type": "ONLINE_EVENT", "online": {"url": "https://example.com/room"}}
        given: dict[str, Any] = {"name": "Draft", "listing": {"categories": [{"name": "Film"}]}, "configuration": place}
        first = client.do("createEvent", "event.uuid", **owner, input=given)
        path = "Event.listing.categories.uuid"
        self.category = client.read("event", first, [path])[path][0]
        links = {"userUuid": self.user, "avatarFileUuid": self.file, "categoryUuids": [self.category]}
        self.community = client.do("createCommunity", "community.uuid", **owner, input=COMMUNITY | links)
        self._people()
        self.event = client.do(
            "createEvent",
            "event.uuid",
            **owner,
            input=given
            | {
                "creatorUserUuid": self.user,
                "origin": {"type": "COMMUNITY", "uuid": self.community},
                "hasDiscussionCommunity": True,
                "livestreamId": "stream-9",
                "isInviteOnly": False,
                "isLocationVisible": True,
                "settings": {"enableRsvp": True},
            },
        )

    def _people(self) -> None:
        client, at = self.client, {"communityUuid": self.community}
        client.do("joinCommunity", "message", **at, userUuid=self.user, input={"role": "MODERATOR"})
        client.do("joinCommunity", "message", **at, userUuid=self.guest, input={"role": "MEMBER"})
        first = client.do("createPost", "post.uuid", **at, userUuid=self.user, input={"text": "Tonight!"})
        answer = {"text": "Yes", "parentUuid": first}
        second = client.do("createPost", "post.uuid", **at, userUuid=self.guest, input=answer)
        client.do("flagPost", "message", postUuid=first, userUuid=self.guest)
        client.do("flagPost", "message", postUuid=second, userUuid=self.user)

    def update(self, **read_back: Any) -> Any:
        given = social.event(read_back, {"cover": self.file})
        return self.client.payload("updateEvent", "event.uuid", uuid=self.event, input=given)

    def read(self, paths: list[str], kind: str = "event", uuid: str | None = None) -> dict[str, Any]:
        answers = self.client.read(kind, uuid or self.event, paths)
        return {path: answer[0] if len(answer) == 1 else answer for path, answer in answers.items()}


def answered(start: str) -> list[str]:
    """The map's paths for what is answered of one of the four kinds."""
    read_back = [
        (row, path)
        for row, at in pairs()
        if row.system == "community-events" and row.direction == "response" and not row.group
        for path in at.paths
    ]
    return [path for _row, path in read_back if path.startswith(f"{start}.")]


def test_the_example_comes_back_whole(gateway: Gateway) -> None:
    service = Service(gateway)
    body = {name: value for name, value in EXAMPLE.items() if name != "status"}
    assert service.update(**body)["userErrors"] == []
    expected = {
        "Event.uuid": service.event,
        "Event.creator.uuid": service.user,
        "Event.name": "Watch party",
        "Event.description": "We watch it together.",
        "Event.configuration.type": "ONLINE_EVENT",
        "Event.phase": "SCHEDULED",
        "Event.isInviteOnly": False,
        "Event.occurrence.startsOn.utc": "2026-11-07T05:31:56Z",
        "Event.occurrence.endsOn.utc": "2026-11-07T07:01:56Z",
        "Event.location": "Everybody's living room",
        "Event.externalUrl": "https://example.com/watch",
        "Event.coverImageFile.uuid": service.file,
        "Event.origin.uuid": service.community,
        "Event.origin.type": "COMMUNITY",
        "Event.livestreamId": "stream-9",
        "Event.isLocationVisible": True,
        "Event.isOriginPublic": True,
        "Event.rsvpCount": 0,
        "Event.interestedCount": 0,
        "Event.listing.tags": ["film", "friends"],
        "Event.metadata": {"season": 2, "spoilers": False, "cast": ["A", None]},
        "Event.createdOn.utc": MOMENT,
        "Event.updatedOn.utc": MOMENT,
    }
    paths = answered("Event")
    assert set(paths) == set(expected) | {"Event.discussionCommunity.uuid"}
    discussion = service.read(["Event.discussionCommunity.uuid"])["Event.discussionCommunity.uuid"]
    assert service.read(["Community.type"], "community", discussion) == {"Community.type": "EVENT"}
    expected["Event.discussionCommunity.uuid"] = discussion
    assert service.read(paths) == expected
    gateway.restart()
    assert service.read(paths) == expected


def test_the_example_has_every_documented_field() -> None:
    read_back = {row.path for row, _at in pairs() if row.system == "community-events" and row.direction == "request"}
    assert {name.rstrip("[]{}") for name in read_back} == {*EXAMPLE, "(path) eventId"}


def test_everything_beside_the_event_comes_back(gateway: Gateway) -> None:
    service = Service(gateway)
    user = service.read(answered("User"), "user", service.user)
    assert user.pop("User.hashFlag.hash") != []
    bits, hashes = user.pop("User.hashFlag.bits"), user.pop("User.hashFlag.hashes")
    assert (bits > 0, hashes > 0) == (True, True)
    assert user.pop("User.path").endswith(service.user)
    sent = {f"User.{name}": value for name, value in USER.items()}
    sent |= {"User.roles": "host", "User.permissions": "MUTE_CHANNEL"}
    moments = {"User.createdOn.utc": MOMENT, "User.updatedOn.utc": MOMENT}
    ids = {"User.uuid": service.user, "User.id": f"User_{service.user}", "User.avatarFile.uuid": service.file}
    assert user == sent | moments | ids | {"User.flagCount": 1, "User.isDeleted": False}

    file = service.read(answered("File"), "file", service.file)
    plain = {f"File.{name}": FILE[name] for name in ("url", "type", "accessType", "altText")}
    attributes = {"name": "cover.jpg", "extension": "jpg", "size": "48213", "mimeType": "image/jpeg"}
    metadata = {name: FILE[name] for name in ("exif", "gps", "height", "width", "isFull")}
    assert file == plain | {"File.uuid": service.file, "File.createdOn.utc": MOMENT, "File.updatedOn.utc": MOMENT} | {
        f"File.attributes.{name}": value for name, value in attributes.items()
    } | {f"File.attributes.metadata.{name}": value for name, value in metadata.items()}

    community = service.read(answered("Community"), "community", service.community)
    assert community.pop("Community.path").endswith(service.community)
    sent = {f"Community.{name}": value for name, value in COMMUNITY.items()} | {"Community.tags": "film"}
    assert community == sent | {
        "Community.uuid": service.community,
        "Community.id": f"Community_{service.community}",
        "Community.user.uuid": service.user,
        "Community.user.publicId": "pub-7",
        "Community.user.internalId": "int-7",
        "Community.avatarFile.uuid": service.file,
        "Community.categories.uuid": service.category,
        "Community.createdOn.utc": MOMENT,
        "Community.updatedOn.utc": MOMENT,
        "Community.postsCount": 1,
        "Community.membersCount": 2,
        "Community.moderatorMemberCount": 1,
        "Community.isJoined": True,
        "Community.isDeleted": False,
        "Community.hasFlaggedPost": True,
        "Community.hasFlaggedComment": True,
        "Community.type": "DEFAULT",
    }


def test_from_update_to_cancellation(gateway: Gateway) -> None:
    service = Service(gateway)
    body = {name: value for name, value in EXAMPLE.items() if name != "status"}
    assert service.update(**body)["userErrors"] == []
    client = service.client
    client.do("publishEvent", "event.uuid", uuid=service.event)
    for user, status in ((service.user, "GOING"), (service.guest, "INTERESTED")):
        client.do("rsvpEvent", "message", eventUuid=service.event, userUuid=user, input={"status": status})
    counts = ["Event.rsvpCount", "Event.interestedCount", "Event.phase"]
    visitor = Client(gateway, None)
    assert list(visitor.read("event", service.event, counts).values()) == [[1], [1], ["SCHEDULED"]]
    gateway.clock.set(datetime(2026, 11, 7, 6, tzinfo=UTC))
    assert visitor.read("event", service.event, counts)["Event.phase"] == ["LIVE"]
    client.token = gateway.token(service.acme)
    assert service.update(status="cancelled")["userErrors"] == []
    state = ["Event.status", "Event.phase"]
    assert list(visitor.read("event", service.event, state).values()) == [["CANCELLED"], ["CANCELLED"]]
