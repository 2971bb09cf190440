"""The revisions of the migrations by name: which there are, their order, and names for new ones.

Revisions are named after the day on which they were written and numbered within it; the last in that order is the head.
"""

import re
from datetime import date
from importlib.resources import files

MIGRATIONS = files("app.db") / "migrations"
# The length of the column in Alembic's own table.
NAME_LENGTH = 32


def head() -> str:
    """The revision that this version of the code needs."""
    return max(known(), key=by_number)


def known() -> list[str]:
    """All revisions of this version, in no order."""
    names = (entry.name for entry in (MIGRATIONS / "versions").iterdir())
    return [name.removesuffix(".py") for name in names if name.endswith(".py")]


def after(revision: str | None) -> list[str]:
    """The revisions that follow a known one, in order; all of them after None."""
    ordered = sorted(known(), key=by_number)
    return ordered if revision is None else ordered[ordered.index(revision) + 1 :]


def by_number(name: str) -> list[tuple[int, str]]:
    """A sort key with numbers as numbers: the tenth revision of a day follows the ninth."""
    return [(int(word), "") if word.isdecimal() else (0, word) for word in name.split("_")]


def next_name(message: str, today: date, newest: str) -> str:
    """`2026_11_21_1_what_it_does`: the name of a new revision that follows the revision `newest`.

    The number counts the revisions of a day. If today is before the newest revision's day, that day is used.
    """
    *written_on, number = (int(word) for word in newest.split("_")[:4])
    day = max(today, date(*written_on))
    count = number + 1 if day == date(*written_on) else 1
    slug = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_") or "change"
    return f"{day:%Y_%m_%d}_{count}_{slug}"[:NAME_LENGTH].rstrip("_")
