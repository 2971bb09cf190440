"""Exceptions as log text: the driver's codes and names, and no data of callers."""

import sqlite3

import pytest

from app.core.failures import fingerprint, outline

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


def test_the_outline_has_the_drivers_names_and_no_value() -> None:
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
def test_the_outline_of_an_sqlite_error_names_the_constraint(statement: str, reason: str) -> None:
    error = broken(statement)
    assert outline(error).splitlines()[0] == f"sqlite3.{type(error).__name__} {reason}"
    assert CANARY not in outline(error)


def test_a_fingerprint_depends_on_the_type_and_the_line() -> None:
    def one() -> Exception:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            return error

    first, again = one(), one()
    assert fingerprint(first) == fingerprint(again)
    assert fingerprint(first) != fingerprint(ValueError(CANARY))
    assert CANARY not in fingerprint(first)
