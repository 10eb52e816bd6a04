"""Settings, all of them: from the environment (`ASSETMAP_...`) or a file `.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What can be set. Each stands in docs/guide/instellingen.md; a test holds that."""

    model_config = SettingsConfigDict(
        env_prefix="ASSETMAP_", env_file=ROOT / ".env", extra="ignore", frozen=True
    )

    store: Path = Field(
        default=ROOT / "var" / "assetmap.gpkg", description="The file with everything in it."
    )
    layers: Path = Field(default=ROOT / "layers", description="The folder with layer files.")
    language: Literal["nl", "en"] = Field(
        default="nl", description="The language that a visitor meets first."
    )
    basemap: Literal["grey", "water", "osm", "none", "own"] = Field(
        default="grey", description="The base map at first: grey, water, osm, none or own."
    )
    basemap_url: str = Field(
        default="", description="XYZ address of a tile server of your own, the base map 'own'."
    )
    basemap_attribution: str = Field(default="", description="Whom to name for the base map 'own'.")
    phones: Literal["look", "add"] = Field(
        default="add",
        description="What visitors from other devices may do: look, or look and add.",
    )
    local_is_steward: bool = Field(
        default=True,
        description="Whether whoever sits at this computer is steward. "
        "Switch it off behind a reverse proxy, where everybody seems to sit here.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="DEBUG, INFO, WARNING or ERROR."
    )
