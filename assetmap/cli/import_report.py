"""What the import command says: its guesses, what became of the rows, and the same as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assetmap.actions.taking_in import SKIPPED, Look, Prepared
from assetmap.cli.speaking import complain, say, tell
from assetmap.domain.import_plan import KEEP, SKIP, Plan

_MOST_ROWS = 20


def tell_guess(look: Look, plan: Plan) -> None:
    """Say how the list was understood, so that a wrong guess is seen."""
    profile = f" (profile '{look.profile}')" if look.profile else ""
    say(f"{look.file_name}: {look.rows} rows into '{plan.layer}'{profile}")
    used = [f"{column} = {use}" for column, use in plan.uses.items() if use not in (KEEP, SKIP)]
    say(f"  Columns: {', '.join(used)}")
    for use, verb in ((KEEP, "Kept as they are"), (SKIP, "Left out")):
        if columns := plan.columns_for(use):
            say(f"  {verb}: {', '.join(columns)}")
    if len(look.layers) > 1:
        say(f"  The file has: {', '.join(look.layers)} (choose with --sheet)")
    if plan.default_category != "other":
        say(f"  Sort of all that say none: {plan.default_category}")


def tell_prepared(found: Prepared, *, added: int, dry_run: bool, doubles: str) -> None:
    """Say what became of the rows, or would become of them."""
    would = "Would be: " if dry_run else ""
    say(
        f"{would}{found.rows} rows: {added} added, {found.changed} changed, "
        f"{found.unchanged} unchanged, {len(found.refused)} refused."
    )
    tell(found.notes)
    if found.placed:
        placed = ", ".join(f"{count} by {each}" for each, count in found.placed.items())
        say(f"Placed without coordinates: {placed}.")
    if found.private:
        say(f"{found.private} rows name a person, telephone or e-mail: only stewards see those.")
    _tell_rows(found.refused)
    if found.unplaced:
        say(f"{len(found.unplaced)} rows have no place yet; point them out on the page.")
        for row in found.unplaced[:5]:
            say(f"  Row {row.row}: {row.reason}")
    if found.doubles:
        done = "not added; --doubles new adds them" if doubles == SKIPPED else "added"
        say(f"{len(found.doubles)} are probably here already ({done}):")
        for each in found.doubles[:5]:
            say(f"  Row {each.row}: '{each.name}' looks like '{each.other_name}'")
    for refusal in found.kept[:10]:
        for problem in refusal.problems:
            say(f"  Row {refusal.row}: {problem}")
    if found.other_words:
        words = ", ".join(f"{word} ({rows})" for word, rows in list(found.other_words.items())[:8])
        kind = f"In '{found.plan.default_category}'"
        say(f"{kind}, since no category has the word: {words}")
    if found.vanished:
        say(f"{len(found.vanished)} assets are no longer in the list; they were left as they are.")


def _tell_rows(refused: tuple[Any, ...]) -> None:
    for refusal in refused[:_MOST_ROWS]:
        for problem in refusal.problems:
            say(f"  Row {refusal.row}: {str(problem).removeprefix(f'Row {refusal.row}: ')}")
    if len(refused) > _MOST_ROWS:
        say(f"  ... and {len(refused) - _MOST_ROWS} more; --refused FILE gives all.")


def write_report(out: Path | None, found: Prepared, *, added: int, dry_run: bool) -> bool:
    """Write what became of the rows as JSON; return whether that was done, or not asked."""
    if out is None:
        return True
    content = _as_json(found, added=added, dry_run=dry_run)
    try:
        out.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        complain(
            f"The list was taken in as told above, but the report {out} could not be "
            f"written ({error.strerror}). Choose another place, and run it again."
        )
        return False
    say(f"Report: {out}")
    return True


def _as_json(found: Prepared, *, added: int, dry_run: bool) -> dict[str, Any]:
    def rows(refusals: tuple[Any, ...]) -> list[dict[str, Any]]:
        return [
            {"row": each.row, "field": problem.field, "reason": str(problem)}
            for each in refusals
            for problem in each.problems
        ]

    return {
        "rows": found.rows,
        "layer": found.plan.layer,
        "uses": dict(found.plan.uses),
        "added": added,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "refused": rows(found.refused),
        "unplaced": [{"row": row.row, "reason": str(row.reason)} for row in found.unplaced],
        "doubles": [
            {"row": each.row, "name": each.name, "like": each.other_name, "id": each.record_id}
            for each in found.doubles
        ],
        "placed": dict(found.placed),
        "kept": rows(found.kept),
        "vanished": len(found.vanished),
        "vanished_names": [name for _, name in found.vanished],
        "other_words": dict(found.other_words),
        "notes": [str(note) for note in found.notes],
        "dry_run": dry_run,
    }
