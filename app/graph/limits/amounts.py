"""Numbers of objects that depend on variables: a list of sums, each over earlier ones, evaluated for each request.

A fragment's sum is in the list once, however often the fragment is spread. Evaluation takes as many steps as there are
sums, and a document whose counts do not depend on variables has none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

# Higher than every limit, and exact in any JSON parser.
MOST = 10**12

Variables: TypeAlias = Mapping[str, Any]
Factor: TypeAlias = int | Callable[[Variables], int]


@dataclass(frozen=True, slots=True)
class Slot:
    """The sum at this index of the list."""

    place: int


Amount: TypeAlias = int | Slot


@dataclass(frozen=True, slots=True)
class _Sum:
    """`factor` times the total of `fixed` and the sums in `slots`."""

    fixed: int
    slots: tuple[int, ...]
    factor: Factor


class Sums:
    """The sums of one document."""

    def __init__(self) -> None:
        self._sums: list[_Sum] = []

    def __len__(self) -> int:
        return len(self._sums)

    def sum(self, *amounts: Amount) -> Amount:
        fixed = sum(amount for amount in amounts if isinstance(amount, int))
        slots = [amount for amount in amounts if isinstance(amount, Slot)]
        if not slots:
            return min(fixed, MOST)
        return slots[0] if fixed == 0 and len(slots) == 1 else self._added(fixed, slots, 1)

    def times(self, factor: Factor, amount: Amount) -> Amount:
        if amount == 0 or factor == 0:
            return 0
        if isinstance(amount, int):
            return min(factor * amount, MOST) if isinstance(factor, int) else self._added(amount, [], factor)
        return amount if factor == 1 else self._added(0, [amount], factor)

    def value(self, amount: Amount, variables: Variables) -> int:
        """The amount with these variables."""
        if isinstance(amount, int):
            return amount
        values: list[int] = []
        for each in self._sums[: amount.place + 1]:
            total = each.fixed
            for place in each.slots:
                total += values[place]
            factor = each.factor if isinstance(each.factor, int) else each.factor(variables)
            values.append(min(factor * total, MOST))
        return values[-1]

    def _added(self, fixed: int, slots: list[Slot], factor: Factor) -> Slot:
        self._sums.append(_Sum(min(fixed, MOST), tuple(slot.place for slot in slots), factor))
        return Slot(len(self._sums) - 1)
