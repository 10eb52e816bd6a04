"""What the cells of a list say: texts, categories, themes, years, web addresses, own fields.

Each function takes whole columns and gives whole columns, since a list can have 100,000 rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from assetmap.domain.asset import WEB_ADDRESS, FieldValue, completed_website
from assetmap.domain.asset_rules import TYPE_WORDS, fits
from assetmap.domain.layer import OTHER, Layer, LayerField, fold
from assetmap.domain.theme import THEMES, join_themes
from assetmap.errors import N_, Problem, Term

Note = Callable[[int, Problem], None]
"""Takes the position of a row and what is wrong with it."""

OwnFields = list[dict[str, FieldValue] | None]

_YES = {"ja", "yes", "true", "1", "j", "y", "waar"}
_NO = {"nee", "no", "false", "0", "n", "onwaar"}


def texts(values: pd.Series) -> list[str]:
    """Return cells of any type as texts without spaces around; empty for what is missing."""
    if isinstance(values.dtype, pd.StringDtype):
        stripped: list[str] = values.str.strip().fillna("").tolist()
        return stripped
    missing = values.isna().tolist()
    return ["" if none else _text(value) for value, none in zip(values, missing, strict=True)]


def _text(value: Any) -> str:
    # Whole numbers come back as 12.0 once one in their column is missing.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def categories(words: list[str], layer: Layer) -> tuple[list[str], OwnFields, dict[str, int]]:
    """Return the category of each word, and what becomes of words that no category has.

    Returns
    -------
    keys
        Category keys; `other` for a word of no category.
    kept
        Own fields of each row: `source_category` where the word had no category.
    other_words
        Those words with their number of rows, most first.
    """
    found = {word: layer.find_category(word) if word else OTHER for word in set(words)}
    keys = [found[word] or OTHER for word in words]
    if None not in found.values():
        return keys, [None] * len(words), {}
    kept: OwnFields = [{"source_category": word} if found[word] is None else None for word in words]
    other: dict[str, int] = {}
    for word in words:
        if found[word] is None:
            other[word] = other.get(word, 0) + 1
    return keys, kept, dict(sorted(other.items(), key=lambda item: (-item[1], item[0])))


def themes(cells: list[str], note: Note) -> list[str]:
    """Return theme keys joined by ';' for cells with keys or English titles."""
    by_word = {fold(key): key for key in THEMES} | {
        fold(title): key for key, title in THEMES.items()
    }
    joined = []
    for position, text in enumerate(cells):
        words = [word for word in text.replace(",", ";").split(";") if word.strip()]
        keys = [by_word.get(fold(word)) for word in words]
        unknown = [word for word, key in zip(words, keys, strict=True) if key is None]
        if unknown:
            note(
                position,
                Problem(
                    N_("There is no theme '{theme}'. Choose from: {known}."),
                    {"theme": ", ".join(unknown), "known": ", ".join(THEMES)},
                    "themes",
                ),
            )
        joined.append(join_themes(tuple(key for key in keys if key)))
    return joined


def years(cells: list[str], field: str, note: Note) -> list[int | None]:
    """Return the year of each cell: of `1987`, and of a date that begins with it."""
    found: list[int | None] = []
    for position, text in enumerate(cells):
        # Four figures, and not four of more: 19870 is no year.
        starts_with_year = text[:4].isdecimal() and not text[4:5].isdecimal()
        try:
            found.append(int(text[:4] if starts_with_year else text) if text else None)
        except ValueError:
            found.append(None)
            note(
                position,
                Problem(
                    N_("'{value}' is no year. Write it as 1987, or leave it empty."),
                    {"value": text},
                    field,
                ),
            )
    return found


def websites(cells: list[str], kept: OwnFields) -> tuple[list[str], OwnFields]:
    """Complete addresses without 'https://'; what is no address is kept in own fields.

    Returns
    -------
    addresses, kept
        Web addresses, empty where there is none, and the own fields of each row with
        `source_website` where the cell was no address.
    """
    is_address = WEB_ADDRESS.match
    strange = [at for at, text in enumerate(cells) if text and not is_address(text)]
    addresses, kept = list(cells), list(kept)
    for position in strange:
        text = cells[position]
        completed = completed_website(text)
        if is_address(completed):
            addresses[position] = completed
        else:
            addresses[position] = ""
            kept[position] = {**(kept[position] or {}), "source_website": text}
    return addresses, kept


def own_fields(columns: Mapping[LayerField, list[str]], kept: OwnFields, note: Note) -> OwnFields:
    """Return the own fields of each row, with the cells of columns that fill fields of a layer."""
    filled = list(kept)
    for field, cells in columns.items():
        for position, text in enumerate(cells):
            if not text:
                continue
            value = field_value(field, text)
            if value is None or not fits(field, value):
                note(
                    position,
                    Problem(
                        N_("'{value}' does not fit the field '{field}' ({type})."),
                        {"value": text, "field": field.key, "type": Term(TYPE_WORDS[field.type])},
                        field.key,
                    ),
                )
            else:
                filled[position] = {**(filled[position] or {}), field.key: value}
    return filled


def field_value(field: LayerField, text: str) -> FieldValue | None:
    """Return what a cell says for a field of a layer; None where it says nothing of its type."""
    kind = field.type
    if kind == "yes_no":
        word = fold(text)
        return True if word in _YES else False if word in _NO else None
    if kind in ("number", "year"):
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            return None
        if not math.isfinite(number):
            return None
        return int(number) if number.is_integer() else number
    if kind == "choice":
        return _choice(field, text)
    return text


def _choice(field: LayerField, text: str) -> str:
    """Return the key of a choice for its key or title; another text unchanged."""
    for choice in field.choices:
        if fold(text) in (fold(choice.key), fold(choice.title.nl), fold(choice.title.en)):
            return choice.key
    return text
