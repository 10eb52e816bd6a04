"""Settings, all of them: from the environment (`ASSETMAP_...`) or a file `.env`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent

BaseMapKey = Literal["grey", "standard", "pastel", "water", "aerial", "osm", "none", "own", "file"]

# What Leaflet fills in; it stops the whole map at any other name.
_IN_ADDRESS = {"z", "x", "y", "-y", "s", "r"}


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
    # These come before the two that choose from them: a choice needs what it names.
    basemap_url: str = Field(
        default="", description="XYZ address of a tile server of your own, the base map 'own'."
    )
    basemap_attribution: str = Field(
        default="",
        description="Whom to name for the base map 'own', and for 'file' when it names nobody.",
    )
    basemap_file: Path | None = Field(
        default=None,
        description="A .pmtiles file or a folder of tiles on this computer, the base map 'file'.",
    )
    basemap: BaseMapKey = Field(
        default="grey",
        description="The base map at first: grey, standard, pastel, water, aerial, osm, none, "
        "own or file.",
    )
    basemaps: Annotated[tuple[BaseMapKey, ...], NoDecode] = Field(
        default=(),
        description="The base maps that visitors may choose, with commas; empty for all.",
    )
    gazetteer: Path | None = Field(
        default=None,
        description="The file with addresses to find without internet; empty for "
        "gazetteer.sqlite beside the store.",
    )
    geocoder: Literal["pdok", "none"] = Field(
        default="pdok",
        description="Whom to ask for an address that is not in that file: pdok, or none.",
    )
    geocoder_url: str = Field(
        default="",
        description="Address of a server of your own that answers as PDOK's Locatieserver does.",
    )
    join_address: str = Field(
        default="",
        description="The address that a big screen shows for phones; empty for the one that "
        "`serve` finds, or the one in the address bar.",
    )
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

    @field_validator("basemap_url")
    @classmethod
    def _is_a_tile_address(cls, url: str) -> str:
        names = set(re.findall(r"\{([^{}]*)\}", url))
        whole = names >= {"z", "x"} and names & {"y", "-y"}
        good = re.match(r"https?://\S+$", url) and whole and names <= _IN_ADDRESS
        if url and not good:
            raise PydanticCustomError(
                "basemap_url", "give an https address with {z}, {x} and {y} in it"
            )
        return url

    @field_validator("geocoder_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if url and not re.match(r"https?://[^\s/]\S*$", url):
            raise PydanticCustomError(
                "geocoder_url", "give an https address, up to and with the version"
            )
        return url

    @field_validator("basemap_file", "gazetteer", mode="before")
    @classmethod
    def _empty_is_no_file(cls, path: Any) -> Any:
        # Else it would be the folder that assetmap is started in.
        return path or None

    @field_validator("basemaps", mode="before")
    @classmethod
    def _split(cls, keys: Any) -> Any:
        if not isinstance(keys, str):
            return keys
        named = tuple(dict.fromkeys(key.strip() for key in keys.split(",") if key.strip()))
        unknown = [key for key in named if key not in get_args(BaseMapKey)]
        if unknown:
            raise PydanticCustomError(
                "basemaps",
                "there is no base map '{unknown}'; choose from {known}",
                {"unknown": ", ".join(unknown), "known": ", ".join(get_args(BaseMapKey))},
            )
        return named

    @field_validator("basemap", "basemaps")
    @classmethod
    def _has_what_it_names(cls, chosen: Any, info: ValidationInfo) -> Any:
        keys = {chosen} if isinstance(chosen, str) else set(chosen)
        for key, needed in (("own", "basemap_url"), ("file", "basemap_file")):
            # One that was refused itself has been told already, and is not there at all.
            if key in keys and needed in info.data and not info.data[needed]:
                raise PydanticCustomError(
                    "basemap",
                    "'{key}' needs ASSETMAP_{needed}",
                    {"key": key, "needed": needed.upper()},
                )
        return chosen
