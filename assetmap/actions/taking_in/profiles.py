"""Remembered plans: find the one for a file, keep one, hand one on as a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assetmap.actions.clock import Clock, utc_now
from assetmap.actions.taking_in.outcome import Look
from assetmap.domain.import_plan import Plan
from assetmap.domain.import_profile import (
    Profile,
    content_to_profile,
    fingerprint_of,
    profile_to_content,
    profile_to_text,
    text_to_profile,
)
from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, ImportFailed, NotFound
from assetmap.store import Store


def profile_for(
    store: Store, headings: Iterable[str], *, name: str | None = None
) -> Profile | None:
    """Return the profile of a name, else the one for these headings; None when there is none.

    Raises
    ------
    NotFound
        If there is no profile of that name.
    """
    kept = store.profiles()
    if name is not None:
        if name not in kept:
            raise _no_such(name, kept)
        return replace(content_to_profile(kept[name]), name=name)
    wanted = fingerprint_of(headings)
    for each, content in kept.items():
        if content.get("fingerprint") == wanted:
            try:
                return replace(content_to_profile(content), name=each)
            except ImportFailed:
                # Of a newer assetmap: this one cannot use it, and guesses.
                continue
    return None


def save_profile(
    store: Store,
    name: str,
    look: Look,
    plan: Plan,
    *,
    person: Person,
    clock: Clock = utc_now,
) -> None:
    """Remember a plan for the next file with the same headings."""
    demand(person, Act.IMPORT)
    keep_profile(store, name, fingerprint_of(look.columns), plan, person=person, clock=clock)


def keep_profile(
    store: Store, name: str, fingerprint: str, plan: Plan, *, person: Person, clock: Clock
) -> None:
    """Save a profile, after reading it back as the next one will."""
    content = profile_to_content(Profile(name.strip(), fingerprint, plan))
    checked = content_to_profile(content)
    store.save_profile(checked.name, content, by=person.id, at=clock())


def profile_names(store: Store, *, person: Person) -> list[str]:
    """Return the names of the profiles, in order."""
    demand(person, Act.IMPORT)
    return sorted(store.profiles())


def export_profile(store: Store, name: str, *, person: Person) -> str:
    """Return a profile as JSON, for a file; `NotFound` when there is none."""
    demand(person, Act.IMPORT)
    profile = profile_for(store, (), name=name)
    if profile is None:
        raise _no_such(name, store.profiles())
    return profile_to_text(profile)


def import_profile(
    store: Store,
    text: str | bytes,
    *,
    person: Person,
    name: str | None = None,
    clock: Clock = utc_now,
) -> str:
    """Take in a profile that somebody made elsewhere, and return its name.

    Parameters
    ----------
    name
        What to call it here; by default what it was called there.

    Raises
    ------
    ImportFailed
        If it is no profile.
    """
    demand(person, Act.IMPORT)
    profile = text_to_profile(text)
    called = name or profile.name
    keep_profile(store, called, profile.fingerprint, profile.plan, person=person, clock=clock)
    return called


def _no_such(name: str, kept: Iterable[str]) -> NotFound:
    return NotFound(
        N_("There is no import profile '{name}'. There are: {known}."),
        name=name,
        known=", ".join(sorted(kept)) or "-",
    )
