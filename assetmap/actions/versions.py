"""What changed between two versions of an asset, and going back to one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shapely.geometry.base import BaseGeometry

from assetmap.actions.assets import ready, save, version_in
from assetmap.actions.clock import Clock, utc_now
from assetmap.domain.asset import Asset, Contact
from assetmap.domain.asset_rules import KIND_WORDS
from assetmap.domain.consent import HOW, Consent
from assetmap.domain.geometry import kind_of, shapes_to_rd, surface_points
from assetmap.domain.layer import Layer, LayerField, Layers, Words
from assetmap.domain.merge import CATEGORY, GEOMETRY, part_term, parts
from assetmap.domain.permission import Act, Person, demand, may
from assetmap.domain.precision import PRECISIONS
from assetmap.domain.record import Action
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import TRAITS
from assetmap.errors import N_, Conflict, NotAllowed, Problem, Term
from assetmap.store import Change, PastVersion, Receipt, Store

__all__ = [
    "REGRET",
    "Difference",
    "PastVersion",
    "Said",
    "beside",
    "differences",
    "go_back",
    "in_words",
    "preview_back",
    "said_text",
    "undo_save",
    "undoing",
]

# A value in words: a text of somebody, a word of ours, a title of a layer file, a sentence with
# numbers, or several of these.
Said = str | Words | Problem | tuple["Said", ...]

# How long somebody who may only add can take back what they just added.
REGRET = timedelta(minutes=15)

_SAME_SPOT_M = 0.5


@dataclass(frozen=True)
class Difference:
    """One thing that two versions say differently.

    Parameters
    ----------
    field
        As `domain.merge.parts` names it.
    term
        What a person calls it.
    before, after
        In words to be translated; an empty text for nothing.
    """

    field: str
    term: Term | Words | str
    before: Said
    after: Said


def differences(
    before: Asset,
    after: Asset,
    layers: Layers,
    *,
    neighbourhoods: Mapping[str, str] | None = None,
) -> list[Difference]:
    """Return what two versions say differently, in words, in the order of the fields.

    Parameters
    ----------
    neighbourhoods
        Names by code; a code without a name stands for itself.
    """
    was, now = parts(before), parts(after)
    names = neighbourhoods or {}
    old, new = layers.get(before.layer), layers.get(after.layer)
    found = []
    for part in dict.fromkeys((*now, *was)):
        if was.get(part) == now.get(part):
            continue
        said = (
            _place_words(was.get(part), now.get(part), names)
            if part == GEOMETRY
            else (
                in_words(part, was.get(part), layers, old),
                in_words(part, now.get(part), layers, new),
            )
        )
        found.append(Difference(part, part_term(part, new or old), *said))
    return found


def in_words(
    part: str,
    value: Any,
    layers: Layers,
    layer: Layer | None,
    neighbourhoods: Mapping[str, str] | None = None,
) -> Said:
    """Return what a part of an asset says, in words; an empty text for nothing.

    Parameters
    ----------
    layer
        Of the asset, for its own fields.
    """
    if value is None:
        return ""
    if part == CATEGORY:
        return _category_words(value[0], value[1], layers)
    if part == GEOMETRY:
        return _place_words(value, value, neighbourhoods or {})[0]
    if part == "themes":
        return tuple(Term(THEMES.get(key, key)) for key in value)
    if part in TRAITS:
        keys = value if isinstance(value, tuple) else (value,)
        return tuple(Term(TRAITS[part].get(key, key)) for key in keys)
    if isinstance(value, Consent):
        return Problem(
            N_("until {day}, {how}"), {"day": value.until.isoformat(), "how": Term(HOW[value.how])}
        )
    own = {f"fields.{field.key}": field for field in layer.fields} if layer else {}
    return _own_words(own.get(part), value)


def _category_words(layer_key: str, category_key: str, layers: Layers) -> Said:
    layer = layers.get(layer_key)
    category = layer.category_by_key.get(category_key) if layer else None
    return (
        category.title if category else category_key,
        layer.title if layer else layer_key,
    )


def _own_words(field: LayerField | None, value: Any) -> Said:
    if isinstance(value, bool):
        return Term(N_("Yes") if value else N_("No"))
    if field is not None:
        for choice in field.choices:
            if choice.key == value:
                return choice.title
    return str(value)


_Place = tuple[BaseGeometry | None, str | None, int | None, str]


def _place_words(
    before: _Place | None, after: _Place | None, names: Mapping[str, str]
) -> tuple[Said, Said]:
    """Return where something was and is; the second as what became of the first."""
    old, new = _spot(before, names), _spot(after, names)
    if before is None or after is None:
        return old, new
    was, now = before[0], after[0]
    if was is None or now is None or was == now:
        return old, new
    kind = Term(KIND_WORDS[kind_of(now)])
    moved = _metres_between(was, now)
    if kind_of(was) != kind_of(now):
        return old, new
    if kind_of(now) != "point" and moved < _SAME_SPOT_M:
        return old, Problem(N_("{kind}, drawn in another shape"), {"kind": kind})
    template = (
        N_("{kind}, moved {count} m")
        if kind_of(now) == "point"
        else N_("{kind}, drawn in another shape, {count} m from there")
    )
    return old, Problem(template, {"kind": kind, "count": max(1, round(moved))})


def _spot(place: _Place | None, names: Mapping[str, str]) -> Said:
    if place is None:
        return ""
    shape, code, _year, precision = place
    if shape is None:
        return names.get(code or "", code or "")
    kind = Term(KIND_WORDS[kind_of(shape)])
    return (kind, Term(PRECISIONS[precision])) if precision in PRECISIONS else kind


def _metres_between(one: BaseGeometry, other: BaseGeometry) -> float:
    here, there = shapes_to_rd(surface_points([one, other]))
    return float(here.distance(there))


def go_back(
    store: Store,
    record_id: str,
    number: int,
    *,
    based_on: int,
    person: Person,
    reason: str = "",
    clock: Clock = utc_now,
) -> Receipt:
    """Let an asset say again what an earlier version said, as a new version.

    Consent stays as it is now: a person gives it, not the past.

    Parameters
    ----------
    number
        The version to go back to.
    based_on
        The version that the person looked at.

    Raises
    ------
    Conflict
        If somebody changed it since `based_on`; nothing is saved.
    InvalidAsset
        If the version says what the layers of today do not know.
    NotAllowed, NotFound, StoreUnavailable
    """
    demand(person, Act.EDIT)
    standing = store.asset(record_id, viewer=person)
    wanted = version_in(store.history(record_id), number).asset
    asset = ready(store, preview_back(standing.asset, wanted, store.layers), clock)
    if asset == standing.asset and standing.version == based_on:
        return Receipt(record_id, standing.version, standing.neighbourhood)
    change = Change(asset, Action.UNDO, reason, record_id, based_on)
    return save(store, [change], person, clock)[0]


def preview_back(now: Asset, wanted: Asset, layers: Layers) -> Asset:
    """Return what an asset will say after going back to what is wanted; see `go_back`."""
    layer = layers.get(wanted.layer)
    about_person = layer is None or layer.privacy.person
    return wanted.model_copy(update={"consent": now.consent if about_person else None})


def undo_save(
    store: Store,
    record_id: str,
    version: int,
    *,
    person: Person,
    contact: Contact | None = None,
    clock: Clock = utc_now,
) -> Receipt:
    """Take back the save that made a version, while it is the newest.

    An addition goes out of sight, an edit gives way to what stood before, what went out of sight
    comes back, and what was made one of two becomes two again. A consent that was withdrawn stays
    withdrawn.

    Parameters
    ----------
    contact
        Whom to ask before that save, where it changed that: only the newest is kept, so whoever
        saved it hands it over. None leaves what is there.

    Raises
    ------
    Conflict
        If somebody saved since; nothing is undone.
    NotAllowed
        But who may only add, can take back an own addition of the last 15 minutes.
    NotFound, StoreUnavailable
    """
    demand(person, Act.ADD)
    past = store.history(record_id)
    made, newest = version_in(past, version), past[-1]
    _demand_undo(made, person, clock)
    if newest.number != version:
        raise Conflict(
            N_(
                "Somebody changed '{name}' after you, so it cannot be undone in one go. "
                "Look at its history to go back."
            ),
            name=newest.asset.name,
        )
    return save(store, undoing(store, past, contact), person, clock)[0]


def _demand_undo(made: PastVersion, person: Person, clock: Clock) -> None:
    if may(person, Act.EDIT) and may(person, Act.RETIRE):
        return
    own = made.number == 1 and made.action == Action.ADD and made.by == person.id
    if not own:
        demand(person, Act.EDIT)
    if clock() - made.recorded_at >= REGRET:
        raise NotAllowed(
            N_(
                "You can take back what you added for {minutes} minutes. "
                "Tell a steward what is not right."
            ),
            minutes=int(REGRET.total_seconds() // 60),
        )


def undoing(store: Store, past: list[PastVersion], contact: Contact | None = None) -> list[Change]:
    """Return the changes that take back the newest version; see `undo_save`."""
    made = past[-1]
    turn = _TURNS.get(made.action)
    if made.number == 1:
        turn = Action.RETIRE
    if turn is not None:
        return [Change(made.asset, turn, "", made.record_id, made.number, contact)]
    before = past[-2].asset
    if made.asset.consent is None:
        before = before.model_copy(update={"consent": None})
    back = Change(before, Action.UNDO, "", made.record_id, made.number, contact)
    return [back, *_parting(store, made)]


# An action that is undone by another one.
_TURNS = {Action.RETIRE: Action.RESTORE, Action.RESTORE: Action.RETIRE}


def _parting(store: Store, made: PastVersion) -> list[Change]:
    """Return the changes that bring back what a version took into itself."""
    if made.action != Action.MERGE:
        return []
    changes = []
    for other in store.merged(made.record_id):
        newest = store.history(other)[-1]
        if newest.action == Action.MERGE and newest.recorded_at == made.recorded_at:
            changes.append(Change(newest.asset, Action.RESTORE, "", other, newest.number))
    return changes


Translate = Callable[[str], str]


def said_text(said: Said, translate: Translate, language: str) -> str:
    """Return a value in words as one line of text."""
    if isinstance(said, tuple):
        return ", ".join(said_text(each, translate, language) for each in said)
    if isinstance(said, Problem):
        return said.text(translate)
    if isinstance(said, Words):
        return said.in_language(language)
    return translate(said) if isinstance(said, Term) else said


def beside(
    left: Asset,
    right: Asset,
    layers: Layers,
    *,
    neighbourhoods: Mapping[str, str] | None = None,
) -> list[tuple[Difference, bool]]:
    """Return all that either of two says, in words, each with whether they differ there."""
    changed = {
        each.field: each for each in differences(left, right, layers, neighbourhoods=neighbourhoods)
    }
    here, there = parts(left), parts(right)
    layer = layers.get(right.layer)
    rows = []
    for part in dict.fromkeys((*there, *here)):
        if part in changed:
            rows.append((changed[part], True))
        elif here.get(part) is not None:
            words = in_words(part, here[part], layers, layer, neighbourhoods)
            rows.append((Difference(part, part_term(part, layer), words, words), False))
    return rows
