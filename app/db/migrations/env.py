"""What alembic runs for every command: on the connection it is given, or on the database of the settings."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.operations.ops import MigrationScript
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from app.db import columns, migrate, revisions
from app.db.all_tables import metadata
from app.db.schema_state import record_serves_from
from app.settings.service import load_settings


def name_after_the_day(_context: MigrationContext, _revision: object, scripts: Iterable[MigrationScript]) -> None:
    """The newest revision is the last by name and number."""
    for script in scripts:
        script.rev_id = revisions.next_name(script.message or "change", datetime.now(UTC).date(), revisions.head())


def render_own_types(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """Our column types as they are declared: alembic would name the parameters of what they are made of."""
    if kind != "type" or not isinstance(item, TypeDecorator) or type(item).__module__ != columns.__name__:
        return False
    autogen_context.imports.add("from app.db import columns")
    length = getattr(item.impl_instance, "length", None) if isinstance(item, columns.Text) else None
    return f"columns.{type(item).__name__}({length or ''})"


def run(connection: Connection) -> None:
    """The migrations of this command, in the transaction that the connection is in."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        # SQLite alters little: a table is rebuilt instead.
        render_as_batch=True,
        render_item=render_own_types,
        compare_server_default=True,
        process_revision_directives=name_after_the_day,
    )
    context.run_migrations()
    record_serves_from(connection, context.script)


if context.is_offline_mode():
    raise CommandError("Migrations run on a database; there is no SQL script of them.")
if given := context.config.attributes.get("connection"):
    run(given)
else:
    asyncio.run(migrate.run_locked(load_settings().database_url, run))
