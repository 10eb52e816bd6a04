"""Take in any list: look at it, correct the plan, see what would become of it, save or undo it."""

from assetmap.actions.taking_in.look import look_at, with_layer
from assetmap.actions.taking_in.outcome import (
    NEW,
    SAME,
    SKIPPED,
    STAGES,
    CategoryWord,
    Double,
    Look,
    Prepared,
)
from assetmap.actions.taking_in.prepare import prepare, preview
from assetmap.actions.taking_in.profiles import (
    export_profile,
    import_profile,
    profile_names,
    save_profile,
)
from assetmap.actions.taking_in.save import refused_rows_file, take_in
from assetmap.actions.taking_in.undo import runs, undo
from assetmap.actions.taking_in.waiting import drop_row, place_row, unplaced_rows
from assetmap.actions.taking_in.words import words_of
from assetmap.domain.frame import Refusal
from assetmap.store.base import ImportRun, UndoReport, UnplacedRow

__all__ = [
    "NEW",
    "SAME",
    "SKIPPED",
    "STAGES",
    "CategoryWord",
    "Double",
    "ImportRun",
    "Look",
    "Prepared",
    "Refusal",
    "UndoReport",
    "UnplacedRow",
    "drop_row",
    "export_profile",
    "import_profile",
    "look_at",
    "place_row",
    "prepare",
    "preview",
    "profile_names",
    "refused_rows_file",
    "runs",
    "save_profile",
    "take_in",
    "undo",
    "unplaced_rows",
    "with_layer",
    "words_of",
]
