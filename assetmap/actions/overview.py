"""Counts: what there is, by layer, category and neighbourhood; never a ranking."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from assetmap.domain.permission import Act, Person, demand
from assetmap.store import Count, Store


@dataclass(frozen=True)
class Overview:
    """How many public assets there are.

    Parameters
    ----------
    by_layer
        For each layer key, also those with none.
    by_neighbourhood
        For each neighbourhood code that has any: name and counts by layer.
    outside
        Assets near the municipality that no neighbourhood holds.
    """

    total: int
    neighbourhoods: int
    by_layer: dict[str, int]
    by_neighbourhood: dict[str, tuple[str, dict[str, int]]]
    outside: int


def counts(store: Store, *, person: Person, on: int | None = None) -> list[Count]:
    """Return the counts of what is public."""
    demand(person, Act.SEE)
    return store.counts(on=on)


def overview(store: Store, *, person: Person) -> Overview:
    """Return counts by layer and by neighbourhood, neighbourhoods in order of code."""
    found = counts(store, person=person)
    by_layer: Counter[str] = Counter(dict.fromkeys(store.layers, 0))
    by_code: dict[str, Counter[str]] = {}
    outside = 0
    for count in found:
        by_layer[count.layer] += count.assets
        if count.neighbourhood is None:
            outside += count.assets
        else:
            by_code.setdefault(count.neighbourhood, Counter())[count.layer] += count.assets
    neighbourhoods = store.neighbourhoods()
    names = dict(zip(neighbourhoods["code"], neighbourhoods["name"], strict=True))
    return Overview(
        total=sum(by_layer.values()),
        neighbourhoods=len(neighbourhoods),
        by_layer=dict(by_layer),
        by_neighbourhood={
            code: (names.get(code, code), dict(by_code[code])) for code in sorted(by_code)
        },
        outside=outside,
    )
