"""Texts as a search compares them: folded, in words, and words that are likely meant.

A word is found inside the words of a text, so that 'speeltuin' finds 'Waterspeeltuin'. Folding
goes sign by sign, so whatever stands in a text stands in the folded text as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

# Shorter words stand for too many others to guess one, and longer ones are no words.
LEAST_LETTERS_TO_GUESS, MOST_LETTERS_TO_GUESS = 4, 40
# As many as a person ever types; each costs a look in the index.
MOST_WORDS = 20

# Stands between texts that are folded together, and is left alone there.
_BETWEEN = "\0"

_APOSTROPHES = "'`’‘\u00b4\u02bc"
_HYPHENS = "-\u2010\u2011"
# Letters that Unicode does not take apart, and letters that keyboards mix up: the Arabic and the
# Persian kaf and yeh are one letter on two keyboards; a tatweel only makes a word longer.
_ALIKE = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h",
    "\u0131": "i", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "\u0647", "\u0640": "",
}  # fmt: skip

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_ASCII_SIGNS = re.compile(r"[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")
# The hyphen first: so it is looked for alone, and what stands before it only once it is found.
_HYPHEN_IN_WORD = re.compile(r"-(?<=[^\W\d_]-)(?=[^\W\d_])")
_FIGURES = re.compile(r"\d+")
# Words that say nothing of what somebody looks for.
_LITTLE_WORDS = frozenset(
    {
        *("de", "het", "een", "en", "of", "in", "op", "bij", "van", "voor", "met", "te", "naar"),
        *("aan", "om", "uit", "the", "a", "an", "and", "or", "on", "at", "for", "with", "to"),
    }
)


def fold(text: str) -> str:
    """Return a text as words with one space between: no case, accents or signs.

    Letters of every script and figures stay. An apostrophe, and a hyphen between letters, fall
    away: `foto's` is found as `fotos`, `mini-bieb` as `minibieb`.
    """
    return _folded(text.replace(_BETWEEN, " ")).strip()


def words_of_all(texts: Sequence[str]) -> list[list[str]]:
    """Return the words of each text, folded as `fold` does; many together in half the time."""
    if not texts:
        return []
    together = _BETWEEN.join([text.replace(_BETWEEN, " ") for text in texts])
    return [text.split() for text in _folded(together).split(_BETWEEN)]


def words_of(query: str) -> tuple[str, ...]:
    """Return the words to look for, each once and folded.

    What stands apart from letters and figures, such as `%` or a note of music, is kept as it is.
    A word that is inside another one is left out: what has the other one has it too.
    """
    found: dict[str, None] = {}
    for part in query.casefold().split():
        words = _ASCII_SIGNS.sub(" ", _plain(part.replace(_BETWEEN, " "))).split()
        found.update(dict.fromkeys(words or [part]))
    words = list(found)[:MOST_WORDS]
    return tuple(
        word for word in words if not any(word in other for other in words if other != word)
    )


def without_little_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that say what is looked for; all of them when none does."""
    return tuple(word for word in words if word not in _LITTLE_WORDS) or words


def is_sign(word: str) -> bool:
    """Return whether a word of `words_of` has no letter or figure, so that folding loses it."""
    return not fold(word)


def name_key(name: str) -> str:
    """Return what to sort a name by: folded, with figures in order of their value."""
    return _FIGURES.sub(lambda figures: figures[0].zfill(9), fold(name))


def trigrams(word: str) -> list[str]:
    """Return every three signs in a row, each once."""
    return list(dict.fromkeys(word[at : at + 3] for at in range(len(word) - 2)))


def can_be_guessed(word: str) -> bool:
    """Return whether another word may be meant: neither short nor endless, and no number."""
    return LEAST_LETTERS_TO_GUESS <= len(word) <= MOST_LETTERS_TO_GUESS and word.isalpha()


def likely_words(word: str, known: Iterable[str], *, most: int = 6) -> list[str]:
    """Return what was probably meant by a word that nothing has, the likeliest first.

    Parameters
    ----------
    word
        Folded.
    known
        Folded words that there are. Of a compound the part that looks like the word counts:
        `biblioteek` means the end of `buurtbibliotheek`.
    """
    mistakes = 1 + (len(word) >= 6) + (len(word) >= 11)
    found: dict[str, tuple[int, bool, bool]] = {}
    for each in known:
        reading, distance = each, OSA.distance(word, each, score_cutoff=mistakes)
        if distance > mistakes and len(each) > len(word):
            reading, distance = _nearest_part(word, each, mistakes)
        if distance <= mistakes and reading != word:
            # The first letter is seldom wrong, and a part is less sure than a whole word.
            rank = (distance, reading[:1] != word[:1], reading != each)
            found[reading] = min(found.get(reading, rank), rank)
    return sorted(found, key=lambda reading: (found[reading], reading))[:most]


def _nearest_part(word: str, compound: str, mistakes: int) -> tuple[str, int]:
    """Return the beginning, end or middle of a compound that is nearest to a word."""
    least = 100 * (1 - mistakes / len(word))
    at = fuzz.partial_ratio_alignment(word, compound, score_cutoff=least)
    if at is None:
        return compound, mistakes + 1
    parts = {
        compound[max(at.dest_start + before, 0) : at.dest_end + after]
        for before in range(-mistakes, mistakes + 1)
        for after in range(-mistakes, mistakes + 1)
    }

    def strangeness(part: str) -> tuple[int, bool, int, str]:
        # Of parts that are equally near, one that begins or ends where the compound does is a
        # word, and people seldom leave out a letter at the end.
        inside = not compound.startswith(part) and not compound.endswith(part)
        return OSA.distance(word, part), inside, abs(len(part) - len(word)), part

    nearest = min(parts, key=strangeness)
    return nearest, OSA.distance(word, nearest)


def _folded(text: str) -> str:
    return _ASCII_SIGNS.sub(" ", _HYPHEN_IN_WORD.sub("", _plain(text)))


def _plain(text: str) -> str:
    plain = text.casefold()
    for apostrophe in _APOSTROPHES[:2]:
        plain = plain.replace(apostrophe, "")
    return plain if plain.isascii() else _BEYOND_ASCII.sub(_plain_sign, plain)


def _plain_sign(match: re.Match[str]) -> str:
    return _plain_letters(match[0])


@cache
def _plain_letters(sign: str) -> str:
    if sign in _APOSTROPHES:
        return ""
    if sign in _HYPHENS:
        return "-"
    # Twice, for what comes out of a ligature or a circle may be a capital.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
    return "".join(map(_letter, apart))


def _letter(sign: str) -> str:
    if sign in _ALIKE:
        return _ALIKE[sign]
    kind = unicodedata.category(sign)
    # Accents and vowel points, soft hyphens and joiners, and what chooses the look of a symbol.
    if kind == "Cf" or (
        kind == "Mn" and (unicodedata.combining(sign) or "\ufe00" <= sign <= "\ufe0f")
    ):
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    return sign if kind[0] in "LMN" else " "
