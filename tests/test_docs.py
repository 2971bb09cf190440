"""The pages are right: links, paths, folders, layers, values of the domain, and the words of the glossary."""

import re
from pathlib import Path

import pytest

from app.booking.values import BookabilityState
from app.events.values import EventStatus
from app.sessions.rules.status import PATHS
from app.sessions.values import (
    CheckInType,
    ProposalStatus,
    RsvpCapacity,
    SessionInclusion,
    SessionKind,
    SessionStatus,
)
from tests.test_architecture import LAYERS
from tests.test_readme import section_of, table_after

ROOT = Path(__file__).parent.parent
README_BYTES = 8 * 1024
OTHERS = ("README.md", "CHANGELOG.md", "tests/bench/README.md", "tests/bench/peers/README.md")
PAGES = sorted([*map(ROOT.joinpath, OTHERS), *ROOT.glob("docs/*.md")])
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]
BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
ELSEWHERE = re.compile(r"(https?|mailto):")
# What a page names as a file or folder of this repository; `*` stands for any name.
PLACE = re.compile(r"`((?:app|tests|docs|deploy)/[\w./*-]*)`")
# Files that the pages let readers create, or that a build creates.
MADE = {"app/web/explorer/dist"}


def prose(path: Path) -> str:
    """A page without its blocks of code, in which brackets are no links."""
    return BLOCK.sub("", path.read_text(encoding="utf-8"))


def anchors(path: Path) -> set[str]:
    """What a link to a heading of a page may say."""
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(path: Path, root: Path) -> list[str]:
    """The links of a page that lead to no file or heading under `root`."""
    links = [link for link in LINK.findall(prose(path)) if not ELSEWHERE.match(link)]
    return [link for link in links if not _leads(link, path, root)]


def _leads(link: str, path: Path, root: Path) -> bool:
    file, _, anchor = link.partition("#")
    target = (path.parent / file).resolve() if file else path
    if not target.exists() or not target.is_relative_to(root.resolve()):
        return False
    return not anchor or anchor in anchors(target)


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_a_file_or_a_heading(name: str) -> None:
    assert broken(ROOT / name, ROOT) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_path_that_a_page_names_is_there(name: str) -> None:
    named = {place.rstrip("/") for place in PLACE.findall(prose(ROOT / name))} - MADE
    assert [place for place in sorted(named) if not any(ROOT.glob(place))] == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "other.md").write_text("# Other: the page\n\n## `Two` words\n")
    page = tmp_path / "docs" / "page.md"
    good = ["other.md", "../docs/other.md#other-the-page", "other.md#two-words", "#here", "https://example.com/a", ".."]
    bad = ["nothing.md", "other.md#three-words", "#there", "../../outside.md", "/docs/other.md"]
    links = "".join(f"[a]({link}) and\n" for link in (*good, *bad))
    page.write_text(f"## Here\n\n{links}\n```js\n[a](b) [c](nothing.md)\n# There\n```\n")
    assert broken(page, tmp_path) == bad


def test_every_page_is_reached_from_the_readme() -> None:
    links = {link.partition("#")[0] for link in LINK.findall(prose(ROOT / "README.md"))}
    assert {f"docs/{path.name}" for path in ROOT.glob("docs/*.md")} <= links


def test_the_readme_is_short_and_starts_with_two_commands() -> None:
    text = (ROOT / "README.md").read_bytes()
    assert len(text) <= README_BYTES
    commands = re.findall(r"```sh\n(.*?)```", text.decode(), re.DOTALL)[0]
    assert [line.split("#")[0].strip() for line in commands.splitlines()] == ["make run", "make test"]


def test_every_folder_of_the_package_is_listed() -> None:
    folders = {path.parent.name for path in ROOT.glob("app/*/__init__.py")}
    listed = [name.strip("`") for name, _ in table_after("docs/architecture.md", "The folders")]
    assert listed == sorted(folders)


def test_the_layers_are_listed_as_the_test_of_imports_has_them() -> None:
    listed = [
        re.findall(r"`(\w+)`", names) for names, _ in table_after("docs/architecture.md", "The direction of imports")
    ]
    assert listed == [list(names) for names in LAYERS]


@pytest.mark.parametrize("name", NAMES)
def test_every_make_target_that_a_page_names_is_there(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`(?:[A-Z_]+=\S+ )*make ([a-z-]+)", (ROOT / name).read_text(encoding="utf-8")))
    assert named <= targets


def used_words(text: str) -> str:
    """The text as lower-case words, with the words of names separated."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return " ".join(re.findall(r"[a-z0-9]+", spaced.lower()))


def unused(heading: str, text: str) -> list[str]:
    """The words of a table of the glossary that a text does not use."""
    listed = [word for word, _ in table_after("docs/glossary.md", heading)]
    assert listed == sorted(set(listed))
    return [word for word in listed if not re.search(rf"\b{word}(e?s)?\b", text)]


def test_the_schema_uses_the_words_of_the_glossary() -> None:
    assert unused("The domain", used_words((ROOT / "schema.graphql").read_text(encoding="utf-8"))) == []
    assert unused("The domain", "agendas an agendatab")[:2] == ["agenda tab", "application"]


def test_the_code_uses_the_words_of_the_glossary() -> None:
    sources = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("app/**/*.py"))]
    assert unused("The service", used_words(" ".join(sources))) == []


def words(text: str) -> list[str]:
    """The values of enums in a text."""
    return re.findall(r"`([A-Z][A-Z_]+)`", text)


def test_the_values_of_the_domain_are_those_of_the_code() -> None:
    page = "docs/domain.md"
    statuses = [words(status) for status, _ in table_after(page, "Events")[: len(EventStatus)]]
    assert statuses == [[each] for each in EventStatus]
    listed = {name.strip("`"): words(values.partition(";")[0]) for name, values in table_after(page, "Sessions")[:6]}
    assert listed == {
        "status": list(SessionStatus),
        "proposalStatus": list(ProposalStatus),
        "kind": list(SessionKind),
        "checkInType": list(CheckInType),
        "rsvpCapacity": list(RsvpCapacity),
        "inclusion": list(SessionInclusion),
    }
    states = section_of(page, "Tickets and booking").partition("can be booked now:")[2].partition(".")[0]
    assert sorted(words(states)) == sorted(BookabilityState)


def test_the_ways_of_a_proposal_are_those_of_the_rules() -> None:
    section = section_of("docs/domain.md", "Sessions").partition("| from | to |")[2]
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    listed = {words(start)[0]: words(ends) for start, ends in rows}
    assert listed == {start: sorted(PATHS[start]) for start in ProposalStatus}
