"""Connections in connections in connections: each alias has its own arguments, and each parent its own rows."""

from datetime import timedelta
from typing import Any

import pytest

from app.sessions.tables import SessionSpeakerRow
from tests.builders import SHOW, make_link, make_session, make_speaker
from tests.gateway import Gateway
from tests.reading.published import make_published

NAMES = "nodes { name } pageInfo { hasPreviousPage hasNextPage }"
QUERY = f"""
query ($organisation: UUID!, $event: String!, $session: String!, $size: Int!) {{
  organisation(uuid: $organisation) {{
    ahead: events(first: 2, orderBy: {{ field: NAME, direction: ASC }}) {{
      pageInfo {{ hasPreviousPage hasNextPage }}
      nodes {{
        name
        before: sessions(last: 2, before: $session) {{ {NAMES} }}
        after: sessions(first: $size, after: $session) {{ {NAMES} totalCount }}
        speakers(first: 2) {{
          edges {{
            node {{
              name
              opening: sessions(first: 1) {{ {NAMES} }}
              closing: sessions(last: $size, before: $session) {{ {NAMES} totalCount }}
            }}
          }}
        }}
      }}
    }}
    behind: events(last: 1, before: $event, orderBy: {{ field: NAME, direction: ASC }}) {{
      pageInfo {{ hasPreviousPage hasNextPage }}
      edges {{
        node {{
          name
          speakers(last: 2, orderBy: {{ field: NAME, direction: DESC }}) {{
            nodes {{
              name
              sessions(first: $size, orderBy: {{ field: NAME, direction: DESC }}) {{
                edges {{ node {{ name event {{ first: sessions(first: 1) {{ {NAMES} }} }} }} }}
              }}
            }}
          }}
        }}
      }}
    }}
  }}
}}
"""


@pytest.fixture
def requested(gateway: Gateway) -> Any:
    """Three nights of four sessions each: Ada speaks in all of them, Bob in the first and third, Cyd in none."""
    acme = gateway.organisation()
    cursors: dict[str, str] = {}
    for night, letter in enumerate("XYZ"):
        event = make_published(gateway, acme, name=f"Night {letter}")
        starts_at = SHOW + timedelta(days=night)
        sessions = [
            make_session(gateway, event, name=f"{letter}{number}", starts_at=starts_at + timedelta(hours=number))
            for number in range(1, 5)
        ]
        for name, chosen in (("Ada", sessions), ("Bob", sessions[::2]), ("Cyd", [])):
            speaker = make_speaker(gateway, event, name=name, name_key=name.lower())
            for position, session in enumerate(chosen):
                link = {"event_id": event.id, "session_id": session.id, "speaker_id": speaker.id}
                make_link(gateway, SessionSpeakerRow, position=position, **link)
    listed = """query($o: UUID!) { organisation(uuid: $o) { events(orderBy: { field: NAME, direction: ASC }) {
        edges { cursor node { name sessions { edges { cursor node { name } } } } } } } }"""
    found = gateway.gql(listed, o=acme.uuid)
    for edge in found["organisation"]["events"]["edges"]:
        cursors[edge["node"]["name"]] = edge["cursor"]
        cursors |= {inner["node"]["name"]: inner["cursor"] for inner in edge["node"]["sessions"]["edges"]}
    with gateway.statements() as seen:
        answer = gateway.gql(QUERY, organisation=acme.uuid, event=cursors["Night Z"], session=cursors["X3"], size=2)
    return answer["organisation"], seen


def page(names: str, *, more: str = "", **rest: Any) -> dict[str, Any]:
    """`more` says on which sides of the page the list goes on: `<`, `>` or both."""
    info = {"hasPreviousPage": "<" in more, "hasNextPage": ">" in more}
    return {"nodes": [{"name": name} for name in names.split()], "pageInfo": info, **rest}


def test_forward_pages_hold_backward_ones(requested: Any) -> None:
    ahead = requested[0]["ahead"]
    assert ahead["pageInfo"] == {"hasPreviousPage": False, "hasNextPage": True}
    assert ahead["nodes"] == [
        {
            "name": "Night X",
            "before": page("X1 X2", more=">"),
            "after": page("X4", more="<", totalCount=4),
            "speakers": {
                "edges": [
                    {
                        "node": {
                            "name": "Ada",
                            "opening": page("X1", more=">"),
                            "closing": page("X1 X2", more=">", totalCount=4),
                        }
                    },
                    {
                        "node": {
                            "name": "Bob",
                            "opening": page("X1", more=">"),
                            "closing": page("X1", more=">", totalCount=2),
                        }
                    },
                ]
            },
        },
        {
            # The same cursor stands before everything of the next night.
            "name": "Night Y",
            "before": page("", more=">"),
            "after": page("Y1 Y2", more=">", totalCount=4),
            "speakers": {
                "edges": [
                    {
                        "node": {
                            "name": "Ada",
                            "opening": page("Y1", more=">"),
                            "closing": page("", more=">", totalCount=4),
                        }
                    },
                    {
                        "node": {
                            "name": "Bob",
                            "opening": page("Y1", more=">"),
                            "closing": page("", more=">", totalCount=2),
                        }
                    },
                ]
            },
        },
    ]


def test_backward_pages_hold_forward_ones(requested: Any) -> None:
    behind = requested[0]["behind"]
    assert behind["pageInfo"] == {"hasPreviousPage": True, "hasNextPage": True}
    again = {"first": page("Y1", more=">")}
    assert behind["edges"] == [
        {
            "node": {
                "name": "Night Y",
                "speakers": {
                    "nodes": [
                        {
                            "name": name,
                            "sessions": {"edges": [{"node": {"name": each, "event": again}} for each in talks.split()]},
                        }
                        for name, talks in (("Bob", "Y3 Y1"), ("Ada", "Y4 Y3"))
                    ]
                },
            }
        }
    ]


def test_all_of_them_are_one_statement(requested: Any) -> None:
    assert len(requested[1]) == 1
