"""Texts as a search compares them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assetmap.domain.search_text import (
    MOST_WORDS,
    can_be_guessed,
    fold,
    is_sign,
    likely_words,
    name_key,
    trigrams,
    without_little_words,
    words_of,
    words_of_all,
)

# Signs that mean something to a search engine, a pattern or a database, and signs of our own.
HOSTILE = (
    "\"'*-%_^$()[]{}:;,.\\/+~\0\t\n&|!?#@=<>`"
    "\u00b4\u02bc’\u2010\u00ad\u200b\ufe0f\u0301İ\u0131ß\u017f\u212a"
)
texts = st.text(
    st.one_of(
        st.sampled_from("abcdefgéëïøłß 0129" + HOSTILE),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)
words = texts.filter(lambda text: text.split() == [text])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café  Zuid-Oost!", "cafe zuidoost"),
        ("'s-Gravenland, foto's", "sgravenland fotos"),
        ("Łódź Straße Ærø", "lodz strasse aero"),
        ("ﬁets ĳsbaan \u210c ½ m²", "fiets ijsbaan h 1 2 m2"),
        ("10-12 uur", "10 12 uur"),
        ("mini\u2011bieb", "minibieb"),
        ("biblio\u00adtheek", "bibliotheek"),
        ("Ёлка Библиотека", "елка библиотека"),
        ("مَدْرَسَة ـ کتابخانه", "مدرسه  كتابخانه"),
        ("٣٤ ③", "34 3"),
        ("Cafe\u0301", "cafe"),
        ("İstanbul \u0131\u015f\u0131k", "istanbul isik"),
        ("图书馆", "图书馆"),
        ("🎵 ❤️", ""),
        ("", ""),
    ],
    ids=lambda text: text[:12] or "nothing",
)
def test_text_is_folded_to_plain_words(text, folded):
    assert fold(text).split() == folded.split()


@given(st.lists(texts, max_size=8))
@example(["a\0b", "", "-", "x-\0-y"])
def test_folding_many_texts_is_folding_each(many):
    assert words_of_all(many) == [fold(text).split() for text in many]


@given(texts)
def test_folded_text_stays_as_it_is(text):
    assert fold(fold(text)) == fold(text)


@given(before=texts, word=words, after=texts)
@example(before="a", word="-", after="b")
@example(before="", word="b-", after="")
@example(before="e", word="\u0301", after="")
@example(before="x", word="'", after="")
@example(before="", word="a\0b", after="")
def test_what_stands_in_a_text_stands_in_the_folded_text(before, word, after):
    text = before + word.swapcase() + after
    if word.casefold() not in text.casefold():  # such as 'ß', whose capital is two letters
        text = before + word + after

    for each in words_of(word):
        assert each in text.casefold() if is_sign(each) else each in fold(text)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Bibliotheek buurt", ("bibliotheek", "buurt")),
        ("  park PARK  park ", ("park",)),
        ("zuid-oost", ("zuid", "oost")),
        ("bieb minibieb", ("minibieb",)),
        ("foto's", ("fotos",)),
        ("50% *", ("50", "*")),
        ('"AND" NEAR(x)', ("and", "near", "x")),
        ("🎵", ("🎵",)),
        (" \t\n", ()),
    ],
    ids=lambda each: str(each)[:14],
)
def test_query_is_read_as_words(query, words):
    assert words_of(query) == words


def test_query_of_a_thousand_words_is_cut():
    assert len(words_of(" ".join(f"w{number}x" for number in range(1000)))) == MOST_WORDS


@given(texts)
def test_query_with_anything_in_it_has_words(text):
    assert bool(words_of(text)) == bool(text.split())


def test_little_words_are_left_out_unless_there_are_no_others():
    assert without_little_words(("taalles", "voor", "vrouwen")) == ("taalles", "vrouwen")
    assert without_little_words(("de", "het")) == ("de", "het")


def test_names_are_in_order_of_the_figures_in_them():
    names = ["Gymzaal 10", "gymzaal 2", "Élan", "Eland", "Zaal 1b", "Zaal 1"]

    assert sorted(names, key=name_key) == [
        "Élan", "Eland", "gymzaal 2", "Gymzaal 10", "Zaal 1", "Zaal 1b",
    ]  # fmt: skip


def test_trigrams_are_each_three_signs_in_a_row():
    assert trigrams("bieb") == ["bie", "ieb"]
    assert trigrams("aaaa") == ["aaa"]
    assert trigrams("po") == []


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("biblioteek", "bibliotheek", "bibliotheek"),
        ("bibiotheek", "bibliotheek", "bibliotheek"),
        ("spelltuin", "speeltuin", "speeltuin"),
        ("zwembat", "zwembad", "zwembad"),
        ("kinderboederij", "kinderboerderij", "kinderboerderij"),
        ("pakr", "park", "park"),
        ("spelltuin", "waterspeeltuin", "speeltuin"),
        ("biblioteek", "buurtbibliotheek", "bibliotheek"),
        ("biblioteek", "bibliotheekplein", "bibliotheek"),
        ("zwembat", "zwembaden", "zwembad"),
        ("moske", "moskee", "moskee"),
    ],
)
def test_mistyped_word_is_read_as_the_likely_one(typed, known, meant):
    others = ["tuin", "bios", "zwart", "kinderen", "boek", "badminton", "centrum"]

    assert likely_words(typed, [*others, known])[0] == meant


def test_nearest_word_comes_first_and_a_whole_word_before_a_part():
    found = likely_words("zwembat", ["zwembaden", "zwembad", "zwemles", "buitenzwembad"])

    assert found[0] == "zwembad"
    assert likely_words("moolen", ["molenaar", "modern", "molen"])[0] == "molen"


@pytest.mark.parametrize("word", ["xqzvkw", "qwertyuiop", "asdfgh"])
def test_word_that_looks_like_nothing_has_no_likely_word(word):
    assert likely_words(word, ["bibliotheek", "speeltuin", "park", "kerk", "zwembad"]) == []


@pytest.mark.parametrize(
    ("word", "can"),
    [("park", True), ("bad", False), ("1234", False), ("kerk12", False), ("x" * 41, False)],
)
def test_short_words_and_numbers_are_not_guessed(word, can):
    assert can_be_guessed(word) is can


@given(word=words, known=st.lists(words, max_size=5))
def test_any_words_can_be_compared(word, known):
    assert set(likely_words(word, known)) & {word} == set()
