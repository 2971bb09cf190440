"""The peers' packages, in folders of their own: none of them is a dependency of Marquee."""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NODE, PYTHON = HERE / "node", HERE / "python"
LONGEST_S = 900
# Node comes from its package, so that all machines measure the same version.
NODE_BINARY = NODE / "node_modules/node/bin/node"
# Not below tests/, where all Python is taken for our own.
ENVIRONMENT = HERE.parents[2] / ".venv-peers"
PYTHON_BINARY = ENVIRONMENT / "bin/python"


def install_node() -> str | None:
    """Install what package-lock.json names; why that failed, if it did."""
    if shutil.which("npm") is None:
        return "npm is not installed"
    installed = NODE / "node_modules/.package-lock.json"
    if _current(installed, NODE / "package-lock.json") and NODE_BINARY.exists():
        return None
    if (failed := _run("npm", "ci", "--loglevel", "error", cwd=NODE)) is not None:
        return failed
    # A script of the package fetches it for this platform, and npm can be set to run none.
    if not NODE_BINARY.exists():
        return "npm ran no script of the package `node`, which fetches its program"
    installed.touch()
    return None


def install_python() -> str | None:
    """Install what requirements.txt names into a new environment; why that failed, if it did."""
    installed = ENVIRONMENT / ".ready"
    if _current(installed, PYTHON / "requirements.txt") and PYTHON_BINARY.exists():
        return None
    failed = _run(sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT), cwd=PYTHON) or _run(
        *(str(PYTHON_BINARY), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"),
        *("--require-hashes", "-r", "requirements.txt"),
        cwd=PYTHON,
    )
    if failed is None:
        installed.touch()
    return failed


def _current(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def _run(*command: str, cwd: Path) -> str | None:
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    except subprocess.TimeoutExpired:
        return f"{' '.join(command[:2])} took more than {LONGEST_S} seconds"
    if done.returncode == 0:
        return None
    return f"{' '.join(command[:2])} failed: {' '.join(done.stderr.split())[-300:]}"
