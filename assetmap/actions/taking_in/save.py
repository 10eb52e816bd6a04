"""Save a list that was prepared, and give back what could not be taken in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from assetmap.actions.clock import Clock, utc_now
from assetmap.actions.taking_in.look import as_read
from assetmap.actions.taking_in.outcome import NEW, SAME, SKIPPED, Look, Prepared, Progress
from assetmap.actions.taking_in.profiles import keep_profile
from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, ImportFailed
from assetmap.exchange.refused_rows import refused_file
from assetmap.store import Store
from assetmap.store.base import ImportRun, NewRun

logger = logging.getLogger(__name__)


def take_in(
    store: Store,
    prepared: Prepared,
    *,
    person: Person,
    decisions: Mapping[int, str] | None = None,
    remember_as: str | None = None,
    progress: Progress = lambda _stage, _share: None,
    clock: Clock = utc_now,
) -> ImportRun:
    """Save a list, all in one transaction that can be undone as one step.

    Parameters
    ----------
    decisions
        For rows among the doubles: `new` adds it; `same` and `skip` leave what is here as it is,
        and so does no decision: nothing is doubled silently.
    remember_as
        Name of a profile to keep the plan under.

    Returns
    -------
    run
        Its id is '' when there was nothing to save.

    Raises
    ------
    Conflict
        If somebody changed one of these assets since it was prepared; nothing is saved.
    ImportFailed, NotAllowed, StoreUnavailable
    """
    demand(person, Act.IMPORT)
    chosen = _decided(decisions or {})
    left_out = {each.row for each in prepared.doubles if chosen.get(each.row) != NEW}
    new = prepared.frame[~prepared.frame.index.isin(left_out)]
    moment, plan = clock(), prepared.plan
    run = NewRun(file=prepared.file, layer=plan.layer, source=plan.source)
    if len(new) or prepared.changes or prepared.unplaced:
        progress("save", 0.0)
        contacts = [prepared.contacts.get(int(row)) for row in new.index]
        saved = store.save_import(
            run,
            new=new,
            changes=prepared.changes,
            contacts=contacts if any(contacts) else None,
            unplaced=prepared.unplaced,
            by=person.id,
            at=moment,
        )
        for row_id in prepared.superseded:
            store.drop_row(row_id, by=person.id, at=moment)
    else:
        saved = ImportRun(
            "", moment, person.id, run.file, run.layer, run.source,
            added=0, changed=0, unplaced=0, undone=False,
        )  # fmt: skip
    if remember_as:
        keep_profile(store, remember_as, prepared.fingerprint, plan, person=person, clock=clock)
    logger.info(
        "import into %s: %d added, %d changed, %d wait for a place",
        plan.layer, len(new), prepared.changed, len(prepared.unplaced),
    )  # fmt: skip
    progress("done", 1.0)
    return saved


def refused_rows_file(
    look: Look, prepared: Prepared, translate: Callable[[str], str] = str
) -> tuple[str, bytes]:
    """Return the rows that could not be taken in, in their original form with a reason each.

    Returns
    -------
    name, content
        Of a file to mend and take in again.
    """
    result = as_read(look, prepared.plan)
    reasons = {
        refusal.row: " ".join(problem.text(translate) for problem in refusal.problems)
        for refusal in prepared.refused
    }
    return refused_file(look.path, result, reasons)


def _decided(decisions: Mapping[int, str]) -> dict[int, str]:
    for row, decision in decisions.items():
        if decision not in (NEW, SAME, SKIPPED):
            raise ImportFailed(
                N_("'{decision}' is no decision about row {row}. Choose from: {known}."),
                decision=decision,
                row=row,
                known=", ".join((NEW, SAME, SKIPPED)),
            )
    return dict(decisions)
