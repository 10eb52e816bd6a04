"""Photos to look at: on the card of an asset, on its page and in lists."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from assetmap.actions import photos
from assetmap.actions.photos import Photo
from assetmap.actions.workspace import AssetInStore
from assetmap.errors import NotFound
from assetmap.pages import state
from assetmap.pages.words import _

# Of a preview, in pixels.
_LONGEST = 480


def gallery(found: AssetInStore) -> str:
    """Return the photos of an asset as HTML, or '' without any; every text is escaped."""
    kept = photos.photos_of(state.store(), [found.id], person=state.person())
    shown = [_figure(photo, public=is_public(found)) for photo in kept.get(found.id, ())]
    if not shown:
        return ""
    alone = " alone" if len(shown) == 1 else ""
    return f'<div class="photo-strip{alone}">{"".join(shown)}</div>'


def is_public(found: AssetInStore) -> bool:
    """Return whether everybody may see the photos of an asset, at an address of their own."""
    return found.status == "published"


def _figure(photo: Photo, *, public: bool) -> str:
    drawn = image(photo, public=public)
    if not drawn:
        return ""
    if not public:
        return f"<figure>{drawn}</figure>"
    opens = escape(_("Opens the large photo"))
    return (
        f'<figure><a href="{address(photo, "full")}" target="_blank" rel="noopener" '
        f'title="{opens}">{drawn}</a></figure>'
    )


def image(photo: Photo, *, public: bool) -> str:
    """Return the preview of a photo as HTML, or '' when it is gone meanwhile.

    Parameters
    ----------
    public
        Whether it has an address that everybody may ask. If not it comes with the page, for the
        steward who looks at it alone.
    """
    try:
        source = address(photo, "preview") if public else _inside(photo)
    except NotFound:
        return ""
    width, height = _preview_size(photo)
    # With its size told beforehand nothing jumps when it arrives.
    return (
        f'<img src="{source}" alt="{escape(photo.alt)}" width="{width}" height="{height}" '
        'loading="lazy" decoding="async">'
    )


def _inside(photo: Photo) -> str:
    content = photos.photo_bytes(state.store(), photo.id, "preview", person=state.person())
    return f"data:{photos.media_type_of(content)};base64,{b64encode(content).decode()}"


def _preview_size(photo: Photo) -> tuple[int, int]:
    scale = min(1.0, _LONGEST / max(photo.width, photo.height))
    return max(1, round(photo.width * scale)), max(1, round(photo.height * scale))


def address(photo: Photo, size: photos.Size) -> str:
    """Return the address of a photo that everybody may see."""
    return f"/api/photo/{escape(photo.id)}/{size}"


def thumbnail(photo: Photo) -> dict[str, str]:
    """Return a photo for a row of the part `list`."""
    return {"src": address(photo, "preview"), "alt": photo.alt}
