"""Who sees what is found by indexes: no table is read whole for it."""

import re
from uuid import uuid4

from tests.gateway import Gateway
from tests.reading.query_plans import explained

PICTURES = "coverImageFile { uuid } sessions { nodes { imageFile { uuid } speakers { uuid } } }"
ASKED = (
    "file(uuid: $u) { uuid }",
    "user(uuid: $u) { uuid }",
    "speaker(uuid: $u) { uuid }",
    "event(uuid: $u) { speakers { totalCount nodes { uuid } } }",
    f"event(uuid: $u) {{ {PICTURES} }}",
)
# SQLite names a table that is read whole; a page's rows, which have been found by then, have a number for a name.
READ_WHOLE = re.compile(r"^SCAN (?!CONSTANT|a\d+$)|Seq Scan", re.MULTILINE)


def test_no_table_is_read_whole(gateway: Gateway) -> None:
    values = {"uuid": str(uuid4()), "text": "x", "int8": 20}
    for requested in ASKED:
        plan = explained(gateway, f"query($u: UUID!) {{ {requested} }}", values, u=uuid4())
        assert READ_WHOLE.search(plan) is None, plan
