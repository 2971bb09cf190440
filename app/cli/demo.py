"""`marquee demo`: an organisation, an application and an event to try things on."""

import shlex
from typing import TYPE_CHECKING

from app.cli.bootstrap import in_database, in_transaction, prepare
from app.cli.options import Json
from app.cli.output import answer, answer_fields, answer_json, tell
from app.settings.service import Settings, load_settings

if TYPE_CHECKING:
    from app.demo.operations import Demo

QUERY = (
    '{ event(uuid: "%s") { name startsOn { local timezone }'
    " tickets { name prices { name price { amount currency } } }"
    " sessions(first: 3) { totalCount nodes {"
    " displayName startsOn { local } track { name } location { name } speakers { name } } } } }"
)


def demo(as_json: Json = False) -> None:
    """Make the demo organisation, application and event, or find them; print a new secret and token."""
    from app.demo.operations import SLUG

    settings = load_settings()
    prepare(settings)
    made = make_demo(settings)
    url = graphql_url(settings.host, settings.port)
    fields = {
        "url": url,
        "organisation": SLUG,
        "event": made.event,
        "client_id": made.credentials.client_id,
        "client_secret": made.credentials.secret,
        "token": made.token,
    }
    if as_json:
        answer_json(fields)
    else:
        answer_fields(fields)
        answer("")
        answer(first_request(url, made))


def make_demo(settings: Settings) -> "Demo":
    """The demo in the store of these settings; what is there already is kept."""
    from app.demo.operations import load_demo

    tell("Looking for the demo data ...")
    made = in_transaction(load_demo, settings)
    if made.made:
        tell("Stored the demo event.")
    return made


def make_demo_if_empty(settings: Settings) -> "Demo | None":
    """The demo where nothing else is stored; None in a store that people use."""
    from app.demo.operations import SLUG
    from app.organisations.store import has_any, organisation_with_slug

    found = in_database(
        lambda database: database.read(lambda db: (has_any(db), organisation_with_slug(db, SLUG) is not None)),
        settings,
    )
    if found == (True, False):
        return None
    return make_demo(settings)


def graphql_url(host: str, port: int) -> str:
    """Where a client on this machine finds the service."""
    # An address that means "every address" is none that a client can ask.
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}/graphql"


def first_request(url: str, made: "Demo") -> str:
    """A command to copy: it asks for the demo event with its tickets and sessions."""
    from orjson import dumps

    body = dumps({"query": QUERY % made.event}).decode()
    return " \\\n  ".join(
        (
            f"curl -s {url}",
            f"-H 'Authorization: Bearer {made.token}'",
            "-H 'Content-Type: application/json'",
            f"-d {shlex.quote(body)}",
        )
    )
