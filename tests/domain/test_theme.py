"""Life domains and tasks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assetmap.domain.theme import LIFE_DOMAINS, TASKS, THEMES, join_themes, split_themes


def test_there_are_seven_life_domains_and_three_tasks():
    assert len(LIFE_DOMAINS) == 7
    assert len(TASKS) == 3
    assert list(THEMES) == [*LIFE_DOMAINS, *TASKS]


@given(st.sets(st.sampled_from(list(THEMES))))
def test_themes_come_back_from_one_text_in_a_fixed_order(themes):
    back = split_themes(join_themes(tuple(themes)))

    assert set(back) == themes
    assert back == tuple(key for key in THEMES if key in themes)
