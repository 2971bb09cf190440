"""The MARQUEE_* variables that are limits: the values that are taken, and the sentence of a refusal."""

import re

import pytest

from app.settings.budgets import BudgetSettings
from app.settings.documents import DocumentSettings
from app.settings.edge import EdgeSettings
from app.settings.service import ALLOWED, SettingsError, load_settings
from app.settings.store import StoreSettings

LIMITS = {
    **StoreSettings.model_fields,
    **DocumentSettings.model_fields,
    **BudgetSettings.model_fields,
    **EdgeSettings.model_fields,
}
COUNTS = [name for name, field in LIMITS.items() if field.annotation is int]


@pytest.mark.parametrize("name", COUNTS)
def test_a_limit_is_a_whole_number_within_the_bounds_that_it_names(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    low, high = (int(each) for each in re.findall(r"from (\d+).* to (\d+)", ALLOWED[name])[0])
    for value in (low, high):
        monkeypatch.setenv(f"MARQUEE_{name.upper()}", str(value))
        assert getattr(load_settings(), name) == value
    for refused in (low - 1, high + 1):
        monkeypatch.setenv(f"MARQUEE_{name.upper()}", str(refused))
        sentence = f"MARQUEE_{name.upper()} is {refused}; it must be {ALLOWED[name]}."
        with pytest.raises(SettingsError, match=f"^{re.escape(sentence)}$"):
            load_settings()


@pytest.mark.parametrize(
    ("name", "taken", "refused"),
    [
        ("hosts", "api.example.com, [::1]", "https://api.example.com"),
        ("hosts", "*", "a b"),
        ("trusted_proxies", "10.0.0.0/8, ::1", "proxy"),
        ("redis_url", "redis://:secret@cache:6379/0", "memcached://cache"),
    ],
)
def test_a_limit_that_is_text(monkeypatch: pytest.MonkeyPatch, name: str, taken: str, refused: str) -> None:
    monkeypatch.setenv(f"MARQUEE_{name.upper()}", taken)
    assert getattr(load_settings(), name) == taken
    monkeypatch.setenv(f"MARQUEE_{name.upper()}", refused)
    with pytest.raises(SettingsError, match=f"must be {re.escape(ALLOWED[name])}"):
        load_settings()
