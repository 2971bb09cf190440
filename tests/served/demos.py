"""Databases with the demo: created once per engine and run, and copied for each user."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.engines import copied, empty_beside, engine_named
from tests.served.process import DEMOS, demo_in
from tests.templates import Run

Demos = Callable[[str], str]


@pytest.fixture(scope="session")
def demos(whole_run: Run) -> Iterator[Demos]:
    """The URL of a demo database on an engine. Copy it; never serve it itself."""
    with ExitStack() as stack:
        found: dict[str, str] = {}

        def demo(name: str) -> str:
            if name not in found:
                url = stack.enter_context(empty_beside(stack.enter_context(engine_named(name, "demo", whole_run))))
                demo_in(url)
                found[name] = url
            return found[name]

        yield demo


@contextmanager
def copy_of(template: str) -> Iterator[str]:
    """The URL of a copy, for the length of the block."""
    with copied(template) as url:
        DEMOS[url] = DEMOS[template]
        yield url


def copy_to(template: str, path: Path) -> str:
    """Copy the SQLite demo to this file; its URL."""
    shutil.copy(template.removeprefix("sqlite:///"), path)
    url = f"sqlite:///{path}"
    DEMOS[url] = DEMOS[template]
    return url
