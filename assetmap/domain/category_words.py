"""Which category a list's own word means, and which layer a whole list belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from assetmap.domain.layer import OTHER, Layer, Layers, fold

# How alike a word and one of ours are, from 0 to 100, to be taken for the same: plurals, a slip.
_ALIKE = 86
# Of a word within a longer one: 'dorpsbibliotheek' ends with 'bibliotheek'.
_SHORTEST_PART = 5
# What a word that is found in each of these ways counts for a layer.
_EXACT, _PART, _LIKE = 1.0, 0.8, 0.6
_NAME_WEIGHT = 0.7
# Headings and the name of the file count as much as this part of the rows.
_HEADING_SHARE = 0.08
# Below this part of the rows nothing is known of the list.
_LEAST_SHARE = 0.05
_MOST_NAMES = 500
# How lists of what people can do are headed; no other word brings a list to such a layer.
_PERSON_WORDS = {"talent", "talenten", "vaardigheid", "vaardigheden", "skill", "skills",
                 "kwaliteit", "kwaliteiten"}  # fmt: skip


class CategoryWords:
    """Knows which words mean which category of a layer.

    Keys, titles in both languages, synonyms and OSM tags; case and accents do not count.
    """

    def __init__(self, layer: Layer) -> None:
        words: dict[str, str] = {}
        for category in layer.categories:
            names = (category.key.replace("_", " "), category.title.nl, category.title.en)
            # A title such as 'Park of plantsoen' names two things.
            parts = [part for title in names[1:] for part in _parted(title)]
            synonyms = (*category.synonyms.nl, *category.synonyms.en, *category.osm)
            for word in (category.key, *names, *synonyms, *parts):
                if folded := fold(word):
                    words.setdefault(folded, category.key)
        self._key_by_word = words
        self._plain = tuple(word for word in words if "=" not in word)
        self._longest = max((len(word.split()) for word in self._plain), default=1)
        self._found: dict[str, tuple[str | None, float]] = {}

    def category_of(self, word: str) -> str | None:
        """Return the key of the category that a list's word means; None where that is not sure.

        Exactly, as one of several words (`Basisschool Openbaar`, `Sporthal; Gymzaal`), as the end
        of a compound (`dorpsbibliotheek`), or but for a letter or a plural (`bibliotheken`).
        """
        return self._look_up(word)[0]

    def weight_of(self, word: str) -> float:
        """Return how surely a word is one of this layer, from 0 to 1; `other` is no certainty."""
        key, weight = self._look_up(word)
        return 0.0 if key in (None, OTHER) else weight

    def category_in(self, name: str) -> str | None:
        """Return the category that a name says in so many words: `Buurthuis De Linde`."""
        words = fold(name).split()
        for first in range(len(words)):
            for size in range(min(self._longest, len(words) - first), 0, -1):
                key = self._key_by_word.get(" ".join(words[first : first + size]))
                if key is not None and key != OTHER:
                    return key
        return None

    def _look_up(self, word: str) -> tuple[str | None, float]:
        if word not in self._found:
            self._found[word] = self._find(word)
        return self._found[word]

    def _find(self, word: str) -> tuple[str | None, float]:
        folded, known = fold(word), self._key_by_word
        if folded in known:
            return known[folded], _EXACT
        # One of several tags or words, the first that is known.
        for part in word.replace(",", ";").replace("/", ";").split(";")[:10]:
            if key := known.get(fold(part)):
                return key, _PART
        if "=" in folded or not folded:
            return None, 0.0
        if key := self.category_in(folded) or self._by_ending(folded):
            return key, _PART
        return self._by_likeness(folded)

    def _by_ending(self, folded: str) -> str | None:
        """Return the category of the longest known word that one of the words ends with."""
        best = ""
        for word in (single for each in folded.split() for single in _singulars(each)):
            for known in self._plain:
                longer = len(best) < len(known) <= len(word)
                whole = len(known) >= _SHORTEST_PART or word == known
                if longer and whole and word.endswith(known):
                    best = known
        key = self._key_by_word.get(best)
        return None if key == OTHER else key

    def _by_likeness(self, folded: str) -> tuple[str | None, float]:
        for each in (folded, *folded.split()):
            if len(each) < _SHORTEST_PART:
                continue
            found = process.extractOne(each, self._plain, scorer=fuzz.ratio, score_cutoff=_ALIKE)
            if found is not None and len(found[0]) >= _SHORTEST_PART:
                key = self._key_by_word[found[0]]
                return (None, 0.0) if key == OTHER else (key, _LIKE)
        return None, 0.0


def _parted(title: str) -> list[str]:
    parts = fold(title).replace(" of ", " or ").split(" or ")
    return [part for part in parts if len(parts) > 1 and " " not in part]


def _singulars(word: str) -> list[str]:
    """Return a word and what it may be the plural of: `gemeentehuizen`, `speeltuinen`."""
    found = [word]
    if word.endswith("zen"):
        found.append(f"{word[:-3]}s")
    elif word.endswith("ven"):
        found.append(f"{word[:-3]}f")
    elif word.endswith("en"):
        found.append(word[:-2])
    elif word.endswith("s"):
        found.append(word[:-1])
    return found


def layer_for(
    layers: Layers,
    *,
    words: Mapping[str, int],
    names: Iterable[str] = (),
    headings: Iterable[str] = (),
    kinds: Iterable[str] = (),
) -> str:
    """Return the key of the layer that suits a list best; `places` when nothing says so.

    Parameters
    ----------
    words
        The list's words for its sorts, with their number of rows.
    names
        Names of its rows; some hundreds tell enough.
    headings
        Names of its columns, and of the file.
    kinds
        Of its shapes: `point`, `line`, `area`. A layer must take them.
    """
    headings, kinds = [fold(each) for each in headings], set(kinds)
    some = list(names)[:_MOST_NAMES]
    rows = max(sum(words.values()), len(some), 1)
    said = {word for heading in headings for word in heading.split()}
    best, most = None, 0.0
    for key, layer in layers.items():
        if layer.privacy.person and not said & _PERSON_WORDS:
            continue
        if kinds - set(layer.geometry) and layer.geometry:
            continue
        known = CategoryWords(layer)
        score = sum(known.weight_of(word) * count for word, count in words.items())
        named = sum(known.category_in(name) is not None for name in some)
        score += _NAME_WEIGHT * rows * named / max(len(some), 1)
        score += _HEADING_SHARE * rows * sum(map(known.weight_of, headings))
        score += rows * bool(layer.privacy.person)
        if score > most:
            best, most = key, score
    if best is not None and most >= _LEAST_SHARE * rows:
        return best
    fitting = [key for key, layer in layers.items() if layer.geometry]
    return "places" if "places" in layers else (fitting or list(layers))[0]


def default_category(layer: Layer, headings: Iterable[str]) -> str:
    """Return the category of a whole list, where its file is named after one; else `other`."""
    known = CategoryWords(layer)
    for heading in headings:
        if known.weight_of(heading):
            return known.category_of(heading) or OTHER
    return OTHER
