"""Photos of assets: add, describe, take out of sight, put back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from assetmap.actions.clock import Clock, utc_now
from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, InvalidAsset, NotFound, Problem
from assetmap.exchange.pictures import Picture, read_picture
from assetmap.store import Store
from assetmap.store.base import NewPhoto, Photo

__all__ = [
    "MAX_ALT",
    "MAX_PHOTOS",
    "Photo",
    "Picture",
    "add_photo",
    "check_alt",
    "describe_photo",
    "first_photos",
    "media_type_of",
    "open_photo",
    "photo_bytes",
    "photos_of",
    "restore_photo",
    "retire_photo",
]

MAX_ALT = 300
MAX_PHOTOS = 12

Size = Literal["preview", "full"]


def open_photo(content: bytes, *, person: Person) -> Picture:
    """Return a photo that somebody chose, made safe; its asset need not be there yet.

    Raises
    ------
    InvalidAsset
        If it is no photo, too large or damaged.
    NotAllowed
    """
    demand(person, Act.ADD)
    return read_picture(content)


def check_alt(alt: str) -> str:
    """Return what a photo shows, in words, as it is kept.

    Raises
    ------
    InvalidAsset
        If there are no words, or too many.
    """
    alt = " ".join(alt.split())
    if not alt:
        raise _invalid(
            N_(
                "Tell what there is to see on the photo, for who cannot see it. "
                "A few words will do."
            )
        )
    if len(alt) > MAX_ALT:
        raise _invalid(
            N_("Your words are {length} characters; {limit} is the most. Shorten them."),
            length=len(alt),
            limit=MAX_ALT,
        )
    return alt


def add_photo(
    store: Store,
    record_id: str,
    content: bytes | Picture,
    *,
    alt: str,
    person: Person,
    clock: Clock = utc_now,
) -> Photo:
    """Keep a photo of an asset that this person may see.

    Parameters
    ----------
    content
        The file, or what `open_photo` made of it.
    alt
        What there is to see.

    Raises
    ------
    InvalidAsset
        If the photo or its words are refused, or the asset has as many as it may have.
    NotAllowed, NotFound, StoreUnavailable
    """
    demand(person, Act.ADD)
    alt = check_alt(alt)
    # Whoever may not see the asset may not know that it is there either.
    store.asset(record_id, viewer=person)
    if len(photos_of(store, [record_id], person=person).get(record_id, [])) >= MAX_PHOTOS:
        raise _invalid(
            N_("There are {limit} photos here already, the most. First take one out of sight."),
            limit=MAX_PHOTOS,
        )
    made = content if isinstance(content, Picture) else read_picture(content)
    photo = NewPhoto(
        alt=alt,
        media_type=made.media_type,
        preview=made.preview,
        full=made.full,
        width=made.width,
        height=made.height,
    )
    return store.add_photo(record_id, photo, by=person.id, at=clock())


def photos_of(
    store: Store, record_ids: Sequence[str], *, person: Person, retired: bool = False
) -> dict[str, list[Photo]]:
    """Return the photos of assets as this person may see them, oldest first, by the asset's id.

    Parameters
    ----------
    retired
        Also what was taken out of sight, for who may see all.
    """
    return store.photos(record_ids, viewer=person, retired=retired)


def first_photos(store: Store, numbers: Sequence[int], *, person: Person) -> dict[int, Photo]:
    """Return one photo of each asset that has any, by the number of the asset on the map."""
    ids: dict[str, int] = {}
    for number in numbers:
        # It can go between a question and the next.
        try:
            ids[store.record_id(number)] = number
        except NotFound:
            continue
    found = photos_of(store, list(ids), person=person)
    return {ids[record_id]: photos[0] for record_id, photos in found.items()}


def photo_bytes(store: Store, photo_id: str, size: Size, *, person: Person) -> bytes:
    """Return a photo as a file; `NotFound` where this person may not see it."""
    return store.photo_bytes(photo_id, size, viewer=person)


def media_type_of(content: bytes) -> str:
    """Return what a kept photo is, by its first bytes."""
    return "image/jpeg" if content.startswith(b"\xff\xd8\xff") else "image/webp"


def describe_photo(
    store: Store, photo_id: str, alt: str, *, person: Person, clock: Clock = utc_now
) -> None:
    """Say in other words what there is to see.

    Raises
    ------
    InvalidAsset, NotAllowed, NotFound, StoreUnavailable
    """
    demand(person, Act.EDIT)
    store.describe_photo(photo_id, check_alt(alt), by=person.id, at=clock())


def retire_photo(
    store: Store, photo_id: str, *, reason: str, person: Person, clock: Clock = utc_now
) -> None:
    """Take a photo out of sight; it can be put back.

    Raises
    ------
    InvalidAsset
        If there is no reason: whoever looks back wants to know.
    NotAllowed, NotFound, StoreUnavailable
    """
    demand(person, Act.RETIRE)
    reason = reason.strip()
    if not reason:
        raise _invalid(N_("Write a few words on why; others can read it later."))
    store.retire_photo(photo_id, reason=reason, by=person.id, at=clock())


def restore_photo(store: Store, photo_id: str, *, person: Person, clock: Clock = utc_now) -> None:
    """Put a photo back in sight."""
    demand(person, Act.RETIRE)
    store.restore_photo(photo_id, by=person.id, at=clock())


def _invalid(template: str, **values: object) -> InvalidAsset:
    return InvalidAsset(Problem(template, values, "photo"))
