"""The words of all public texts: found inside words, kept while assets come and go."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from assetmap.domain.catalogue import NO_END, NO_START, Catalogue
from assetmap.domain.search_text import fold, words_of
from assetmap.store.search_entries import ADDRESS, NAME, OFFERS
from assetmap.store.search_index import BEGINS, INSIDE, WHOLE, SearchIndex

Texts = tuple[str, str, str]


def catalogue_of(assets: dict[int, Texts | str]) -> Catalogue:
    """Return a catalogue of name, offers and address by number; a name alone will do."""
    numbers = sorted(assets)
    given = [assets[number] for number in numbers]
    texts = [(each, "", "") if isinstance(each, str) else each for each in given]
    count = len(numbers)
    columns = np.empty((3, count), dtype=object)
    for row, each in enumerate(texts):
        columns[:, row] = each
    return Catalogue(
        number=np.array(numbers, dtype=np.int64),
        x=np.zeros(count),
        y=np.zeros(count),
        category=np.zeros(count, dtype=np.int16),
        layer=np.zeros(count, dtype=np.int16),
        area=np.zeros(count, dtype=np.int32),
        existed_from=np.full(count, NO_START, dtype=np.int16),
        existed_to=np.full(count, NO_END, dtype=np.int16),
        themes=np.zeros(count, dtype=np.uint32),
        audience=np.zeros(count, dtype=np.uint32),
        languages=np.zeros(count, dtype=np.uint32),
        cost=np.zeros(count, dtype=np.uint8),
        wheelchair=np.zeros(count, dtype=np.uint8),
        hours=np.zeros(count, dtype=np.int32),
        changed=np.zeros(count, dtype=np.int64),
        name=columns[0],
        offers=columns[1],
        address=columns[2],
    )


def found(index: SearchIndex, word: str) -> set[int]:
    """Return the numbers of the assets with a word as somebody types it."""
    (one,) = words_of(word)
    return set(index.find(one).tolist())


def changed(numbers: Sequence[int]) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


@pytest.fixture
def index() -> SearchIndex:
    return SearchIndex(
        catalogue_of(
            {
                1: ("Buurtbibliotheek Zuid", "Boeken en taalles", "Kerkstraat 12"),
                2: "Waterspeeltuin",
                4: ("Café De Brug", "Koffie; 100% gezellig 🎵", "Kerkplein 1"),
                9: ("Bibliotheek", "De bibliotheek van de buurt.", ""),
            }
        )
    )


@pytest.mark.parametrize(
    ("word", "numbers"),
    [
        ("bibliotheek", {1, 9}),
        ("BIBLIO", {1, 9}),
        ("speeltuin", {2}),
        ("tuin", {2}),
        ("kerk", {1, 4}),
        ("cafe", {4}),
        ("12", {1}),
        ("1", {1, 4}),
        ("z", {1, 4}),
        ("qq", set()),
        ("zwembad", set()),
        ("%", {4}),
        ("🎵", {4}),
        ("*", set()),
        ('"', set()),
    ],
)
def test_word_is_found_inside_the_words_of_all_texts(index, word, numbers):
    assert found(index, word) == numbers


def test_look_tells_in_which_text_and_how_the_word_stands_there(index):
    hits = index.look("bibliotheek")

    assert sorted(zip(hits.numbers, hits.texts, hits.how, strict=True)) == [
        (1, NAME, INSIDE),
        (9, NAME | OFFERS, WHOLE),
    ]
    hits = index.look("kerk")
    assert sorted(zip(hits.numbers, hits.texts, hits.how, strict=True)) == [
        (1, ADDRESS, BEGINS),
        (4, ADDRESS, BEGINS),
    ]
    hits = index.look("%")
    assert list(zip(hits.numbers, hits.texts, hits.how, strict=True)) == [(4, OFFERS, INSIDE)]


def test_index_of_nothing_finds_nothing():
    index = SearchIndex(catalogue_of({}))

    for word in ("bieb", "b", "%"):
        assert found(index, word) == set()
        assert len(index.look(word).numbers) == 0
    assert index.similar("bieb") == []
    assert len(index) == 0


def test_asset_that_changed_is_found_by_its_new_words_alone(index):
    index.update(
        changed([2, 5, 77]), catalogue_of({1: "Oud", 2: "Klimbos", 4: "x", 5: "Zwembad", 9: "y"})
    )

    assert found(index, "speeltuin") == set()
    assert found(index, "klim") == {2}
    assert found(index, "zwembad") == {5}
    # Only those that were named are looked at.
    assert found(index, "bibliotheek") == {1, 9}


def test_nothing_stays_of_what_went_out_of_sight(index):
    before = len(index)

    index.update(changed([1]), catalogue_of({2: "Waterspeeltuin", 4: "x", 9: "y"}))

    assert found(index, "bibliotheek") == {9}
    assert found(index, "zu") == set()
    assert "buurtbibliotheek" not in index.similar("buurtbibliotheek")
    assert len(index) < before


def test_word_that_comes_back_is_found_again(index):
    index.update(changed([2]), catalogue_of({1: "x", 4: "x", 9: "y"}))
    index.update(changed([2]), catalogue_of({1: "x", 2: "Waterspeeltuin", 4: "x", 9: "y"}))

    assert found(index, "speeltuin") == {2}
    assert found(index, "sp") == {2}


def test_large_update_is_as_good_as_a_new_index():
    before = {number: f"Plek {number} woord{number % 7}" for number in range(1, 3000)}
    after = before | {number: f"Hoek {number} term{number % 5}" for number in range(500, 4000)}
    index = SearchIndex(catalogue_of(before))

    index.update(changed(range(500, 4000)), catalogue_of(after))
    index.update(changed([1]), catalogue_of(after | {1: "Nieuw"}))

    new = SearchIndex(catalogue_of(after | {1: "Nieuw"}))
    for word in ("plek", "hoek", "woord3", "term4", "12", "1", "k", "nieuw", "woord"):
        assert found(index, word) == found(new, word)
    assert len(index) == len(new)


def test_similar_words_share_trigrams_as_a_whole_or_as_a_part(index):
    assert "bibliotheek" in index.similar("biblioteek")
    assert "waterspeeltuin" in index.similar("spelltuin")
    assert "koffie" not in index.similar("spelltuin")
    # A short word of which the letters are turned round has no trigram of the right one.
    assert "brug" in index.similar("burg")


def test_similar_words_are_few_where_many_are_alike():
    many = {number: f"bibliotheek{number:04d}" for number in range(1, 2000)}
    index = SearchIndex(catalogue_of(many | {2000: "bibliotheek"}))

    likely = index.similar("biblioteek", most=50)

    assert len(likely) <= 100
    assert "bibliotheek" in likely


# What means something to FTS5, to LIKE or to a pattern, and letters of several kinds.
signs = st.sampled_from(list("abé ÉßiİNEARØ -*\"'%_^:()[]{}.,;\\0129ﬁ٣م❤️\u0301\u00ad\u200b"))
texts = st.text(signs, max_size=12)
words = st.one_of(
    st.text(signs, min_size=1, max_size=4),
    st.sampled_from(["AND", "OR", "NOT", "NEAR", "NEAR(a", '"', "a*", "-a", "^a", "a:b", "%", "_"]),
).filter(lambda word: len(word.split()) == 1)


@settings(max_examples=200)
@given(
    assets=st.lists(st.tuples(texts, texts, texts), max_size=6),
    word=words.map(str.strip),
)
@example(assets=[("zuid-oost", "", "")], word="d-o")
@example(assets=[("o'o", "", "")], word="'")
def test_all_is_found_that_a_plain_search_finds_and_no_more_than_its_words(assets, word):
    index = SearchIndex(catalogue_of(dict(enumerate(assets, start=3))))

    together = set(range(3, 3 + len(assets)))
    for each in words_of(word):
        together &= set(index.find(each).tolist())
        assert set(index.look(each).numbers.tolist()) == set(index.find(each).tolist())

    for number, (name, offers, address) in enumerate(assets, start=3):
        if word.casefold() in name.casefold() or word.casefold() in offers.casefold():
            assert number in together
        if number in together:
            folded = " ".join(map(fold, (name, offers, address)))
            written = "\n".join((name, offers, address)).casefold()
            assert all(each in folded or each in written for each in words_of(word))


class Changing(RuleBasedStateMachine):
    """An index that follows a catalogue finds what a new one finds."""

    def __init__(self) -> None:
        super().__init__()
        self.assets: dict[int, Texts] = {}
        self.index = SearchIndex(catalogue_of({}))

    @rule(
        put=st.dictionaries(st.integers(1, 9), st.tuples(texts, texts, texts), max_size=4),
        take=st.sets(st.integers(1, 9), max_size=3),
    )
    def change(self, put: dict[int, Texts], take: set[int]) -> None:
        self.assets |= put
        for number in take - set(put):
            self.assets.pop(number, None)
        self.index.update(changed(sorted({*put, *take})), catalogue_of(dict(self.assets)))

    @invariant()
    def finds_what_a_new_one_finds(self) -> None:
        new = SearchIndex(catalogue_of(dict(self.assets)))
        assert len(self.index) == len(new)
        for word in ("a", "ab", "aba", "near", "1", "e", "-", "❤️"):
            assert set(self.index.find(word).tolist()) == set(new.find(word).tolist())


TestChanging = Changing.TestCase
TestChanging.settings = settings(max_examples=25, stateful_step_count=8, deadline=None)


def test_many_threads_ask_while_assets_change():
    assets = {number: f"Plek {number} groep{number % 10}" for number in range(1, 400)}
    index = SearchIndex(catalogue_of(assets))
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(40):
            numbers = found(index, "groep3")
            if not {13, 23, 33} <= numbers or any(each % 10 != 3 for each in numbers):
                wrong.append(numbers)
            found(index, "pl")
            index.similar("groeb3")

    def change() -> None:
        for number in range(1000, 1040):
            assets[number] = f"Erbij {number} groep{number % 10}"
            index.update(changed([number]), catalogue_of(assets))

    threads = [threading.Thread(target=ask) for _ in range(12)]
    threads.append(threading.Thread(target=change))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert {1003, 1013, 1023, 1033} <= found(index, "groep3")


def test_index_is_closed_once_it_is_of_no_use(index):
    index.close()
    index.close()
