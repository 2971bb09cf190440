"""GET /events/{organisation}/{slug}: a plain page of a public event; /events/{uuid}/code.png: its QR code."""

from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from app.auth.rules import ANONYMOUS
from app.core.qr import qr_png
from app.core.time import to_utc_text
from app.web import structured_data
from app.web.landing import page_headers
from app.web.moved import moved
from app.web.served_files import uuid_in
from app.web.state import AppState, not_found, require_method

CODE = "query ($uuid: UUID!) { event(uuid: $uuid) { eventCode { value } } }"
EVENT = f"""query ($organisation: String!, $slug: String!, $now: DateTime!) {{
  eventBySlug(organisationSlug: $organisation, slug: $slug) {{
    slug displayName description status location timezone
    organisation {{ slug name }}
    coverImageFile {{ url altText }}
    occurrences(first: 100, enabled: true) {{ nodes {{ startsOn {{ local }} endsOn {{ local }} }} }}
    tickets {{ name prices {{ name price {{ amount currency }} }} {structured_data.OF_TICKETS} }}
    {structured_data.FIELDS}
  }}
}} {structured_data.FRAGMENT}"""

_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { max-width: 42rem; margin: 4rem auto; padding: 0 1.5rem; }
img { max-width: 100%; }
.text { white-space: pre-line; }
"""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{name}</title>
<link rel="alternate" type="text/calendar" href="{calendar}">
<style>{style}</style>
{data}
</head>
<body>
{body}
</body>
</html>
"""


class CodeEndpoint:
    """An ASGI endpoint."""

    def __init__(self, state: AppState) -> None:
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        require_method(request, "GET", "HEAD")
        uuid = uuid_in(request)
        caller = await self._state.caller(request)
        event = (await self._state.query(request, caller, CODE, uuid=str(uuid)))["event"]
        if event is None:
            raise not_found()
        headers = {"Content-Type": "image/png", "Cache-Control": "no-cache", "Vary": "Authorization"}
        response = Response(qr_png(event["eventCode"]["value"]), headers=headers)
        await response(scope, receive, send)


class EventPageEndpoint:
    """An ASGI endpoint. It shows every caller what anonymous callers may see."""

    def __init__(self, state: AppState) -> None:
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        require_method(request, "GET", "HEAD")
        names = {"organisation": request.path_params["organisation"], "slug": request.path_params["slug"]}
        if any("\0" in name for name in names.values()):
            raise not_found()
        now = to_utc_text(self._state.clock())
        event = (await self._state.query(request, ANONYMOUS, EVENT, **names, now=now))["eventBySlug"]
        if event is None:
            raise not_found()
        current = {"organisation": event["organisation"]["slug"], "slug": event["slug"]}
        if current != names:
            response = moved(request, "..", current["organisation"], current["slug"])
            await response(scope, receive, send)
            return
        # Relative to this page, as the links of the body are.
        calendar = f"{quote(names['slug'])}.ics"
        body = "\n".join([*_body(event), f'<p><a href="{calendar}">Calendar</a></p>'])
        parts = {"style": _STYLE, "calendar": calendar, "data": structured_data.script(event), "body": body}
        page = _PAGE.format(name=escape(event["displayName"]), **parts)
        headers = page_headers(_STYLE, "img-src https: http:") | {
            "Cache-Control": "no-cache",
            "Vary": "Accept-Encoding",
        }
        await HTMLResponse(page, headers=headers)(scope, receive, send)


def _body(event: dict[str, Any]) -> Iterator[str]:
    cover = event["coverImageFile"]
    if cover is not None and cover["url"].startswith(("http://", "https://")):
        yield f'<img src="{escape(cover["url"])}" alt="{escape(cover["altText"] or "")}">'
    yield f"<h1>{escape(event['displayName'])}</h1>"
    yield f"<p>{escape(event['organisation']['name'])}</p>"
    if event["status"] == "CANCELLED":
        yield "<p><strong>This event is cancelled.</strong></p>"
    if event["description"]:
        yield f'<p class="text">{escape(event["description"])}</p>'
    if event["location"]:
        yield f"<h2>Where</h2>\n<p>{escape(event['location'])}</p>"
    if dates := event["occurrences"]["nodes"]:
        items = "\n".join(f"<li>{_moment(each['startsOn'])} – {_moment(each['endsOn'])}</li>" for each in dates)
        yield f"<h2>When</h2>\n<ul>\n{items}\n</ul>\n<p>Times of {escape(event['timezone'])}.</p>"
    if tickets := event["tickets"]:
        items = "\n".join(f"<li>{_ticket(each)}</li>" for each in tickets)
        yield f"<h2>Tickets</h2>\n<ul>\n{items}\n</ul>"


def _moment(moment: dict[str, str]) -> str:
    return escape(moment["local"][:16].replace("T", " "))


def _ticket(ticket: dict[str, Any]) -> str:
    prices = [
        f"{each['name'] or ''} {each['price']['currency']} {each['price']['amount']}".strip()
        for each in ticket["prices"]
    ]
    return escape(f"{ticket['name']}: {', '.join(prices)}" if prices else ticket["name"])
