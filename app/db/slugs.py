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
from app.core.slugs import Standing
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
        joins, plain = [], []
        for place, table in enumerate(tables):
            same = f"{scope} AND {{t}}.slug = "
            row = f"t{place}"
            number = "CAST(:wanted AS text) || '-' || CAST(s.low + s.step AS text)"
            joins.append(f" LEFT JOIN {table} {row} ON {same.replace('{t}', row)}{number}")
            plain.append(f"EXISTS (SELECT 1 FROM {table} t WHERE {same.replace('{t}', 't')}:wanted)")
        taken = " OR ".join(f"t{place}.slug IS NOT NULL" for place in range(len(tables)))
        self.sql = (
            "SELECT steps, number FROM (WITH RECURSIVE search (low, step, growing) AS ("
            f"SELECT 1, 1, 1 WHERE {' OR '.join(plain)}"
            " UNION ALL"
            f" SELECT CASE WHEN {taken} THEN s.low + s.step ELSE s.low END,"
            f" CASE WHEN ({taken}) AND s.growing = 1 THEN s.step * 2 ELSE s.step / 2 END,"
            f" CASE WHEN {taken} THEN s.growing ELSE 0 END"
            f" FROM search s{''.join(joins)}"
            f" WHERE s.step > 0 AND s.low < {LARGEST}"
            ") SELECT count(*) AS steps, max(CASE WHEN step = 0 THEN low + 1 END) AS number FROM search) found"
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

        `values`: those of the scope's parameters. Another transaction may take the slug before this one is committed.
        """
        [(steps, number)] = self.statement.rows(db, {**(values or {}), "wanted": wanted})
        if not steps:
            return wanted
        return f"{wanted}-{new_uuid().hex[:CODE_LENGTH] if number is None else number}"

    def standing(self, db: DbSession, slug: str, owner: UUID, values: Mapping[str, object] | None = None) -> Standing:
        """Whether this owner, who may be new, may have the slug. `values` as those of `find`."""
        [(taken, former)] = self._standing.rows(db, {**(values or {}), "slug": slug, "owner": owner})
        return Standing(bool(taken), former)
