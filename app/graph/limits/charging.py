"""Charges an operation with the size of its answer, and reports its cost."""

from typing import Any

import orjson

from app.graph.limits.budget import Budget

# Every object of an answer that is not empty begins with these bytes. Text does not contain them: in JSON, a quotation
# mark inside a text follows a backslash.
OBJECT = b'{"'


def objects_in(body: bytes) -> int:
    """How many objects an answer has, without itself and its `data`."""
    return body.count(OBJECT) - 2


async def charge(charged: int, body: bytes, budget: Budget | None) -> int:
    """The cost of an operation whose answer is known: at least the estimate that was `charged` before."""
    answered = objects_in(body)
    if answered > charged and budget is not None:
        await budget.owe(answered - charged)
    return max(answered, charged)


async def cost_extensions(requested: int, budget: Budget | None) -> dict[str, Any]:
    """The `extensions` of an answer that reports its cost."""
    return {
        "cost": {
            "requested": requested,
            "available": await budget.left() if budget else None,
            "restoreRate": budget.restore_rate if budget else None,
        }
    }


def with_extensions(body: bytes, extensions: dict[str, Any]) -> bytes:
    """The JSON of an answer with these extensions added."""
    return body[:-1] + b',"extensions":' + orjson.dumps(extensions) + b"}"
