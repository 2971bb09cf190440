"""A next version of Marquee: a copy with more migrations, run in processes of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

HEAD_OF_FILE = '''"""{sentence}"""

import sqlalchemy as sa
from alembic import op

from app.db import columns
from app.db.migrations.rebuilding import ALONE

revision = "{revision}"
down_revision = "{before}"
serves_from = {serves_from!r}


def upgrade() -> None:
{upgrade}


def downgrade() -> None:
    raise NotImplementedError
'''
# On SQLite the second one rebuilds the table, and on PostgreSQL it rewrites it.
EXPANSIONS = (
    (
        "2999_01_01_1_column",
        "An event has seats, which versions before do not write.",
        """
    with op.batch_alter_table("event", reflect_kwargs=ALONE) as batch:
        batch.add_column(sa.Column("seats", sa.Integer(), nullable=False, server_default="0"))""",
    ),
    (
        "2999_01_01_2_wider",
        "Names are longer, and versions are larger.",
        """
    with op.batch_alter_table("event", reflect_kwargs=ALONE) as batch:
        batch.alter_column("name", existing_type=columns.Text(255), type_=columns.Text(500))
        batch.alter_column("version", existing_type=sa.Integer(), type_=sa.BigInteger())""",
    ),
    (
        "2999_01_01_3_table",
        "A new table refers to events.",
        """
    op.create_table(
        "seat",
        sa.Column("id", columns.Uuid(), primary_key=True),
        sa.Column("event_id", columns.Uuid(), sa.ForeignKey("event.id", ondelete="CASCADE")),
    )""",
    ),
)
CONTRACTION = (
    "2999_01_02_1_contract",
    "A column that the versions before read has another name.",
    """
    with op.batch_alter_table("event", reflect_kwargs=ALONE) as batch:
        batch.alter_column("online_name", new_column_name="stream_name")""",
)


class NextVersion:
    """A copy of the package in a folder, whose migrations expand the tables; `contract` adds one that does not."""

    def __init__(self, folder: Path, head: str) -> None:
        self._folder = folder
        self._head = head
        shutil.copytree(ROOT / "app", folder / "app", ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        for revision, sentence, upgrade in EXPANSIONS:
            self._add(revision, sentence, upgrade, serves_from=None)

    def contract(self) -> None:
        self._add(*CONTRACTION, serves_from=CONTRACTION[0])

    def run(self, url: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of this version."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("MARQUEE_")}
        environment = others | {"MARQUEE_DATABASE_URL": url, "PYTHONPATH": str(self._folder)}
        return subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            cwd=self._folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=180,
        )

    def _add(self, revision: str, sentence: str, upgrade: str, *, serves_from: str | None) -> None:
        text = HEAD_OF_FILE.format(
            sentence=sentence,
            revision=revision,
            before=self._head,
            serves_from=serves_from,
            upgrade=upgrade.lstrip("\n"),
        )
        (self._folder / "app" / "db" / "migrations" / "versions" / f"{revision}.py").write_text(text)
        self._head = revision
