"""Database URLs as hosting services give them, and the driver's arguments made from them."""

from typing import Any

import pytest

from app.db.addresses import CONNECT_S, POSTGRES_SETTINGS, async_url, postgres_arguments
from app.settings.addresses import checked_postgresql


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("postgres://u@db/m", "postgresql://u@db/m"),
        ("postgresql+asyncpg://u@db/m", "postgresql://u@db/m"),
        ("postgres+psycopg2://u@db/m", "postgresql://u@db/m"),
        (
            "postgresql://db/m?port=5433&application_name=shop&connect_timeout=3&channel_binding=require",
            "postgresql://db/m?port=5433&application_name=shop&connect_timeout=3&channel_binding=require",
        ),
    ],
)
def test_only_the_scheme_of_a_url_is_changed(url: str, kept: str) -> None:
    assert checked_postgresql(url) == kept


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ("connect_timeout=soon", "has a connect_timeout that is not a number"),
        ("port=x", "has a port that is not a number"),
        ("application_name=", "has an application_name that is not a short name"),
        ("channel_binding=on", "has a channel_binding that is not disable, prefer or require"),
    ],
)
def test_an_invalid_option_is_named(options: str, fault: str) -> None:
    with pytest.raises(ValueError, match=f"^{fault}$"):
        checked_postgresql(f"postgresql://db/m?{options}")


def test_options_that_the_driver_does_not_take_are_removed_from_the_url() -> None:
    url = (
        "postgresql://u@db/m?port=5433&application_name=shop&connect_timeout=3&channel_binding=require&sslmode=require"
    )
    assert async_url(url).render_as_string() == "postgresql+asyncpg://u@db:5433/m?ssl=require"


@pytest.mark.parametrize(
    ("url", "pooler", "expected"),
    [
        (
            "postgresql://db/m",
            False,
            {
                "server_settings": POSTGRES_SETTINGS,
                "statement_cache_size": 100,
                "timeout": CONNECT_S,
                "command_timeout": None,
            },
        ),
        (
            "postgresql://db/m?application_name=shop&connect_timeout=2",
            True,
            {
                "server_settings": {"timezone": "UTC", "application_name": "shop"},
                "statement_cache_size": 0,
                "timeout": 2.0,
                "command_timeout": None,
            },
        ),
    ],
)
def test_the_drivers_arguments_besides_the_url(url: str, pooler: bool, expected: dict[str, Any]) -> None:
    assert postgres_arguments(url, transaction_pooler=pooler) == expected
