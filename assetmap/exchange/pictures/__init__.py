"""Photos in: whatever a phone or a camera makes, encoded anew with nothing but the picture left."""

from assetmap.exchange.pictures.read import Picture, PictureLimits, read_picture

__all__ = ["Picture", "PictureLimits", "read_picture"]
