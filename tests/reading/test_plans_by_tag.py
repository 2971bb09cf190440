"""A list by tag finds its events by the tag, and reads no others to find none."""

import pytest

from tests.gateway import Gateway
from tests.reading.published import make_published
from tests.reading.query_plans import explained

LIST = "query ($tag: String!) { events(filter: {tag: $tag}) { nodes { uuid } } }"


@pytest.mark.parametrize("field", ["events", "occurrences"])
def test_the_tag_is_looked_up_by_its_index(gateway: Gateway, field: str) -> None:
    make_published(gateway, gateway.organisation())
    plan = explained(gateway, LIST.replace("events", field), {"text": "rock", "int8": 20}, tag="rock")
    assert "ix_event_tag_tag_key_event_id" in plan
    assert "tag_key" in plan
