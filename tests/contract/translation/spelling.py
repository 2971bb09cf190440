"""How the documents spell what we take in one spelling only: truths, lengths, moments and lists."""

from datetime import datetime
from typing import Any


def truth(value: Any) -> bool | None:
    """A Boolean, 0 or 1, or either of them as text."""
    words = {"1": True, "TRUE": True, "YES": True, "0": False, "FALSE": False, "NO": False}
    return None if value is None else words[str(value).upper()]


def word(value: str | None) -> str | None:
    """An enumeration's value: `in_person`, `nocheckinneeded` and `STATUS_ACTIVE` keep their letters only."""
    return None if value is None else value.upper().removeprefix("STATUS_").replace("-", "_")


def minutes(value: str) -> int:
    """A length in hours: `"1.5"` or `"1:30"`."""
    if ":" in value:
        hours, rest = value.split(":")
        return 60 * int(hours) + int(rest)
    return round(60 * float(value))


def local(value: str) -> str:
    """`2025-01-24 00:00` or the same with seconds, a T or without a time."""
    return datetime.fromisoformat(value).strftime("%Y-%m-%dT%H:%M:%S")


def utc(value: str) -> str:
    """A moment in UTC, whether it says so or not."""
    return local(value.removesuffix("Z").removesuffix("+00:00")) + "Z"


def listed(value: str | None) -> list[str]:
    """Several values in one text, with commas between them."""
    return [item.strip() for item in (value or "").split(",") if item.strip()]


def renamed(given: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """What was sent of these fields, under our names."""
    return {ours: given[theirs] for theirs, ours in names.items() if theirs in given}
