"""Valid literals of the schema's own scalars, for the generator of documents."""

from datetime import datetime, timedelta

import schemathesis
from graphql import NameNode, ObjectFieldNode, ValueNode
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from tests.gateway import START

# Within half a year of the tests' clock most of the time, else anywhere in the calendar that the service keeps.
NEAR = START.replace(tzinfo=None)
MOMENTS = st.one_of(
    st.datetimes(NEAR - timedelta(days=180), NEAR + timedelta(days=180)),
    st.datetimes(datetime(1900, 1, 1), datetime(9998, 12, 31)),
).map(lambda moment: moment.replace(microsecond=0))

LEAVES = st.one_of(
    st.just(nodes.Null),
    st.booleans().map(nodes.Boolean),
    st.integers(-(2**31), 2**31).map(nodes.Int),
    st.floats(-1e9, 1e9).map(nodes.Float),
    st.text(max_size=9).map(nodes.String),
)
KEYS = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,9}", fullmatch=True)


def _member(name: str, value: ValueNode) -> ObjectFieldNode:
    return ObjectFieldNode(name=NameNode(value=name), value=value)


VALID = {
    "BigInt": st.integers(-(2**63), 2**63 - 1).map(nodes.String) | st.integers(0, 2**31).map(nodes.Int),
    "CurrencyCode": st.sampled_from(("AUD", "EUR", "JPY", "KWD", "aud", "XXX", "")).map(nodes.String),
    "Date": MOMENTS.map(lambda moment: nodes.String(moment.date())),
    "DateTime": MOMENTS.map(lambda moment: nodes.String(f"{moment.isoformat()}Z")),
    "Decimal": st.decimals(-(10**9), 10**9, places=2, allow_nan=False).map(nodes.String)
    | st.integers(0, 500).map(nodes.Int),
    "JSON": st.recursive(
        LEAVES,
        lambda inside: (
            st.lists(inside, max_size=3).map(nodes.List)
            | st.dictionaries(KEYS, inside, max_size=3).map(
                lambda found: nodes.Object([_member(name, value) for name, value in found.items()])
            )
        ),
        max_leaves=6,
    ),
    "LocalDateTime": MOMENTS.map(lambda moment: nodes.String(moment.isoformat())),
    "Time": st.times().map(lambda clock: nodes.String(clock.strftime("%H:%M:%S"))),
    "TimeZone": st.sampled_from(
        ("Australia/Sydney", "Asia/Kathmandu", "america/new_york", "Europe/London", "UTC", "Mars/Olympus", "")
    ).map(nodes.String),
    "URL": st.one_of(
        st.sampled_from(("https://example.org/a.png", "logo.png", "http://[::1]/", "javascript:alert(1)", "//", "")),
        st.text(max_size=30),
    ).map(nodes.String),
    "UUID": st.uuids().map(nodes.String),
}


def register() -> None:
    """Tell schemathesis, whose list of scalars is one for the process."""
    for name, strategy in VALID.items():
        schemathesis.graphql.scalar(name, strategy)
