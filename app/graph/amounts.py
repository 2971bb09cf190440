"""SQL expressions that print amounts: minor units become exact decimals on both engines, without floats."""

from collections.abc import Callable

from app.core.money import DIGITS
from app.graph.reading.mapping import Expression


def printed_amount(column: str) -> Expression:
    """The minor units in `column` as a decimal with all decimals of the row's `currency`."""
    sql = f"{{t}}.{column}"
    return Expression(
        _by_currency(f"CAST({sql} AS TEXT)", lambda digits: _sqlite(sql, digits)),
        _by_currency(f"{sql}::text", lambda digits: _postgresql(sql, digits)),
    )


def printed_discount(kind: str, column: str) -> Expression:
    """The same, or a percentage in hundredths if the column `kind` says so."""
    sql, amount = f"{{t}}.{column}", printed_amount(column)
    percentage = f"CASE {{t}}.{kind} WHEN 'PERCENTAGE' THEN"
    return Expression(
        f"{percentage} {_sqlite(sql, 2)} ELSE {amount.sqlite} END",
        f"{percentage} {_postgresql(sql, 2)} ELSE {amount.postgresql} END",
    )


def _by_currency(one_unit: str, some: Callable[[int], str]) -> str:
    by_digits: dict[int, list[str]] = {}
    for code, digits in DIGITS.items():
        by_digits.setdefault(digits, []).append(f"'{code}'")
    listed = {digits: f"{{t}}.currency IN ({', '.join(codes)})" for digits, codes in by_digits.items()}
    cases = " ".join(
        f"WHEN {condition} THEN {some(digits) if digits else one_unit}" for digits, condition in listed.items()
    )
    return f"CASE {cases} ELSE {some(2)} END"


def _sqlite(sql: str, digits: int) -> str:
    return f"printf('%d.%0{digits}d', {sql} / {10**digits}, {sql} % {10**digits})"


def _postgresql(sql: str, digits: int) -> str:
    return f"({sql}::numeric / {10**digits})::numeric(30, {digits})::text"
