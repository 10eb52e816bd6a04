"""The words of the interface: gettext catalogues, Dutch first, English as written in the code."""

from assetmap.locale.translation import LANGUAGES, translator

__all__ = ["LANGUAGES", "translator"]
