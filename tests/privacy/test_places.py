"""Every column that refers to users is exported and erased, or has a reason not to be."""

from app.privacy.rules import ERASED, EXPORTED, Left
from app.privacy.store import referring_columns


def test_the_export_and_the_erasure_know_every_column_that_refers_to_users() -> None:
    assert EXPORTED.keys() == referring_columns()
    assert ERASED.keys() == referring_columns()


def test_whatever_is_left_has_a_reason() -> None:
    left = [how for how in (*EXPORTED.values(), *ERASED.values()) if isinstance(how, Left)]
    assert left
    assert all(how.reason.endswith(".") for how in left)
