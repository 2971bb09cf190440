"""Nested objects of an input, stored flat in one row: one tree of rules checks, writes and reads them. Pure.

The keys of a tree are the patch's. The column of a value is its path: `coupon.enabled` is stored in `coupon_enabled`.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias, TypeVar, cast

from app.core.fields import Patch, Rule, camel, stored
from app.core.problems import Path, Problem, ProblemCode

Tree: TypeAlias = Mapping[str, "Rule | Tree"]
V = TypeVar("V")


def problems_in(patch: Patch | None, tree: Tree, path: Path) -> Iterator[Problem]:
    """All problems of the values that were sent, at every depth. Null for an object means null for all its values."""
    for name, rule in tree.items():
        if patch is None or name not in patch:
            continue
        value, at = patch[name], (*path, camel(name))
        if isinstance(rule, Mapping):
            yield from problems_in(value, rule, at)
        elif value is not None:
            yield from rule.problems(value, at)
        elif rule.required:
            yield Problem(ProblemCode.REQUIRED, "This cannot be empty.", at)


def columns_in(patch: Patch | None, tree: Tree, columns: type[V], prefix: str = "") -> V:
    """The columns of the values that were sent, with defaults in place of null and names in place of enums.

    `columns` declares them: one for each value of the tree, under this prefix.
    """
    return cast(V, dict(_columns_in(patch, tree, prefix)))


def _columns_in(patch: Patch | None, tree: Tree, prefix: str) -> Iterator[tuple[str, object]]:
    for name, rule in tree.items():
        if patch is not None and name not in patch:
            continue
        value = None if patch is None else patch[name]
        if isinstance(rule, Mapping):
            yield from _columns_in(value, rule, f"{prefix}{name}_")
        else:
            yield prefix + name, stored(rule.default if value is None else value)


def values_in(row: Mapping[str, object], tree: Tree, prefix: str = "") -> Patch:
    """The reverse: a patch of all values of a row, with enums as their names."""
    return {
        name: values_in(row, rule, f"{prefix}{name}_") if isinstance(rule, Mapping) else row[prefix + name]
        for name, rule in tree.items()
    }


def completed(patch: Patch, defaults: Patch, tree: Tree) -> Patch:
    """The defaults, overridden value by value by the patch. Null for an object discards its defaults."""
    merged = {**defaults, **patch}
    for name, rule in tree.items():
        if isinstance(rule, Mapping) and patch.get(name) is not None and name in defaults:
            merged[name] = completed(patch[name], defaults[name], rule)
    return merged
