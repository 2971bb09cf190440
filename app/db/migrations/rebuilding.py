"""How SQLite reads a table before it rebuilds it."""

from collections.abc import Mapping
from typing import Any

# The table alone. Otherwise every table that it refers to is read, too, and theirs: most of a migration's time.
ALONE: Mapping[str, Any] = {"resolve_fks": False}
