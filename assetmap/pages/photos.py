"""Photos on the pages: asked for in a form, kept with an asset, shown on its card."""

from assetmap.pages.photos_gallery import gallery, thumbnail
from assetmap.pages.photos_kept import manage
from assetmap.pages.photos_waiting import FORM, ask, forget, problems, save

__all__ = ["FORM", "ask", "forget", "gallery", "manage", "problems", "save", "thumbnail"]
