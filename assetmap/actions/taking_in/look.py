"""Look into a list and guess what to do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePath

import numpy as np
from geopandas import GeoDataFrame

from assetmap.actions.taking_in.outcome import Look, Progress
from assetmap.actions.taking_in.profiles import profile_for
from assetmap.domain import cells, schema
from assetmap.domain.category_words import CategoryWords, default_category, layer_for
from assetmap.domain.column_meaning import meaning_of
from assetmap.domain.column_words import uses_by_heading
from assetmap.domain.geometry import kinds_of
from assetmap.domain.import_plan import TOWN, Plan, Reading
from assetmap.domain.layer import OTHER, Layers
from assetmap.domain.list_table import sort_words
from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, ImportFailed, NotFound
from assetmap.exchange import ReadResult, list_columns, read_file
from assetmap.store import Store

_SAMPLES = 3
_SAMPLE_SIGNS = 200
# Formats that hold one list, so that nobody need look for others in the file.
_SINGLE = {"CSV", "TSV"}


def look_at(
    store: Store,
    path: Path,
    *,
    person: Person,
    reading: Reading | None = None,
    layer: str | None = None,
    file_name: str | None = None,
    profile: str | None = None,
    progress: Progress = lambda _stage, _share: None,
) -> Look:
    """Return what is in a file, with a plan for it.

    Parameters
    ----------
    reading
        How to read it, as far as a person said so; the rest is guessed.
    layer
        Key of our layer that the list belongs to; guessed when left out.
    file_name
        What a person calls the file, where `path` is but where it was put.
    profile
        Name of the profile to use; by default the one for these headings, if there is one.

    Raises
    ------
    ImportFailed, MissingCRS, NotAllowed, NotFound
    """
    demand(person, Act.IMPORT)
    if layer is not None and layer not in store.layers:
        raise NotFound(
            N_("There is no layer '{layer}'. Choose one of: {known}."),
            layer=layer,
            known=", ".join(store.layers),
        )
    name = PurePath(file_name or path.name).name
    progress("read", 0.0)
    result = read_file(path, reading=reading, placeless=True)
    there = tuple(_columns(result.frame))
    known = profile_for(store, there, name=profile)
    if known is not None and not _is_read_as(result.reading, known.plan.reading):
        again = read_file(path, reading=_joined(known.plan.reading, reading), placeless=True)
        if profile is not None or set(known.plan.uses) <= set(_columns(again.frame)):
            result, there = again, tuple(_columns(again.frame))
    columns = texts_of(result.frame)
    found = Look(
        path=path,
        file_name=name,
        result=result,
        plan=Plan(layer or next(iter(store.layers)), result.reading, {}),
        profile=None,
        layers=_layers_in(path, result),
        columns=there,
        samples={heading: _samples(texts) for heading, texts in columns.items()},
        personal=frozenset(),
        rows=len(result.frame) + len(result.refused),
    )
    guessed, personal = _guess(found, columns, store.layers, layer)
    found = replace(found, plan=guessed, personal=personal)
    progress("read", 1.0)
    if (
        known is None
        or known.plan.layer not in store.layers
        or layer not in (None, known.plan.layer)
    ):
        return found
    plan = replace(
        known.plan,
        reading=result.reading,
        # What is new in this file is taken as guessed.
        uses={each: known.plan.uses.get(each, guessed.uses[each]) for each in there},
        source=known.plan.source or guessed.source,
    )
    return replace(found, plan=plan, profile=known.name)


def with_layer(look: Look, layers: Layers, layer: str) -> Plan:
    """Return the guess again, for another layer of ours."""
    plan, _ = _guess(look, texts_of(look.result.frame), layers, layer)
    return plan


def as_read(look: Look, plan: Plan) -> ReadResult:
    """Return the rows of a file as a plan reads it; read again only when that is another way."""
    if _is_read_as(look.result.reading, plan.reading):
        return look.result
    return read_file(look.path, reading=plan.reading, placeless=True)


def texts_of(frame: GeoDataFrame) -> dict[str, list[str]]:
    """Return the cells of each column as text, '' where empty."""
    return {column: cells.texts(frame[column]) for column in _columns(frame)}


def _columns(frame: GeoDataFrame) -> list[str]:
    return [str(column) for column in frame.columns if column != frame.geometry.name]


def _is_read_as(used: Reading, wanted: Reading) -> bool:
    """Return whether a file was read as wanted; what was left to guess is as wanted."""
    return all(
        value is None or value == getattr(used, name) for name, value in vars(wanted).items()
    )


def _joined(known: Reading, said: Reading | None) -> Reading:
    """Return a reading of a profile, with what a person said now."""
    given = {key: value for key, value in vars(said or Reading()).items() if value is not None}
    return replace(known, **given)


def _layers_in(path: Path, result: ReadResult) -> tuple[str, ...]:
    if result.driver in _SINGLE:
        return ()
    try:
        layers = list_columns(path, layer=result.reading.layer).layers
    except ImportFailed:
        return ()
    return layers if len(layers) > 1 else ()


def _samples(texts: list[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts:
        if text:
            found[text[:_SAMPLE_SIGNS]] = None
            if len(found) == _SAMPLES:
                break
    return tuple(found)


def _guess(
    look: Look, columns: Mapping[str, list[str]], layers: Layers, layer: str | None
) -> tuple[Plan, frozenset[str]]:
    """Return a plan, and the columns that seem to be about a person."""
    reading, frame = look.result.reading, look.result.frame
    places = {each for each in (reading.x, reading.y, reading.place) if each is not None}
    meaning = meaning_of(columns, layer=layers[layer] if layer else None, places=places)
    plan = Plan(layer or "", reading, meaning.uses, source=look.file_name)
    words = sort_words(columns, plan)
    names = _first_filled(columns, plan.columns_for(schema.NAME))
    titles = (PurePath(look.file_name).stem, look.result.reading.layer or "")
    if layer is None:
        kinds = set(kinds_of(np.asarray(frame.geometry.array, dtype=object))) - {"none", "mixed"}
        layer = layer_for(
            layers,
            words=_counted(words or []),
            names=names,
            # Many a list says in which municipality things are, and is not about municipalities.
            headings=[*titles, *(each for each in columns if TOWN not in uses_by_heading(each))],
            kinds=kinds,
        )
        # Its own fields may be among the columns.
        meaning = meaning_of(columns, layer=layers[layer], places=places)
        plan = replace(plan, uses=meaning.uses)
        words = sort_words(columns, plan)
    known = CategoryWords(layers[layer])
    categories = {
        word: key for word in _counted(words or []) if (key := known.category_of(word)) is not None
    }
    default = default_category(layers[layer], titles) if not categories else OTHER
    plan = replace(plan, layer=layer, categories=categories, default_category=default)
    return plan, meaning.personal


def _first_filled(columns: Mapping[str, list[str]], headings: tuple[str, ...]) -> list[str]:
    for heading in headings:
        if names := [name for name in columns[heading] if name]:
            # Names from all over the list: it may stand in an order.
            return names[:: max(1, len(names) // 500)]
    return []


def _counted(words: list[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        if word:
            counts[word] = counts.get(word, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
