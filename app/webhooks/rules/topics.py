"""Topics: which changes a webhook is sent. Pure.

`event.published` is one kind of change of one type, `event.*` all changes of a type, and `*` all changes.
"""

import re
from collections.abc import Iterable, Sequence

from app.core.problems import Path, Problem, ProblemCode
from app.webhooks.values import CHANGE_KINDS

MAX_TOPICS = 50
_KINDS = frozenset(kind.lower() for kind in CHANGE_KINDS)
_TOPIC = re.compile(r"([a-z][A-Za-z]{1,38})\.(\*|[a-z]+)")


def topic_of(entity: str, kind: str) -> str:
    """The topic of one change: `sessionOccurrence.updated`."""
    return f"{entity[0].lower()}{entity[1:]}.{kind.lower()}"


def matches(topics: Iterable[str], entity: str, kind: str) -> bool:
    topic = topic_of(entity, kind)
    return not {"*", topic, f"{topic.partition('.')[0]}.*"}.isdisjoint(topics)


def problems_with_topics(topics: Sequence[str], types: frozenset[str], path: Path) -> list[Problem]:
    """`types`: the names of the types that change."""
    if not topics:
        return [Problem(ProblemCode.REQUIRED, "At least one topic; `*` is all of them.", path)]
    if len(topics) > MAX_TOPICS:
        return [Problem(ProblemCode.TOO_MANY, f"At most {MAX_TOPICS} topics; these are {len(topics)}.", path)]
    found = [
        Problem(
            ProblemCode.INVALID,
            "A topic is `*`, a type with `.*`, or a type with a kind of change, such as `event.published`.",
            (*path, str(number)),
        )
        for number, topic in enumerate(topics)
        if not _is_topic(topic, types)
    ]
    if not found and len(set(topics)) < len(topics):
        found.append(Problem(ProblemCode.NOT_UNIQUE, "Each topic only once.", path))
    return found


def _is_topic(topic: str, types: frozenset[str]) -> bool:
    if topic == "*":
        return True
    match = _TOPIC.fullmatch(topic)
    if match is None or match[2] not in ("*", *_KINDS):
        return False
    return f"{match[1][0].upper()}{match[1][1:]}" in types
