"""The errors of assetmap.

    AssetMapError            everything that we raise on purpose
    +-- InvalidAsset         an asset breaks a rule of its layer
    +-- InvalidLayerFile     a file in layers/ has a mistake
    +-- ImportFailed         a file cannot be taken in at all
    |   +-- MissingCRS       coordinates without a known reference system
    +-- ExportFailed         a file cannot be written
    +-- NotFound             what was asked for is not there
    +-- NotAllowed           this person may not do this
    +-- Conflict             somebody else saved first
    +-- StoreUnavailable     the store cannot be opened, read or written
        +-- StoreMissing     there is no store here yet
        +-- StoreDamaged     the store is no store, or its log does not fit

An error carries a template and its values apart, so that the edge that shows it
can translate the template first. `str(error)` is the English sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any


def N_(template: str) -> str:  # noqa: N802 - gettext's own name for a mark without effect
    """Mark a template for translation and return it unchanged."""
    return template


def _unchanged(template: str) -> str:
    return template


class Term(str):
    """A word of ours among the values of a problem, marked with `N_`; translated as well."""

    __slots__ = ()


def _in_words(value: Any, translate: Callable[[str], str]) -> Any:
    if isinstance(value, Term):
        return translate(str(value))
    if isinstance(value, tuple):
        return ", ".join(str(_in_words(each, translate)) for each in value)
    return value


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: what was found, what was expected, what to do.

    Parameters
    ----------
    template
        English sentence with `{name}` places, marked with `N_`.
    values
        What fills the places: text, numbers, a `Term`, or a tuple of these.
    field
        The column or form field that it is about, if any.
    """

    template: str
    values: dict[str, Any] = field(default_factory=dict)
    field: str | None = None

    def text(self, translate: Callable[[str], str] = _unchanged) -> str:
        """Return the sentence, translated by `translate` (default: English)."""
        values = {key: _in_words(value, translate) for key, value in self.values.items()}
        return translate(self.template).format(**values)

    def __str__(self) -> str:
        return self.text()


class AssetMapError(Exception):
    """Base of everything that assetmap raises on purpose.

    Parameters
    ----------
    template
        English sentence with `{name}` places, or a `Problem`, or several problems.
    **values
        What fills the places of a template.
    """

    def __init__(self, template: str | Problem | Sequence[Problem], **values: Any) -> None:
        if isinstance(template, str):
            problems: tuple[Problem, ...] = (Problem(template, values),)
        elif isinstance(template, Problem):
            problems = (template,)
        else:
            problems = tuple(template)
        self.problems = problems
        super().__init__(self.text())

    def text(self, translate: Callable[[str], str] = _unchanged) -> str:
        """Return all sentences, a line each, translated by `translate`."""
        return "\n".join(problem.text(translate) for problem in self.problems)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.problems,))


class InvalidAsset(AssetMapError):
    """An asset breaks a rule; `problems` holds every breach, not the first alone."""


class InvalidLayerFile(AssetMapError):
    """A file in `layers/` has a mistake; the message names file, key and reason."""


class ImportFailed(AssetMapError):
    """A file cannot be taken in at all."""


class MissingCRS(ImportFailed):
    """Coordinates have no declared reference system and none was given."""


class ExportFailed(AssetMapError):
    """A file cannot be written."""


class NotFound(AssetMapError):
    """What was asked for is not in the store."""


class NotAllowed(AssetMapError):
    """The person may not do this."""


class Conflict(AssetMapError):
    """Somebody else saved a newer version first."""


class StoreUnavailable(AssetMapError):
    """The store cannot be opened, read or written just now."""


class StoreMissing(StoreUnavailable):
    """There is no store at this path yet."""


class StoreDamaged(StoreUnavailable):
    """The file is no store of ours, or its log does not fit."""
