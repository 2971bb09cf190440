"""Databases that hold the demo: made once for each engine and run, and copied for whoever needs one."""

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
    """The address of the demo on an engine. It is copied, and never served itself."""
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
    """The address of a copy, for the length of the block."""
    with copied(template) as url:
        DEMOS[url] = DEMOS[template]
        yield url


def copy_to(template: str, path: Path) -> str:
    """The address of a copy of the SQLite demo in this file."""
    shutil.copy(template.removeprefix("sqlite:///"), path)
    url = f"sqlite:///{path}"
    DEMOS[url] = DEMOS[template]
    return url
