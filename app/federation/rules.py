"""The schema's text as a subgraph of a federation."""

import re
from collections.abc import Iterable

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])\n'
KEY = '@key(fields: "uuid")'
# Every subgraph with connections has this type, and each may answer it.
SHARED = "PageInfo"

_TYPE = re.compile(r"^type (\w+)[^{\n]*(?= \{$)", re.MULTILINE)


def as_subgraph(sdl: str, entities: Iterable[str]) -> str:
    """The same schema with the keys of its entities; the standard implies the router's root fields."""
    marks = dict.fromkeys(entities, f" {KEY}") | {SHARED: " @shareable"}
    return LINK + "\n" + _TYPE.sub(lambda found: found[0] + marks.get(found[1], ""), sdl)
