"""What README.md and the guides promise must exist."""

from __future__ import annotations

import re
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer
from babel.messages.pofile import read_po

from assetmap import cli
from assetmap.actions import exporting, photos
from assetmap.actions.addresses.address_book import MOST_ONLINE
from assetmap.actions.demo import make_demo
from assetmap.domain import schema
from assetmap.domain.import_plan import USES
from assetmap.domain.layer import Layers
from assetmap.domain.permission import Person, Role
from assetmap.domain.record import Action
from assetmap.domain.theme import THEMES
from assetmap.exchange.pictures import PictureLimits
from assetmap.exchange.readers.formats import FORMATS_BY_ENDING
from assetmap.exchange.readers.result import Limits
from assetmap.exchange.writers import table
from assetmap.settings import ROOT, Settings
from assetmap.store import (
    boundaries,
    changes,
    import_runs,
    light_context,
    merges,
    profiles,
    remarks,
    unplaced,
)
from assetmap.store import photos as photo_records
from assetmap.store.migrations import NEWEST
from assetmap.wiring import workspace

GUIDE = ROOT / "docs" / "guide"
PAGES = [ROOT / "README.md", *sorted(GUIDE.glob("*.md"))]
LINKING = [*PAGES, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs" / "decisions").glob("*.md"))]

# In a file of several layers, and in CSV; the rest is EXPORT_COLUMNS.
ONLY_IN_SOME_FILES = {table.LAYER, table.WKT} | {
    heading
    for crs in ("EPSG:4326", "EPSG:28992", "EPSG:3857")
    for heading in table.coordinate_headings(crs)
}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str | None = None) -> list[str]:
    """Return the code blocks of a page: of one language, or all."""
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [code for named, code in found if language in (None, named)]


def prose(path: Path) -> str:
    """Return a page without its code blocks."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)


def command_lines(path: Path) -> list[str]:
    """Return what stands behind `python -m assetmap` in the code blocks of a page."""
    code = "\n".join(blocks(path)).replace("\\\n", " ")
    return re.findall(r"python -m assetmap\b(?!\.)(.*)", code)


COMMAND_LINES = [(path, line) for path in PAGES for line in command_lines(path)]


def parse(line: str) -> tuple[str, dict[str, Any]]:
    """Parse a command line as the real command does, without running it."""
    command: Any = typer.main.get_command(cli.app)
    arguments = shlex.split(line, comments=True)
    name = []
    while hasattr(command, "commands"):
        name.append(arguments.pop(0))
        command = command.commands[name[-1]]
    with command.make_context(" ".join(name), arguments) as context:
        return " ".join(name), dict(context.params)


def all_commands() -> Iterator[tuple[str, Any]]:
    def walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        if hasattr(command, "commands"):
            for key, each in command.commands.items():
                yield from walk(f"{name} {key}".strip(), each)
        else:
            yield name, command

    yield from walk("", typer.main.get_command(cli.app))


def table_rows(path: Path, heading: str) -> list[list[str]]:
    """Return the cells of the table whose first heading is this, without the heading."""
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def names_in(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.fixture(scope="module")
def demo_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the demonstration, as docs/guide/opslag.md tells to make it."""
    folder = tmp_path_factory.mktemp("docs")
    made = workspace(Settings(store=folder / "assetmap.gpkg"))
    make_demo(made, ROOT / "data" / "demo", person=Person("test", Role.STEWARD))
    copy = folder / "kopie.gpkg"
    made.store().backup(copy)
    made.close()
    return copy


# Commands and options


@pytest.mark.parametrize(
    ("path", "line"), COMMAND_LINES, ids=[f"{path.stem}-{line}" for path, line in COMMAND_LINES]
)
def test_command_line_in_the_docs_can_be_run_as_it_stands(
    path: Path, line: str, layers: Layers
) -> None:
    name, given = parse(line)

    if name == "import":
        # Without a layer it is guessed.
        assert given["layer"] in (*layers, None)
        assert {pair.partition("=")[2] for pair in given["use"] or ()} <= set(USES)
    if name == "export":
        assert given["layer"] in (*layers, "all")


def test_docs_show_the_commands_that_readme_must_have() -> None:
    shown = {line.split()[0] for line in command_lines(ROOT / "README.md")}

    assert shown >= {"init", "import", "export", "serve", "demo"}


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_option_named_in_the_text_exists(path: Path) -> None:
    known = {"--help"} | {
        option for _, command in all_commands() for each in command.params for option in each.opts
    }

    named = {
        word.split()[0]
        for word in names_in(prose(path))
        if re.match(r"--[a-z]", word) and word.split()[0]
    }

    assert named - known == set()


def test_every_command_has_an_example_and_every_option_is_explained() -> None:
    page = GUIDE / "opdrachten.md"
    words = set(shlex.split(" ".join(command_lines(page)))) | {
        word.split()[0] for word in names_in(prose(page))
    }
    shown = {parse(line)[0] for line in command_lines(page)}

    missing = {name for name, _ in all_commands()} - shown
    missing |= {
        f"{name} {option}"
        for name, command in all_commands()
        for each in command.params
        for option in each.opts
        if option.startswith("--") and option not in words
    }

    assert missing == set()


def test_exit_codes_are_explained() -> None:
    text = (GUIDE / "opdrachten.md").read_text(encoding="utf-8")

    assert all(f"**{code}**" in text for code in (cli.DONE, cli.NOT_DONE, cli.IN_PART))


def test_make_target_in_the_docs_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    there = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))

    named = {
        target
        for path in LINKING
        for code in (*blocks(path), *names_in(prose(path)))
        for target in re.findall(r"^make ([a-z]+)", code, re.MULTILINE)
    }

    assert named >= {"run", "test", "check"}
    assert named - there == set()


# Settings


def test_every_setting_stands_in_the_guide_with_its_default() -> None:
    rows = table_rows(GUIDE / "instellingen.md", "instelling")
    said = {names_in(name)[0]: (names_in(default) or [""])[0] for name, default, _ in rows}

    assert said == {
        f"ASSETMAP_{name.upper()}": _default(field.default)
        for name, field in Settings.model_fields.items()
    }


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_setting_named_in_the_docs_exists(path: Path) -> None:
    named = set(re.findall(r"ASSETMAP_\w+", path.read_text(encoding="utf-8")))

    assert named - {f"ASSETMAP_{name.upper()}" for name in Settings.model_fields} == set()


def _default(value: Any) -> str:
    if value in (None, ()):
        return ""
    if isinstance(value, Path):
        return value.relative_to(ROOT).as_posix()
    return str(value).lower() if isinstance(value, bool) else str(value)


# Columns, layers, themes


def test_every_export_column_stands_in_the_guide_and_no_other() -> None:
    rows = table_rows(GUIDE / "beleid.md", "kolom")
    named = [name for row in rows for name in names_in(row[0])]

    exported = {schema.INDEX, *exporting.EXPORT_COLUMNS} - {schema.GEOMETRY}

    assert sorted(named) == sorted(exported | ONLY_IN_SOME_FILES)


def test_every_layer_and_theme_stands_in_the_guide(layers: Layers) -> None:
    meaning = {
        name: text
        for names, text in table_rows(GUIDE / "beleid.md", "kolom")
        for name in names_in(names)
    }

    assert names_in(meaning["layer"]) == list(layers)
    assert [each for each in names_in(meaning["themes"]) if each != ";"] == list(THEMES)


# Lists to read


def test_every_ending_that_is_read_stands_in_the_guide_and_no_other() -> None:
    rows = table_rows(GUIDE / "beleid.md", "soort lijst")
    named = [ending for row in rows for ending in names_in(row[1])]

    assert sorted(named) == sorted(FORMATS_BY_ENDING)


def test_limits_of_a_list_stand_in_the_guide() -> None:
    text = (GUIDE / "beleid.md").read_text(encoding="utf-8")
    streamlit = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    (upload_mb,) = re.findall(r"^maxUploadSize = (\d+)$", streamlit, re.MULTILINE)
    limits = Limits()

    assert f"{limits.file_bytes // 1024**3} GB" in text
    assert f"{limits.table_bytes // 1024**2} MB" in text
    assert f"{upload_mb} MB" in text


def test_every_use_of_a_column_stands_in_the_guide_and_no_other(layers: Layers) -> None:
    rows = table_rows(GUIDE / "opdrachten.md", "gebruik")
    named = [use for row in rows for use in names_in(row[0])]
    own = {f"own:{field.key}" for layer in layers.values() for field in layer.fields}
    examples = {name for row in rows for name in names_in(row[1]) if name.startswith("own:")}

    assert sorted(named) == sorted([*USES, "own:SLEUTEL"])
    assert examples
    assert examples <= own


def test_limits_of_a_photo_stand_in_the_guides() -> None:
    text = (GUIDE / "bewoner.md").read_text(encoding="utf-8")
    for_workers = (GUIDE / "opbouwwerker.md").read_text(encoding="utf-8")

    assert f"hooguit {PictureLimits().file_bytes // 1024**2} MB" in text
    assert f"passen er {photos.MAX_PHOTOS}" in for_workers


def test_how_many_addresses_go_out_stands_in_the_guides() -> None:
    for page in ("instellingen.md", "opbouwwerker.md"):
        text = " ".join((GUIDE / page).read_text(encoding="utf-8").split())

        assert f"hooguit {MOST_ONLINE} adressen" in text


# The store without the software, and from Python


def test_every_table_and_view_of_the_store_stands_in_the_guide(demo_copy: Path) -> None:
    rows = table_rows(GUIDE / "opslag.md", "tabel of view")
    named = {name for row in rows for name in names_in(row[0])}

    with closing(sqlite3.connect(demo_copy)) as connection:
        there = {
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
            )
            if not name.startswith(("gpkg_", "rtree_", "sqlite_"))
        }

    assert named == there


def test_every_kind_of_record_and_action_stands_in_the_guide(demo_copy: Path) -> None:
    named = set(names_in(prose(GUIDE / "opslag.md")))
    modules = (boundaries, changes, import_runs, light_context, merges, photo_records, profiles,
               remarks, unplaced)  # fmt: skip
    with closing(sqlite3.connect(demo_copy)) as connection:
        there = {kind for (kind,) in connection.execute("SELECT DISTINCT kind FROM versions")}

    kinds = {module.KIND for module in modules}
    assert there <= kinds
    assert kinds | {action.value for action in Action} <= named


def test_newest_schema_stands_in_the_guide() -> None:
    numbers = [row[0] for row in table_rows(GUIDE / "opslag.md", "`schema`")]

    assert numbers == [str(number) for number in range(1, NEWEST + 1)]


@pytest.mark.parametrize(
    "query", blocks(GUIDE / "opslag.md", "sql"), ids=lambda query: " ".join(query.split())[:50]
)
def test_query_in_the_guide_runs_on_a_copy(query: str, demo_copy: Path) -> None:
    with closing(sqlite3.connect(demo_copy)) as connection:
        rows = connection.execute(query).fetchall()

    # Nothing was taken out of sight in the demonstration.
    assert bool(rows) != ("retired = 1" in query)


def test_python_in_the_readme_runs_on_a_store(demo_copy: Path) -> None:
    (code,) = blocks(ROOT / "README.md", "python")
    said: dict[str, Any] = {}

    exec(code.replace("var/assetmap.gpkg", demo_copy.as_posix()), said)  # noqa: S102
    said["store"].close()

    assert said["per_neighbourhood"].sum() == len(said["places"]) > 0
    assert said["area_ha"] > 0


# Links, pictures, paths


@pytest.mark.parametrize("path", LINKING, ids=relative)
def test_relative_link_and_picture_exist(path: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", prose(path))

    broken = [
        target
        for target in targets
        if not re.match(r"[a-z]+:|#", target) and not (path.parent / target.split("#")[0]).exists()
    ]

    assert broken == []


@pytest.mark.parametrize("path", LINKING, ids=relative)
def test_file_of_the_code_that_is_named_exists(path: Path) -> None:
    package = ROOT / "assetmap"
    rooms = "|".join(sorted(each.name for each in package.iterdir() if each.is_dir()))
    files = [
        name
        for name in names_in(prose(path))
        if re.fullmatch(rf"(?:{rooms})/[\w./*]+\.(?:py|js|css|toml)", name)
    ]

    assert [name for name in files if not any(package.glob(name))] == []


@pytest.mark.parametrize("path", sorted(GUIDE.glob("*.md")), ids=relative)
def test_button_named_in_a_guide_has_those_words_on_the_page(path: Path) -> None:
    with (ROOT / "assetmap/locale/nl/LC_MESSAGES/assetmap.po").open("rb") as file:
        on_pages = {str(each.string) for each in read_po(file) if each.id}
    # A number may stand behind: 'Niet op de kaart (3)'.
    on_pages |= {words.split(" (")[0] for words in on_pages}
    text = " ".join(prose(path).replace("**", "").split())

    named = set(re.findall(r"(?<![\w*])\*([^*]+)\*(?![\w*])", text))

    assert named - on_pages == {"Gegevens > Uit tekst/CSV"} & named, "Excel alone speaks so"


def test_readme_links_every_guide() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [path.name for path in PAGES[1:] if f"docs/guide/{path.name}" not in text] == []


def test_every_picture_has_words_for_who_cannot_see_it() -> None:
    pictures = [words for path in PAGES for words in re.findall(r"!\[(.*?)\]", prose(path))]

    assert pictures != []
    assert all(pictures)


@pytest.mark.parametrize("path", LINKING, ids=relative)
def test_no_path_of_somebodys_machine_stands_in_the_docs(path: Path) -> None:
    found = re.findall(
        r"(?<![\w.])/(?:home|root|tmp|work|Users|opt|mnt)/\S*|\b[A-Z]:\\\S*",
        path.read_text(encoding="utf-8"),
    )

    assert found == []


def test_readme_is_short_and_its_first_screen_says_how_to_begin() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    first_screen = "\n".join(lines[:25])

    assert len(lines) < 110
    for needed in ("make run", "make test", "http://localhost:8501", "docs/images/kaart.png"):
        assert needed in first_screen
