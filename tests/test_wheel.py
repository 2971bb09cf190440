"""What is installed from a wheel is the whole service: with its migrations and the demo, and without the tests."""

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing of this checkout but the contents of its wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("marquee-*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def marquee(installed: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=installed.parent,
        env={
            **os.environ,
            "PYTHONPATH": str(installed),
            "MARQUEE_DATABASE_URL": f"sqlite:///{installed.parent / 'marquee.db'}",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_it_is_the_wheel_that_runs(installed: Path) -> None:
    script = "import app.db.migrate; print(app.db.migrate.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=installed.parent,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(installed)


def test_a_database_can_be_made_and_filled(installed: Path) -> None:
    made = json.loads(marquee(installed, "demo", "--json"))
    assert made["token"].startswith("mqt_")
    assert marquee(installed, "migrate") == "The database is already at this version.\n"


def test_it_prints_the_version_of_the_wheel(installed: Path) -> None:
    (metadata,) = installed.glob("marquee-*.dist-info")
    version = metadata.name.removeprefix("marquee-").removesuffix(".dist-info")
    assert marquee(installed, "--version") == f"marquee {version}\n"


def test_only_the_package_is_in_it(installed: Path) -> None:
    names = {path.name for path in installed.iterdir()}
    assert {name for name in names if not name.endswith(".dist-info")} == {"app"}


def test_the_explorer_is_in_it_as_it_is_served_and_not_as_it_is_made(installed: Path) -> None:
    explorer = Path("app", "web", "explorer")
    names = {path.name for path in (installed / explorer).iterdir()}
    # A build is carried where there is one.
    built = {"dist"} if (ROOT / explorer / "dist").is_dir() else set()
    assert names - {"__pycache__"} == {"__init__.py", "serving.py", "plain", "src"} | built
    assert [path.name for path in (installed / explorer / "src").iterdir()] == ["example.graphql"]
    script = (
        "from pathlib import Path; from app.web.explorer.serving import Explorer; "
        "Explorer(); Explorer(Path('nowhere')); print('ready')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=installed.parent,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "ready\n"
