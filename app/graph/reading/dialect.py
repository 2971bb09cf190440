"""What sets an engine apart: functions that conditions use, and the printer of its SQL."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.graph.reading.printer import Printer


class Functions(ABC):
    """SQL text for conditions, and how an engine takes a list of texts as one parameter."""

    @abstractmethod
    def within(self, expression: str, values: str) -> str:
        """The expression is one of the values of a bound list."""

    @abstractmethod
    def every(self, values: str, item: str, condition: str) -> str:
        """The condition on `item` holds for all values of a bound list."""

    @abstractmethod
    def contains(self, text: str, part: str) -> str: ...

    @abstractmethod
    def texts(self, items: Sequence[str]) -> Any: ...


@dataclass(frozen=True, slots=True)
class Dialect:
    name: str
    functions: Functions
    printer: Callable[[], Printer]
