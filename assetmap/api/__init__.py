"""Starlette routes: packed map data, names, our own files, health."""

from assetmap.api.routes import routes

__all__ = ["routes"]
