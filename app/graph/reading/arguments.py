"""An argument's value as placeholders of the statement."""

from collections.abc import Callable
from typing import Any

import orjson

from app.core.time import to_utc_text
from app.graph.reading.emit import Emitter
from app.graph.reading.parameters import Env, Known, Symbol, checked_text, getter, plain

CASTS = {"text": "text", "int": "int8", "float": "float8", "bool": "bool", "uuid": "uuid"}


class BoundSymbol:
    """What mappings' conditions are handed; see `mapping.Bound`."""

    def __init__(self, emit: Emitter, symbol: Symbol) -> None:
        self._emit = emit
        self._symbol = symbol

    @staticmethod
    def is_null(symbol: Symbol) -> bool:
        return isinstance(symbol, Known) and symbol.value is None

    def get(self, key: str) -> "BoundSymbol | None":
        """A key of an input object, None when it is absent or null."""
        symbol = self._symbol
        if isinstance(symbol, Known) and isinstance(symbol.value, dict):
            symbol = {name: Known(value) for name, value in symbol.value.items()}
        if not isinstance(symbol, dict) or key not in symbol or self.is_null(symbol[key]):
            return None
        return BoundSymbol(self._emit, symbol[key])

    @property
    def known(self) -> Any:
        """The value, where the plan depends on it (enums and booleans)."""
        assert isinstance(self._symbol, Known)
        return plain(self._symbol.value)

    def text(self) -> str:
        return self.computed(checked_text, "text")

    def boolean(self) -> str:
        return self.computed(bool, "bool")

    def instant(self) -> str:
        return self.computed(to_utc_text, "text")

    def uuid(self) -> str:
        return self.computed(str, "uuid")

    def texts(self, change: Callable[[Any], list[str]] | None = None) -> str:
        """A list of texts as one bound value; `change` makes the list out of the argument."""
        get = getter(self._symbol)
        sqlite = self._emit.dialect == "sqlite"

        def read(env: Env) -> Any:
            given = get(env)
            items = change(given) if change else given if isinstance(given, list) else [given]
            texts = [checked_text(item) for item in items]
            return orjson.dumps(texts).decode() if sqlite else texts

        return self._emit.binds.add(read, "text[]")

    def of_kind(self, kind: str) -> str:
        """The value as it is, as one of the kinds that an expression's arguments may have."""
        change: dict[str, Callable[[Any], Any]] = {"text": checked_text, "uuid": str}
        return self.computed(change.get(kind, lambda given: given), kind)

    def computed(self, change: Callable[[Any], Any], kind: str) -> str:
        """The value after a change, bound as text, int, float, bool or uuid."""
        get = getter(self._symbol)
        return self._emit.binds.add(lambda env: change(get(env)), CASTS[kind])
