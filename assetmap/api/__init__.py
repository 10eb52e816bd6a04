"""Starlette routes: packed map data, names, our own files, health."""

from assetmap.api.own_files import own_files
from assetmap.api.routes import routes

__all__ = ["own_files", "routes"]
