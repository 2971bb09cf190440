"""What an operation costs, and what is told of it."""

from typing import Any

import orjson

from app.graph.limits.budget import Budget

# Every object of an answer that holds anything begins so, and next to nothing else does: within a text, the quotation
# mark would have a backslash before it.
OBJECT = b'{"'


async def paid(taken: int, body: bytes, budget: Budget | None) -> int:
    """What an operation has cost, now that its answer is known: never less than was taken before."""
    # Two of them stand around what was asked for.
    answered = body.count(OBJECT) - 2
    if answered > taken and budget is not None:
        await budget.owe(answered - taken)
    return max(answered, taken)


async def told(requested: int, budget: Budget | None) -> dict[str, Any]:
    """The `extensions` of an answer to those who want to know."""
    return {
        "cost": {
            "requested": requested,
            "available": await budget.left() if budget else None,
            "restoreRate": budget.restore_rate if budget else None,
        }
    }


def with_extensions(body: bytes, extensions: dict[str, Any]) -> bytes:
    """A finished answer, which is an object, with these behind what it holds."""
    return body[:-1] + b',"extensions":' + orjson.dumps(extensions) + b"}"
