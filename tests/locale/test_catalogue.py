"""The words of the interface: complete, whole, and in our own manner."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from assetmap.locale import compile, translator
from assetmap.locale.translation import DOMAIN, FOLDER
from tests.factories import LAYERS_FOLDER

PACKAGE = FOLDER.parent
LAYER_FILES = sorted(LAYERS_FOLDER.glob("*.toml"))

# What we do not say of a neighbourhood, nor to a reader; LOOK and CONTRIBUTING say why.
FORBIDDEN = re.compile(
    r"\b(probleem|problemen|overlast|achterstand\w*|scores?|ranglijst|witte vlek\w*|doelgroep\w*|"
    r"competenties?|voorzieningenanalyse|records?|duplica\w+|verwijder\w*|kansarm\w*|u|uw)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def dutch() -> dict[str, str]:
    return {str(message.id): str(message.string) for message in _catalogue() if message.id}


def test_catalogue_is_complete_used_and_compiled(capsys: pytest.CaptureFixture[str]) -> None:
    code = compile.main(["--check"])

    assert (code, capsys.readouterr().out) == (0, "")


def test_every_marked_text_is_collected_whatever_version_of_python_collects(
    dutch: dict[str, str],
) -> None:
    marked = {
        (path.name, text)
        for path in PACKAGE.rglob("*.py")
        for text in _marked_texts(path.read_text(encoding="utf-8"))
    }

    assert sorted(each for each in marked if each[1] not in dutch) == []


def test_every_translation_has_the_places_of_its_text(dutch: dict[str, str]) -> None:
    wrong = {text: words for text, words in dutch.items() if _places(text) != _places(words)}

    assert wrong == {}


def test_every_translation_keeps_the_marks_of_its_text(dutch: dict[str, str]) -> None:
    wrong = {
        text: words
        for text, words in dutch.items()
        if text.count("**") != words.count("**") or text.strip() != text or words.strip() != words
    }

    assert wrong == {}


def test_no_translation_uses_a_word_that_we_avoid(dutch: dict[str, str]) -> None:
    found = [words for words in dutch.values() if FORBIDDEN.search(words)]

    assert found == []


def test_dutch_is_translated_and_english_stands_as_written() -> None:
    words = {language: translator(language)("Map") for language in ("nl", "en")}

    assert words == {"nl": "Kaart", "en": "Map"}


def test_unknown_text_stays_as_it_is() -> None:
    assert translator("nl")("Nobody wrote this") == "Nobody wrote this"


@pytest.mark.parametrize("file", LAYER_FILES, ids=lambda file: file.stem)
def test_every_text_of_a_layer_file_is_there_in_both_languages(file: Path) -> None:
    content = tomllib.loads(file.read_text(encoding="utf-8"))

    wrong = [
        (where, texts)
        for where, texts in _texts(content, file.stem)
        if set(texts) != {"nl", "en"} or not all(texts.values())
    ]

    assert wrong == []


@pytest.mark.parametrize("file", LAYER_FILES, ids=lambda file: file.stem)
def test_no_shown_text_of_a_layer_file_uses_a_word_that_we_avoid(file: Path) -> None:
    content = tomllib.loads(file.read_text(encoding="utf-8"))

    found = [
        texts["nl"]
        for where, texts in _texts(content, file.stem)
        # Synonyms are the words of other people's lists; nobody sees them.
        if not where.endswith("synonyms") and FORBIDDEN.search(texts["nl"])
    ]

    assert found == []


def _catalogue() -> Catalog:
    with (FOLDER / "nl" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, domain=DOMAIN)


def _marked_texts(code: str) -> Iterator[str]:
    """Give each literal text in a call of `_` or `N_`, those inside f-strings too."""
    for node in ast.walk(ast.parse(code)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in compile.KEYWORDS
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


def _places(text: str) -> list[tuple[str, str, str | None]]:
    """Return the places of a template, with their format and conversion."""
    parts = string.Formatter().parse(text)
    return sorted((name, spec or "", how) for _, name, spec, how in parts if name is not None)


def _texts(content: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each table of a layer file that holds words, with where it stands."""
    if isinstance(content, list):
        for number, each in enumerate(content):
            yield from _texts(each, f"{where}[{number}]")
    elif isinstance(content, dict):
        if content.keys() & {"nl", "en"}:
            yield where, content
        else:
            for key, value in content.items():
                yield from _texts(value, f"{where}.{key}")
