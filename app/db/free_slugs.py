"""Free slugs: the plain one, or one with a number, found in one statement however many are taken.

The statement looks for a number that is free behind one that is taken: it doubles the number until it meets a free
one, and then halves the distance. Where the numbers have no gap this is the first free one. Each step looks at one
entry of an index.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Integer
from sqlmodel import Session as DbSession

from app.core.ids import new_uuid
from app.db.columns import Text, Uuid
from app.db.fixed import FixedStatement, fixed_text

# A number and its hyphen have at most eight characters, for which a slug that is made leaves room.
LARGEST = 2**22
CODE_LENGTH = 7


class FreeSlugs:
    """Slugs that none of some tables has in its column `slug`.

    `scope`: the condition of the rows that share the slugs, with `{t}` for the row and parameters by their names.
    """

    def __init__(self, tables: Sequence[str], scope: str = "TRUE") -> None:
        joins, plain = [], []
        for place, table in enumerate(tables):
            same = f"{scope} AND {{t}}.slug = "
            row = f"t{place}"
            number = "CAST(:wanted AS text) || '-' || CAST(s.low + s.step AS text)"
            joins.append(f" LEFT JOIN {table} {row} ON {same.replace('{t}', row)}{number}")
            plain.append(f"EXISTS (SELECT 1 FROM {table} t WHERE {same.replace('{t}', 't')}:wanted)")
        taken = " OR ".join(f"t{place}.slug IS NOT NULL" for place in range(len(tables)))
        self.sql = (
            "WITH RECURSIVE search (low, step, growing) AS ("
            f"SELECT 1, 1, 1 WHERE {' OR '.join(plain)}"
            " UNION ALL"
            f" SELECT CASE WHEN {taken} THEN s.low + s.step ELSE s.low END,"
            f" CASE WHEN ({taken}) AND s.growing = 1 THEN s.step * 2 ELSE s.step / 2 END,"
            f" CASE WHEN {taken} THEN s.growing ELSE 0 END"
            f" FROM search s{''.join(joins)}"
            f" WHERE s.step > 0 AND s.low < {LARGEST}"
            ") SELECT count(*) AS steps, max(CASE WHEN step = 0 THEN low + 1 END) AS number FROM search"
        )
        self.statement: FixedStatement = fixed_text(
            self.sql, {"wanted": Text(), "organisation": Uuid()}, {"steps": Integer(), "number": Integer()}
        )

    def find(self, db: DbSession, wanted: str, values: Mapping[str, object] | None = None) -> str:
        """The slug, or the slug with a number from 2 up; with a random code where somebody has filled the numbers.

        `values`: those of the scope's parameters. Another transaction may take the slug before this one is committed.
        """
        [(steps, number)] = self.statement.rows(db, {**(values or {}), "wanted": wanted})
        if not steps:
            return wanted
        return f"{wanted}-{new_uuid().hex[:CODE_LENGTH] if number is None else number}"
