"""The plain page that a browser gets at /graphql, with a first request to copy."""

import base64
import hashlib
import re
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9a-f:]{2,39}\](:[0-9]{1,5})?")

_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { max-width: 42rem; margin: 4rem auto; padding: 0 1.5rem; }
pre { overflow-x: auto; padding: 1rem; border: 1px solid #8886; border-radius: .4rem; }
"""


def page_headers(style: str, *more: str) -> dict[str, str]:
    """The headers of an HTML page with this style. `more` are further directives of its Content-Security-Policy."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = ("default-src 'none'", f"style-src 'sha256-{digest}'", *more)
    bounds = ("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")
    return {"Content-Security-Policy": "; ".join((*policy, *bounds))}


HEADERS = {**page_headers(_STYLE), "Cache-Control": "no-store", "Vary": "Accept"}

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Marquee GraphQL</title>
<style>{style}</style>
</head>
<body>
<h1>Marquee</h1>
<p>This is a GraphQL endpoint. It answers queries and mutations sent to this address by POST:</p>
<pre><code>curl {address} \\
  -H 'Content-Type: application/json' \\
  -d '{{"query": "{{ __typename }}"}}'</code></pre>
<p>Without a token you see what is public. With one, send it along:
<code>-H 'Authorization: Bearer …'</code>. Tokens come from
<code>POST /oauth2/token</code> and live for 30 minutes.</p>
</body>
</html>
"""


def landing_page(request: Request) -> Response:
    """The page, with this server's address in the example."""
    host = request.headers.get("host", "")
    # The header is untrusted: show it only if it looks like a host.
    shown = host if _HOST.fullmatch(host) else "localhost:8000"
    address = f"{request.scope['scheme']}://{shown}{request.scope['path']}"
    return HTMLResponse(_PAGE.format(style=_STYLE, address=escape(address)), headers=HEADERS)
