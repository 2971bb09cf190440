"""Serve the explorer: GraphiQL if it is built, otherwise a plain page that says how to build it."""

import asyncio
from collections.abc import Sequence
from html import escape
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.web.caching import entity_tag, matches_tag

FOLDER = Path(__file__).parent
BUILD = FOLDER / "dist"
PLAIN = FOLDER / "plain"
EXAMPLE = FOLDER / "src" / "example.graphql"
# vite.config.js repeats it.
ADDRESS = "/graphql/explorer/"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# GraphiQL's editor writes its colours into style attributes.
POLICY = _POLICY.format(styles=" 'unsafe-inline'")
PLAIN_POLICY = _POLICY.format(styles="")

# Listed here because Python's mimetypes differs between machines, and nosniff makes browsers rely on the type.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".ttf": "font/ttf",
}
# The build puts a content hash into the name of each file in here.
HASHED = "assets/"


class Explorer:
    """The page and its files, listed when the process starts."""

    def __init__(self, build: Path = BUILD) -> None:
        page = build / "index.html"
        built = page.is_file()
        folder = build if built else PLAIN
        html = (page if built else PLAIN / "page.html").read_text(encoding="utf-8")
        if not built:
            html = html.replace("{{example}}", escape(EXAMPLE.read_text(encoding="utf-8")))
        self._html = html
        self._policy = POLICY if built else PLAIN_POLICY
        # Only listed files are served: a URL never becomes a path.
        self._files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in TYPES}

    def page(self, _request: Request) -> Response:
        headers = {"Content-Security-Policy": self._policy, "Cache-Control": "no-store", "Vary": "Accept"}
        return HTMLResponse(self._html, headers=headers)

    def route(self, middleware: Sequence[Middleware] = ()) -> Route:
        return Route(ADDRESS + "{name:path}", self._file, middleware=middleware)

    async def _file(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._files:
            raise HTTPException(404)
        is_hashed = name.startswith(HASHED)
        caching = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
        path = self._files[name]
        # Sent whole, with a weak tag: ranges of differently encoded responses would not fit together.
        content = await asyncio.to_thread(path.read_bytes)
        headers = {
            "Cache-Control": caching,
            "ETag": entity_tag(content, TYPES[path.suffix]),
            "Vary": "Accept-Encoding",
            # A web worker gets its policy from its own file.
            "Content-Security-Policy": self._policy,
        }
        if matches_tag(request.headers.getlist("if-none-match"), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(content, headers={**headers, "Content-Type": TYPES[path.suffix]})
