"""What a log is told of an error: its reason by the driver's names for it, and nothing anybody sent."""

import sqlite3

import pytest

from app.core.failures import kind, outline

CANARY = "canary-7f3a"


class DriverError(Exception):
    sqlstate = "23505"
    constraint_name = "uq_organisation_slug"
    table_name = "organisation"
    column_name = None
    detail = CANARY


def broken(statement: str) -> sqlite3.Error:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE thing (name TEXT UNIQUE)")
    connection.execute(f"INSERT INTO thing VALUES ('{CANARY}')")
    with pytest.raises(sqlite3.Error) as caught:
        connection.execute(statement)
    connection.close()
    return caught.value


def test_the_reason_is_told_without_a_value() -> None:
    error = DriverError(f"Key (slug)=({CANARY}) already exists.")
    assert outline(error) == (
        "tests.core.test_failures.DriverError"
        " (sqlstate 23505, table_name organisation, constraint_name uq_organisation_slug)"
    )


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (
            f"INSERT INTO thing VALUES ('{CANARY}')",
            "(sqlite_errorname SQLITE_CONSTRAINT_UNIQUE, UNIQUE constraint failed: thing.name)",
        ),
        (f"SELECT '{CANARY}' {CANARY} {CANARY}", "(sqlite_errorname SQLITE_ERROR)"),
    ],
)
def test_sqlite_names_the_rule_that_was_broken(statement: str, reason: str) -> None:
    error = broken(statement)
    assert outline(error).splitlines()[0] == f"sqlite3.{type(error).__name__} {reason}"
    assert CANARY not in outline(error)


def test_bugs_are_told_apart_by_what_and_where() -> None:
    def one() -> Exception:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            return error

    first, again = one(), one()
    assert kind(first) == kind(again)
    assert kind(first) != kind(ValueError(CANARY))
    assert CANARY not in kind(first)
