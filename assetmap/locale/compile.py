"""Keep the catalogues: `python -m assetmap.locale.compile`.

Without a flag it collects the texts of the code into the catalogues and compiles them. With
`--check` it changes nothing and exits with 1 when a text is untranslated, unused, or when a
compiled catalogue is not up to date.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from assetmap.locale.translation import DOMAIN, FOLDER

PACKAGE = FOLDER.parent
KEYWORDS = {"_": None, "N_": None}


def main(arguments: list[str]) -> int:
    """Collect and compile, or check; return the exit code."""
    texts = collect()
    problems = []
    for po in sorted(FOLDER.glob("*/LC_MESSAGES/*.po")):
        if "--check" in arguments:
            problems += _problems(po, texts)
        else:
            _update(po, texts)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def collect() -> Catalog:
    """Return all texts that the code marks with `_` or `N_`."""
    catalog = Catalog(domain=DOMAIN, project="assetmap")
    found = extract_from_dir(PACKAGE, [("**.py", "python")], keywords=KEYWORDS)
    for name, _line, message, comments, _context in sorted(found, key=lambda each: each[0]):
        catalog.add(message, None, [(name, 1)], auto_comments=comments)
    return catalog


def _update(po: Path, texts: Catalog) -> None:
    catalog = _read(po)
    catalog.update(texts, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    # Without a date of its own a catalogue changes only when its words do.
    catalog.creation_date = datetime(2026, 1, 1, tzinfo=UTC)
    with po.open("wb") as file:
        write_po(file, catalog, sort_output=True, no_location=True, width=100)
    po.with_suffix(".mo").write_bytes(_compiled(_read(po)))


def _problems(po: Path, texts: Catalog) -> list[str]:
    catalog = _read(po)
    name = po.relative_to(FOLDER)
    wanted = {message.id for message in texts if message.id}
    there = {message.id: message.string for message in catalog if message.id}
    problems = [f"{name}: not collected: {text!r}" for text in sorted(wanted - there.keys())]
    problems += [f"{name}: not used: {text!r}" for text in sorted(there.keys() - wanted)]
    problems += [f"{name}: no translation: {text!r}" for text, words in there.items() if not words]
    mo = po.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != _compiled(catalog):
        problems.append(f"{name}: compiled catalogue is not up to date")
    return problems


def _read(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, domain=DOMAIN)


def _compiled(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
