"""followOrganisation, muteOrganisation and their opposites: once for each user."""

from uuid import UUID

import pytest

from tests.builders import everything
from tests.gateway import Gateway
from tests.interactions.acting import NOBODY, changes, token_of
from tests.user_builders import make_user

READ = """query($o: UUID!, $u: UUID!) { organisation(uuid: $o) {
  metrics { name value }
  interactions { follows mutes followedBy(userUuid: $u) { user { uuid } createdOn { utc } } } } }"""


def ask(gateway: Gateway, verb: str, token: str, organisation: str, user: UUID | str) -> object:
    document = (
        f"mutation($o: UUID!, $u: UUID!) {{ {verb}Organisation(organisationUuid: $o, userUuid: $u)"
        " { message organisation { uuid } userErrors { code path } } }"
    )
    (answer,) = gateway.gql(document, token, o=organisation, u=user).values()
    if answer["userErrors"]:
        return [(error["code"], error["path"]) for error in answer["userErrors"]]
    return answer["message"]


@pytest.mark.parametrize(
    ("verb", "message"),
    [("follow", "Organisation has been {}followed successfully"),
     ("mute", "Organisation has been {}muted successfully")],
)  # fmt: skip
def test_a_user_does_it_once_and_undoes_it_once(gateway: Gateway, verb: str, message: str) -> None:
    acme = gateway.organisation()
    token, ada = token_of(gateway, acme), make_user(gateway, acme)

    def seen(token: str | None) -> dict[str, object]:
        found = gateway.gql(READ, token, o=acme.uuid, u=ada.id)["organisation"]
        return {**found["interactions"], "metric": found["metrics"][0]["value"]}

    assert seen(token) == {"follows": 0, "mutes": 0, "followedBy": None, "metric": 0}
    assert ask(gateway, verb, token, acme.uuid, ada.id) == message.format("")
    by_ada = {"user": {"uuid": str(ada.id)}, "createdOn": {"utc": "2026-06-01T09:00:00Z"}}
    follows = verb == "follow"
    assert seen(token) == {
        "follows": int(follows),
        "mutes": int(not follows),
        "followedBy": by_ada if follows else None,
        "metric": int(follows),
    }
    public = {"follows": int(follows), "mutes": None, "metric": int(follows)}
    assert seen(None) == public | {"followedBy": by_ada | {"user": None} if follows else None}
    before = everything(gateway)
    assert ask(gateway, verb, token, acme.uuid, ada.id) == [("ALREADY_DONE", ["userUuid"])]
    assert everything(gateway) == before
    assert ask(gateway, f"un{verb}", token, acme.uuid, ada.id) == message.format("un")
    assert seen(token) == {"follows": 0, "mutes": 0, "followedBy": None, "metric": 0}
    assert ask(gateway, f"un{verb}", token, acme.uuid, ada.id) == [("NOT_FOUND", ["userUuid"])]
    assert changes(gateway, "Organisation") == ["UPDATED", "UPDATED"]


@pytest.mark.parametrize("verb", ["follow", "unfollow", "mute", "unmute"])
def test_other_organisations_and_their_users_are_not_found(gateway: Gateway, verb: str) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    stranger, token = make_user(gateway, other), token_of(gateway, acme)
    before = everything(gateway)
    for user in (NOBODY, stranger.id):
        assert ask(gateway, verb, token, acme.uuid, user) == [("NOT_FOUND", ["userUuid"])]
    assert ask(gateway, verb, token, other.uuid, stranger.id) == [("NOT_FOUND", ["organisationUuid"])]
    assert everything(gateway) == before


@pytest.mark.parametrize(("state", "code"), [("is_deleted", "DELETED"), ("is_global_ban", "BANNED")])
def test_deleted_and_banned_users_cannot_follow(gateway: Gateway, state: str, code: str) -> None:
    acme = gateway.organisation()
    ada, token = make_user(gateway, acme, **{state: True}), token_of(gateway, acme)
    for verb in ("follow", "mute"):
        assert ask(gateway, verb, token, acme.uuid, ada.id) == [(code, ["userUuid"])]
