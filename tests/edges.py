"""The edge in a payload: it equals the edge of the same node in the list, wherever clients add it.

edge = payload["saveEdge"]                                     # { cursor node { uuid } }
place(gateway, token, edge, "Event", event.id, "saves") == 2   # from 0, in the list's own order
"""

from typing import Any
from uuid import UUID

from tests.gateway import Gateway

EDGE = "{ cursor node { uuid } }"


def place(gateway: Gateway, token: str, edge: Any, kind: str, owner: UUID | str, connection: str) -> int:
    """The index of the edge in a list of at most 20; its cursor splits the list there, in both directions."""

    def page(arguments: str = "") -> list[Any]:
        listed = f"... on {kind} {{ {connection}{arguments} {{ edges {EDGE} }} }}"
        edges: list[Any] = gateway.gql(f'{{ node(id: "{kind}_{owner}") {{ {listed} }} }}', token)["node"][connection][
            "edges"
        ]
        return edges

    edges = page()
    at = edges.index(edge)
    assert page(f'(after: "{edge["cursor"]}")') == edges[at + 1 :]
    assert page(f'(last: 20, before: "{edge["cursor"]}")') == edges[:at]
    return at
