"""The tree that app/core/errors.py draws is the one in the code."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

from app.core import errors
from app.core.errors import MarqueeError

ROOT = Path(__file__).parent.parent.parent


def drawn() -> set[tuple[str, str, str]]:
    """Parent, name and code of each class in the drawing."""
    found, parents = set(), {-1: "Exception"}
    for line in (errors.__doc__ or "").splitlines():
        if match := re.fullmatch(r"    ([│├└─ ]*)([A-Z]\w+) +(\w+)", line):
            depth = len(match[1]) // 4
            parents[depth] = match[2]
            found.add((parents[depth - 1], match[2], match[3]))
    return found


def classes(of: type[MarqueeError] = MarqueeError) -> Iterator[type[MarqueeError]]:
    yield of
    for each in of.__subclasses__():
        if each.__module__.startswith("app."):
            yield from classes(each)


def test_the_drawing_shows_every_exception_with_its_parent_and_code() -> None:
    for path in sorted(ROOT.glob("app/**/*.py")):
        if "class " in path.read_text() and "versions" not in path.parts:
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    assert drawn() == {(each.__mro__[1].__name__, each.__name__, each.code) for each in classes()}


def test_no_other_public_class_inherits_from_exception() -> None:
    bare = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sorted(ROOT.glob("app/**/*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base) == "Exception" for base in node.bases)
        # Private ones do not leave their module.
        and not node.name.startswith("_")
    ]
    assert bare == ["app/core/errors.py: MarqueeError"]
