"""The words that a list has for its sorts, and what they mean here."""

from __future__ import annotations

from assetmap.actions.taking_in.look import as_read
from assetmap.actions.taking_in.outcome import CategoryWord, Look
from assetmap.domain import cells, schema
from assetmap.domain.category_words import CategoryWords
from assetmap.domain.import_plan import Plan
from assetmap.domain.layer import Layers
from assetmap.domain.list_table import sort_words


def words_of(look: Look, plan: Plan, layers: Layers) -> list[CategoryWord]:
    """Return the words for sorts with their rows, most first, and the category that each means.

    A list without a column for the sort has no words: there the name says the sort, or nothing.
    """
    frame = as_read(look, plan).frame
    named = [name for name in plan.columns_for(schema.CATEGORY) if name in frame.columns]
    words = sort_words({name: cells.texts(frame[name]) for name in named}, plan)
    counts: dict[str, int] = {}
    for word in words or []:
        if word:
            counts[word] = counts.get(word, 0) + 1
    layer = layers[plan.layer]
    known = CategoryWords(layer)
    meant = {
        word: key if (key := plan.categories.get(word)) in layer.category_by_key else None
        for word in counts
    }
    return [
        CategoryWord(word, rows, meant[word] or known.category_of(word))
        for word, rows in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
