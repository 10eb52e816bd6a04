"""How strongly a column speaks for each use, by its heading and by its cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assetmap.domain.cell_looks import Looks
from assetmap.domain.column_words import ELSEWHERE, OF_THE_WORK, plain_heading, uses_by_heading
from assetmap.domain.import_plan import ADDITION, ID, NUMBER, POSTCODE, STREET, TOWN


@dataclass(frozen=True)
class Column:
    """A column: its heading, its place among the others, and what it may be used for."""

    heading: str
    place: int
    looks: Looks
    strengths: dict[str, int]


def strengths_of(heading: str, looks: Looks, others: Collection[str]) -> dict[str, int]:
    """Return how strongly a column speaks for each use: its heading, and its cells."""
    said = uses_by_heading(heading)
    words = set(plain_heading(heading).split())
    if ELSEWHERE & words and not words & {"e", "email", "mail", "telefoon"}:
        said = {use: strength // 4 for use, strength in said.items()}
    if _is_translation(heading, others):
        return {}
    found = {use: strength for use, strength in said.items() if _can_be(use, looks)}
    for use, strength in _by_cells(looks, said, words).items():
        found[use] = max(found.get(use, 0), strength)
    if heading.rstrip().endswith(")"):
        # The second column of a name stands back for the first.
        found = {use: strength - 2 for use, strength in found.items()}
    return found


def _can_be(use: str, looks: Looks) -> bool:
    """Return whether cells leave room for what the heading says."""
    if looks.is_empty:
        return False
    shares = looks.shares
    if looks.like("shape", "pair", "picture"):
        return False
    if use == "name":
        return not looks.like("number", "email", "phone", "website", "date", "postcode")
    if use == TOWN:
        return shares["letters"] > 0.6 and not looks.is_prose
    if use == STREET:
        return shares["letters"] + shares["address"] > 0.5 and not looks.is_prose
    if use == "address":
        return not looks.like("email", "website", "postcode", "number")
    if use == POSTCODE:
        return looks.like("postcode", "postcode4", least=0.5)
    if use == NUMBER:
        return looks.like("house_number", least=0.7)
    if use == ADDITION:
        return looks.length < 8
    if use == "website":
        return shares["website"] > 0.3 and shares["email"] < 0.5
    if use == "email":
        return shares["email"] > 0.3
    if use == "phone":
        return shares["phone"] > 0.3
    if use == "person":
        return shares["letters"] > 0.5 and not looks.is_prose
    if use in ("existed_from", "existed_to"):
        return looks.like("date", "year", least=0.3)
    if use == "category":
        # The letters and figures of a code say nothing without their key.
        if shares["tag"] < 0.6 and (looks.length < 2.5 or looks.like("number")):
            return False
        return (
            0 < looks.length < 80
            and shares["worded"] > 0.6
            and not looks.like("email", "website", "date", "postcode")
        )
    if use == "opening_hours" and looks.like("number"):
        return False
    if use in ("offers", "opening_hours", "cost"):
        return not looks.like("email", "website", "date", "year", "postcode", "address")
    if use == ID:
        return looks.is_unique and looks.length < 80
    return True


def _by_cells(looks: Looks, said: Mapping[str, int], words: set[str]) -> dict[str, int]:
    """Return what the cells say by themselves, whatever the heading says."""
    found: dict[str, int] = {}
    if looks.like("email", least=0.7):
        found["email"] = 60
    elif looks.like("postcode", least=0.8):
        found[POSTCODE] = 55
    elif looks.like("phone", least=0.8):
        found["phone"] = 50
    elif looks.like("person") and not words & OF_THE_WORK:
        found["person"] = 95 if "name" not in said else 0
    elif looks.like("hours"):
        found["opening_hours"] = 50
    elif looks.like("website", least=0.8) and not looks.like("picture"):
        found["website"] = 35
    elif looks.shares["address"] > 0.8 and not looks.is_prose:
        found["address"] = 75 if TOWN in said or "address" in said or STREET in said else 32
    elif looks.like("tag", least=0.8):
        found["category"] = 60
    return {use: strength for use, strength in found.items() if strength}


def _is_translation(heading: str, others: Collection[str]) -> bool:
    """Return whether a column says in another language what another column says: `TitleEN`."""
    words = plain_heading(heading).split()
    if len(words) < 2 or words[-1] not in ("en", "de", "fr", "eng", "english", "engels"):
        return False
    first = " ".join(words[:-1])
    return any(plain_heading(other) in (first, first.replace(" ", "")) for other in others)
