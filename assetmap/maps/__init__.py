"""Folium maps: base maps, the asset layer, and the packed data that it draws."""

from pathlib import Path

CLIENT_FOLDER = Path(__file__).parent / "client"
"""Our own scripts and styles for the browser."""
