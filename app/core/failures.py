"""How an unexpected exception is written to a log: where it came from, and nothing anybody sent."""

import traceback


def outline(error: BaseException) -> str:
    """The types and frames of an exception and of what caused it.

    Without their messages: a driver's repeats the row or the parameters it stumbled over.
    """
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = "".join(traceback.format_list(traceback.extract_tb(current.__traceback__)))
        name = f"{type(current).__module__}.{type(current).__qualname__}"
        parts.append(f"{name}\n{frames}".rstrip())
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\ncaused by ".join(parts)
