"""The columns of a layer in hand, named once.

A layer is a GeoDataFrame: EPSG:4326, index `id` (the asset's UUID as text), these columns.
"""

from __future__ import annotations

INDEX = "id"

LAYER = "layer"
CATEGORY = "category"
NAME = "name"
OFFERS = "offers"
THEMES = "themes"  # keys joined by ';'
ADDRESS = "address"
WEBSITE = "website"
PUBLIC_CONTACT = "public_contact"  # of an association or a place, for everybody to see
OPENING_HOURS = "opening_hours"  # OpenStreetMap syntax
AUDIENCE = "audience"  # keys of `traits.AUDIENCES` joined by ';'
COST = "cost"  # a key of `traits.COSTS`, or empty
WHEELCHAIR = "wheelchair"  # a key of `traits.WHEELCHAIR`, or empty
LANGUAGES = "languages"  # keys of `traits.LANGUAGES` joined by ';'
EXISTED_FROM = "existed_from"  # year, nullable
EXISTED_TO = "existed_to"  # year, nullable
PRECISION = "precision"  # a key of `precision.PRECISIONS`; empty when somebody pointed at it
SOURCE = "source"
SOURCE_ID = "source_id"
FIELDS = "fields"  # the layer's own fields, JSON object
POSITION = "position"  # 'exact', or 'neighbourhood' when the point only stands for its area
NEIGHBOURHOOD = "neighbourhood"  # code in the newest boundary set, derived
NEIGHBOURHOOD_NAME = "neighbourhood_name"
STATUS = "status"  # 'published', 'waiting' (for a consent) or 'retired'
CONSENT_UNTIL = "consent_until"  # ISO date, or empty when the layer needs no consent
VERSION = "version"
NUMBER = "number"  # small and fixed within one store; maps use it
RECORDED_AT = "recorded_at"  # UTC, ISO 8601
GEOMETRY = "geometry"

ASSET_COLUMNS = (
    LAYER,
    CATEGORY,
    NAME,
    OFFERS,
    THEMES,
    ADDRESS,
    WEBSITE,
    PUBLIC_CONTACT,
    OPENING_HOURS,
    AUDIENCE,
    COST,
    WHEELCHAIR,
    LANGUAGES,
    EXISTED_FROM,
    EXISTED_TO,
    PRECISION,
    SOURCE,
    SOURCE_ID,
    FIELDS,
    POSITION,
    NEIGHBOURHOOD,
    NEIGHBOURHOOD_NAME,
    STATUS,
    CONSENT_UNTIL,
    VERSION,
    NUMBER,
    RECORDED_AT,
    GEOMETRY,
)

# What an import may fill from a column of a file.
IMPORTABLE = (
    NAME,
    CATEGORY,
    OFFERS,
    THEMES,
    ADDRESS,
    WEBSITE,
    PUBLIC_CONTACT,
    OPENING_HOURS,
    AUDIENCE,
    COST,
    WHEELCHAIR,
    LANGUAGES,
    EXISTED_FROM,
    EXISTED_TO,
    NEIGHBOURHOOD,
)

NEIGHBOURHOOD_COLUMNS = ("code", "name", "kind", "municipality", GEOMETRY)

EXACT = "exact"
BY_NEIGHBOURHOOD = "neighbourhood"

PUBLISHED = "published"
WAITING = "waiting"
RETIRED = "retired"
