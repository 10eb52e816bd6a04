"""For whom, at what cost, with which wheels and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.domain.layer import fold
from assetmap.domain.trait_words import WORDS, key_by_word
from assetmap.domain.traits import (
    AUDIENCES,
    COSTS,
    LANGUAGES,
    ONE,
    SEVERAL,
    TRAITS,
    WHEELCHAIR,
    join_keys,
    lifted,
    split_keys,
)


def test_four_things_can_be_said():
    assert list(SEVERAL) == ["audience", "languages"]
    assert list(ONE) == ["cost", "wheelchair"]
    assert {**SEVERAL, **ONE} == TRAITS


@pytest.mark.parametrize("known", [AUDIENCES, COSTS, WHEELCHAIR, LANGUAGES])
def test_keys_fit_in_a_text_and_in_a_number(known):
    assert len(known) <= 32
    assert not [key for key in known if set(key) & set(";,. ")]


@given(st.lists(st.sampled_from(list(LANGUAGES))))
def test_keys_come_back_from_one_text_in_a_fixed_order(keys):
    back = split_keys(join_keys(keys, LANGUAGES))

    assert back == tuple(key for key in LANGUAGES if key in keys)


def test_keys_that_nobody_knows_are_not_joined():
    assert join_keys(["nl", "xx"], LANGUAGES) == "nl"
    assert split_keys(";;nl;") == ("nl",)


@pytest.mark.parametrize("field", TRAITS)
def test_every_key_and_name_has_its_meaning(field):
    words = key_by_word(field)

    for key, name in TRAITS[field].items():
        assert (words[fold(key)], words[fold(name)]) == (key, key)
    assert "" not in words


@pytest.mark.parametrize("field", TRAITS)
def test_no_word_means_two_things(field):
    meanings: dict[str, set[str]] = {}
    for key, name in TRAITS[field].items():
        for word in (key, name, *WORDS[field].get(key, ())):
            meanings.setdefault(fold(word), set()).add(key)

    assert {word: keys for word, keys in meanings.items() if len(keys) > 1} == {}
    assert set(WORDS[field]) <= set(TRAITS[field])


def test_what_is_written_down_is_left_alone():
    content = {"name": "Bieb", "fields": {"wheelchair": "yes", "capacity": 4}}

    assert lifted(content) == {"name": "Bieb", "fields": {"capacity": 4}, "wheelchair": "yes"}
    assert content == {"name": "Bieb", "fields": {"wheelchair": "yes", "capacity": 4}}
