"""Layers: one TOML file each, read and checked at start."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from assetmap.errors import N_, InvalidLayerFile, Problem

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Kind = Literal["point", "line", "area"]
Shape = Literal["circle", "rounded-square", "square", "drop", "hexagon", "diamond"]

OTHER = "other"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Strict):
    """A text in Dutch and in English."""

    nl: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    en: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

    def in_language(self, language: str) -> str:
        """Return the text in `nl` or `en`."""
        return self.en if language == "en" else self.nl


class Synonyms(_Strict):
    """Other words for a category, by language."""

    nl: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class Category(_Strict):
    """A sort of asset within a layer."""

    key: Key
    icon: str
    title: Words
    osm: tuple[Annotated[str, StringConstraints(pattern=r"^[^=\s]+=[^=]+$")], ...] = ()
    synonyms: Synonyms = Synonyms()


class Choice(_Strict):
    """One answer of a field that is a choice."""

    key: Key
    title: Words


class LayerField(_Strict):
    """A field that only this layer has."""

    key: Key
    type: Literal["text", "long_text", "number", "yes_no", "choice", "year"]
    title: Words
    help: Words | None = None
    choices: tuple[Choice, ...] = ()

    @model_validator(mode="after")
    def _choices_where_asked(self) -> LayerField:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("a field of type 'choice' has choices, another field has none")
        return self


class Privacy(_Strict):
    """What a layer keeps back unless somebody says otherwise."""

    person: bool
    position: Literal["exact", "neighbourhood"]


class Layer(_Strict):
    """One of the kinds of assets, or a municipality's own kind."""

    key: Key
    order: int
    color: Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
    shape: Shape
    icon: str
    geometry: tuple[Kind, ...]
    title: Words
    description: Words
    privacy: Privacy
    categories: tuple[Category, ...] = Field(alias="category", min_length=1)
    fields: tuple[LayerField, ...] = Field(alias="field", default=())

    @model_validator(mode="after")
    def _keys_are_unique_and_other_is_there(self) -> Layer:
        for noun, keys in (
            ("category", [category.key for category in self.categories]),
            ("field", [field.key for field in self.fields]),
        ):
            twice = sorted({key for key in keys if keys.count(key) > 1})
            if twice:
                raise ValueError(f"{noun} key used twice: {', '.join(twice)}")
        if OTHER not in {category.key for category in self.categories}:
            raise ValueError("the category 'other' is missing; it takes what fits nowhere else")
        if not self.geometry and self.privacy.position != "neighbourhood":
            raise ValueError("a layer without geometry kinds has privacy.position 'neighbourhood'")
        if self.geometry and (self.privacy.position != "exact" or self.privacy.person):
            raise ValueError(
                "a layer about persons, or with privacy.position 'neighbourhood', has geometry = []"
            )
        return self

    @cached_property
    def category_by_key(self) -> dict[str, Category]:
        """The categories by their key."""
        return {category.key: category for category in self.categories}

    @cached_property
    def _category_by_word(self) -> dict[str, str]:
        words: dict[str, str] = {}
        for category in self.categories:
            names = (category.key, category.title.nl, category.title.en)
            for word in (*names, *category.synonyms.nl, *category.synonyms.en, *category.osm):
                words.setdefault(fold(word), category.key)
        return words

    def find_category(self, text: str) -> str | None:
        """Return the key of the category that a text names, or None.

        Keys, titles in both languages, synonyms and OSM tags count; case and accents do not.
        """
        return self._category_by_word.get(fold(text))


class Layers(Mapping[str, Layer]):
    """All layers by key, in their order."""

    def __init__(self, layers: list[Layer]) -> None:
        ordered = sorted(layers, key=lambda layer: (layer.order, layer.key))
        self._layers = {layer.key: layer for layer in ordered}

    def __getitem__(self, key: str) -> Layer:
        return self._layers[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._layers)

    def __len__(self) -> int:
        return len(self._layers)


def category_positions(
    layers: Layers,
) -> tuple[list[dict[str, Any]], dict[tuple[str, str], int]]:
    """Return all categories in their order, and the position of each (layer, category)."""
    categories: list[dict[str, Any]] = []
    position: dict[tuple[str, str], int] = {}
    for number, layer in enumerate(layers.values()):
        for category in layer.categories:
            position[layer.key, category.key] = len(categories)
            categories.append({"layer": number, "key": category.key, "icon": category.icon})
    return categories, position


def fold(text: str) -> str:
    """Return a text without case, accents, and signs between words, for comparing."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9=:]+", " ", letters).strip()


def load_layers(folder: Path) -> Layers:
    """Read every `*.toml` in a folder as a layer.

    Raises
    ------
    InvalidLayerFile
        Naming file, key and reason of every mistake in every file.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise InvalidLayerFile(
            N_("There are no layer files in {folder}. Put at least one .toml file there."),
            folder=folder,
        )
    layers: list[Layer] = []
    mistakes: list[Problem] = []
    for file in files:
        try:
            layers.append(_load_layer(file))
        except InvalidLayerFile as error:
            mistakes.extend(error.problems)
    if mistakes:
        raise InvalidLayerFile(mistakes)
    return Layers(layers)


def _load_layer(file: Path) -> Layer:
    template = N_("{file}: {key}: {reason}. Mend the file and start again.")
    try:
        content: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidLayerFile(template, file=file.name, key="TOML", reason=str(error)) from error
    try:
        layer = Layer.model_validate(content)
    except ValidationError as error:
        raise InvalidLayerFile(
            [
                InvalidLayerFile(
                    template,
                    file=file.name,
                    key=".".join(str(part) for part in mistake["loc"]) or "file",
                    reason=mistake["msg"].removeprefix("Value error, "),
                ).problems[0]
                for mistake in error.errors()
            ]
        ) from error
    if layer.key != file.stem:
        reason = f"'{layer.key}' is not the file's name '{file.stem}'"
        raise InvalidLayerFile(template, file=file.name, key="key", reason=reason)
    return layer
