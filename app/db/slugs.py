"""Slugs: a free one, found in one statement however many are taken, and who has one.

A free slug is the plain one, or one with a number. The statement looks for a number that is free behind one that is
taken: it doubles the number until it meets a free one, and then halves the distance. Where the numbers have no gap
this is the first free one. Each step looks at one entry of an index of each table.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Integer
from sqlmodel import Session as DbSession

from app.core.ids import new_uuid
from app.core.slugs import RESERVED, Standing
from app.db.columns import Text, Uuid
from app.db.fixed import FixedStatement, fixed_text

# A number and its hyphen have at most eight characters, for which a slug that is made leaves room.
LARGEST = 2**22
CODE_LENGTH = 7


class Slugs:
    """The slugs of a table, and those that its rows had before, which stay reserved.

    current  the table whose rows have slugs
    former   that of their former slugs, and `owner` its column that refers to the first one
    scope    the condition of the rows that share the slugs, with `{t}` for the row and parameters by their names
    """

    def __init__(self, current: str, former: str, owner: str, scope: str = "TRUE") -> None:
        tables = (current, former)

        def taken(slug: str) -> str:
            found = (
                f"SELECT 1 FROM {table} t WHERE {scope.replace('{t}', 't')} AND t.slug = {slug}" for table in tables
            )
            return " OR ".join(f"EXISTS ({each})" for each in found)

        # A row says whether `low + step` is taken; the next one is computed from it. No join: SQLite would read all
        # slugs of the organisation first, for a filter in front of the index.
        is_growing, low = "s.growing * s.hit = 1", "s.low + s.step * s.hit"
        step = f"CASE WHEN {is_growing} THEN s.step * 2 ELSE s.step / 2 END"
        tried = f"CAST(:wanted AS text) || '-' || CAST({low} + {step} AS text)"
        second = "CAST(:wanted AS text) || '-2'"
        self.sql = (
            "SELECT steps, number FROM (WITH RECURSIVE search (low, step, growing, hit) AS ("
            f"SELECT 1, 1, 1, CASE WHEN {taken(second)} THEN 1 ELSE 0 END WHERE {taken(':wanted')}"
            " UNION ALL"
            f" SELECT {low}, {step}, s.growing * s.hit, CASE WHEN {taken(tried)} THEN 1 ELSE 0 END"
            f" FROM search s WHERE ({is_growing} OR s.step > 1) AND {low} < {LARGEST}"
            ") SELECT count(*) AS steps, max(CASE WHEN step = 1 AND growing * hit = 0 THEN low + hit + 1 END) AS number"
            " FROM search) found"
        )
        self.statement: FixedStatement = fixed_text(
            self.sql, {"wanted": Text(), "organisation": Uuid()}, {"steps": Integer(), "number": Integer()}
        )

        of_others = " OR ".join(
            f"EXISTS (SELECT 1 FROM {table} t"
            f" WHERE {scope.replace('{t}', 't')} AND t.slug = :slug AND t.{key} <> :owner)"
            for table, key in ((current, "id"), (former, owner))
        )
        self._standing = fixed_text(
            f"SELECT CASE WHEN {of_others} THEN 1 ELSE 0 END,"
            f" (SELECT count(*) FROM {former} t WHERE t.{owner} = :owner AND t.slug <> :slug)",
            {"slug": Text(), "organisation": Uuid(), "owner": Uuid()},
        )

    def find(self, db: DbSession, wanted: str, values: Mapping[str, object] | None = None) -> str:
        """The slug, or the slug with a number from 2 up; with a random code where somebody has filled the numbers.

        A reserved word is never a slug: it gets the number 1 first.

        `values`: those of the scope's parameters. Another transaction may take the slug before this one is committed.
        """
        if wanted in RESERVED:
            wanted = f"{wanted}-1"
        [(steps, number)] = self.statement.rows(db, {**(values or {}), "wanted": wanted})
        if not steps:
            return wanted
        return f"{wanted}-{new_uuid().hex[:CODE_LENGTH] if number is None else number}"

    def standing(self, db: DbSession, slug: str, owner: UUID, values: Mapping[str, object] | None = None) -> Standing:
        """Whether this owner, who may be new, may have the slug. `values` as those of `find`."""
        [(taken, former)] = self._standing.rows(db, {**(values or {}), "slug": slug, "owner": owner})
        return Standing(bool(taken), former)
