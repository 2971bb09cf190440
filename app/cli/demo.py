"""`marquee demo`: an organisation, an application and an event to try Marquee with."""

import shlex
from typing import TYPE_CHECKING

from app.cli.bootstrap import in_database, in_transaction, prepare
from app.cli.options import Json
from app.cli.output import print_fields, print_json, print_line, print_notice
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
        print_json(fields)
    else:
        print_fields(fields)
        print_line("")
        print_line(first_request(url, made))


def make_demo(settings: Settings) -> "Demo":
    """Create the demo in the configured database, or find it there."""
    from app.demo.operations import load_demo

    print_notice("Looking for the demo data ...")
    made = in_transaction(load_demo, settings)
    if made.made:
        print_notice("Stored the demo event.")
    return made


def make_demo_if_empty(settings: Settings) -> "Demo | None":
    """Create or find the demo, unless the database holds other data; then None."""
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
    """The service's URL for a client on this machine."""
    # A client cannot connect to the address that means "all addresses".
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}/graphql"


def first_request(url: str, made: "Demo") -> str:
    """A curl command that queries the demo event with its tickets and sessions."""
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
