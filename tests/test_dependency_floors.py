"""No version with a known vulnerability can be installed, and none is.

The floors are the first versions after the advisories named beside them.
"""

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent

# Package, first safe version, a version that must be refused.
FLOORS = [
    # CVE-2026-75507 quadratic validation, -75508 comments passed the token limit, -119286 memory kept
    ("graphql-core", "3.3.1", "3.3.0"),
    # CVE-2024-47082, CVE-2026-35523, -35526, -45739, -47706, -47707, -107727; checks the origin of sockets
    ("strawberry-graphql", "0.341.2", "0.341.1"),
    # CVE-2025-54121, CVE-2025-62727, CVE-2026-48710, CVE-2026-54283, PYSEC-2026-248
    ("starlette", "1.3.1", "1.3.0"),
    # CVE-2025-43859 smuggled chunks
    ("h11", "0.16.0", "0.15.0"),
]
# CVE-2026-32597, -48523, -48525, -102265, -102275: not used, and not to arrive by way of another package.
FLOORS_IF_PRESENT = [("PyJWT", "2.15.0")]


def requirements() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    dependencies = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    return {canonicalize_name(each.name): each for each in map(Requirement, dependencies)}


def locked() -> dict[str, Version]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line.removesuffix("\\").strip()) for line in lines if line[:1].isalnum()]
    return {canonicalize_name(pin.name): Version(str(pin.specifier).removeprefix("==")) for pin in pins}


@pytest.mark.parametrize(("package", "floor", "unsafe"), FLOORS)
def test_the_project_refuses_versions_with_a_known_vulnerability(package: str, floor: str, unsafe: str) -> None:
    assert not requirements()[package].specifier.contains(unsafe)
    assert locked()[package] >= Version(floor)


@pytest.mark.parametrize(("package", "floor", "unsafe"), FLOORS)
def test_no_version_with_a_known_vulnerability_is_installed(package: str, floor: str, unsafe: str) -> None:
    assert Version(version(package)) >= Version(floor)


@pytest.mark.parametrize(("package", "floor"), FLOORS_IF_PRESENT)
def test_a_package_we_do_not_use_is_absent_or_safe(package: str, floor: str) -> None:
    try:
        installed = Version(version(package))
    except PackageNotFoundError:
        installed = None
    assert installed is None or installed >= Version(floor)


def test_every_requirement_has_a_floor_and_the_lock_is_at_or_above_it() -> None:
    pins = locked()
    for name, requirement in requirements().items():
        assert any(each.operator == ">=" for each in requirement.specifier), f"{name} has no floor"
        assert requirement.specifier.contains(pins[name]), f"{name} is locked below its floor"


def test_the_lock_names_no_registry_and_no_machine() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert [word for word in ("://", "--index", "--find-links", " /") if word in text] == []
    blocks = text.replace("\\\n", "").splitlines()
    assert all("--hash=sha256:" in block for block in blocks if block[:1].isalnum())
