"""Relay connections: the types and arguments that all paged lists share."""

import inspect
from enum import Enum
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from app.graph.reading.answered_alone import answered_alone, is_marked
from app.graph.reading.mapping import READ, Page, read_without_resolver

T = TypeVar("T")


@strawberry.enum(description="The direction of an order.")
class OrderDirection(Enum):
    ASC = strawberry.enum_value(
        "ASC", description="Ascending: the smallest, earliest or alphabetically first comes first."
    )
    DESC = strawberry.enum_value("DESC", description="Descending: the reverse.")


@strawberry.type(description="The position of a page in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether the list has items after this page.")
    has_previous_page: bool = strawberry.field(description="Whether the list has items before this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first item; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last item; null on an empty page.")


@strawberry.type(description="An item of a list with its cursor.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Position of this item in this order of the list. Opaque.")
    node: T = strawberry.field(description="The item.")


@strawberry.type(description="How many items a list has, counted up to a limit.")
class BoundedCount:
    count: int = strawberry.field(description="The number of items that the caller may see, at most the limit.")
    more: bool = strawberry.field(description="Whether there are more items than the limit.")


def counted_up_to() -> Any:
    """The field `countUpTo` of a connection."""
    return strawberry.field(
        resolver=_count_up_to,
        description=(
            "The number of items on all pages, counted no further than the limit: for a screen that shows “100+”, in a"
            " list of any length."
        ),
    )


def _count_up_to(
    limit: Annotated[int, strawberry.argument(description="Where to stop counting, 1 to 10,000.")],
) -> BoundedCount:
    read_without_resolver()


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The items with their cursors.")
    nodes: list[T] = strawberry.field(description="The items.")
    page_info: PageInfo = strawberry.field(description="The position of this page in the list.")
    total_count: int = strawberry.field(
        description="The number of items on all pages that the caller may see. Counted only if selected."
    )
    count_up_to: BoundedCount = counted_up_to()


FIRST = Annotated[
    int | None,
    strawberry.argument(description="The first items after `after`, 1 to 100. Without `first` and `last`: 20."),
]
AFTER = Annotated[str | None, strawberry.argument(description="Only items after this cursor.")]
LAST = Annotated[int | None, strawberry.argument(description="The last items before `before`, 1 to 100.")]
BEFORE = Annotated[str | None, strawberry.argument(description="Only items before this cursor.")]


def described(kind: Any, text: str, name: str | None = None) -> Any:
    """An optional argument of a connection. `name`: its GraphQL name, if that is reserved in Python."""
    return Annotated[kind | None, strawberry.argument(description=text, name=name)]


def paged(
    how: Page,
    description: str,
    *,
    order: Any,
    resolver: Any = None,
    **arguments: Any,
) -> Any:
    """A connection field. `order` is its input of the form {field, direction}; `described` makes further arguments.

    Without `resolver` the field is below a root field, where the reader reads it and no resolver runs.
    """
    annotations: dict[str, Any] = {
        "first": FIRST,
        "after": AFTER,
        "last": LAST,
        "before": BEFORE,
        "order_by": described(order, "How the list is ordered."),
        **arguments,
    }
    run = resolver or _never

    async def resolve(root: Any, info: Any, **_given: Any) -> Any:
        return await run(root, info)

    keyword = inspect.Parameter.KEYWORD_ONLY
    resolve.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter("root", inspect.Parameter.POSITIONAL_OR_KEYWORD),
            inspect.Parameter("info", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=strawberry.Info),
            *(
                inspect.Parameter(name, keyword, default=strawberry.UNSET, annotation=annotation)
                for name, annotation in annotations.items()
            ),
        ]
    )
    resolve.__annotations__ = {"info": strawberry.Info, **annotations}
    if is_marked(run):
        answered_alone(resolve)
    return strawberry.field(resolver=resolve, description=description, metadata={READ: how})


async def _never(_root: Any, _info: Any) -> Any:
    read_without_resolver()
