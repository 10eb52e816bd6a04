"""Find, count and order what everybody may see."""

from assetmap.actions.finding.answers import Facets, Found, Row, Sort, Suggestion, Years
from assetmap.actions.finding.finder import Finder

__all__ = ["Facets", "Finder", "Found", "Row", "Sort", "Suggestion", "Years"]
