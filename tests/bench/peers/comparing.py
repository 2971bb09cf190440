"""Before anything is timed, all servers have to answer the same."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from tests.bench.peers.asking import Answer, fetch
from tests.bench.peers.peers import Asking
from tests.bench.peers.questions import UNCHANGED

# Of what never repeats, as many different requests as there are events that are written to.
WRITES = 64


class Different(Exception):
    """A server answers in its own way; the message has both answers."""


def lengths(asking: Asking, port: int, expected: list[Any], tags: list[str]) -> list[int]:
    """How long the answers to one cycle of requests are, after each was seen to equal those in `expected`.

    The first server's answers are added to the empty list; for 304, its ETags to `tags`.
    """
    if (registration := asking.registration()) is not None:
        _data(asking, fetch(port, registration))
    found, first = [], not expected
    for number in range(asking.question.cycle or 1):
        answer = fetch(port, asking.request(number))
        data = _data(asking, answer)
        if first:
            expected.append(data)
        _compare(asking, data, expected[number])
        if asking.form == UNCHANGED:
            tags.append(answer.headers["etag"])
            answer = fetch(port, asking.request(number, tags[-1]))
            if answer.status != 304:
                raise Different(f"{asking.peer.title} answers {asking.question.title} with {answer.status}, not 304.")
        found.append(answer.length)
    return found


def settle(asking: Asking, port: int) -> None:
    """Write to each row once: what the population left for rules to compute is computed now, and not in a round."""
    for number in range(WRITES):
        _data(asking, fetch(port, asking.request(number)))


def _data(asking: Asking, answer: Answer) -> Any:
    content = orjson.loads(answer.body)
    who = f"{asking.peer.title} answers {asking.question.title} ({asking.form})"
    if answer.status != 200 or content.get("errors") or not content["data"] or not all(content["data"].values()):
        raise Different(f"{who} with {answer.status}: {answer.body.decode()[:1500]}")
    (root,) = content["data"].values()
    if root.get("userErrors"):
        raise Different(f"{who} with {root['userErrors']}")
    return content["data"]


def _compare(asking: Asking, data: Any, expected: Any) -> None:
    if asking.peer.as_leaves:
        data, expected = list(leaves(data)), list(leaves(expected))
    if data != expected:
        texts = "\n".join(orjson.dumps(each).decode()[:3000] for each in (data, expected))
        raise Different(f"{asking.peer.title} answers {asking.question.title} in its own way:\n{texts}")


def leaves(value: Any) -> Iterator[Any]:
    """The scalars of an answer in its order; an object or list without any counts as one null."""
    inside: Sequence[Any] = (
        [each for name, each in value.items() if name != "userErrors"] if isinstance(value, dict) else value
    )
    if not isinstance(value, dict | list):
        yield value
    for each in inside if isinstance(value, dict | list) else ():
        yield from leaves(each)
