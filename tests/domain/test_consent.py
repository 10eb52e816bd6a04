"""Consent lasts two years at most."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.domain.consent import HOW, Consent, consent_problems, latest_end


@pytest.mark.parametrize(
    ("given_on", "latest"),
    [
        (date(2026, 5, 1), date(2028, 5, 1)),
        (date(2028, 2, 29), date(2030, 2, 28)),
        (date(2026, 12, 31), date(2028, 12, 31)),
    ],
)
def test_the_latest_end_is_two_years_on(given_on, latest):
    assert latest_end(given_on) == latest


@given(
    given_on=st.dates(date(2020, 1, 1), date(2090, 1, 1)),
    days=st.integers(-1000, 2000),
)
def test_a_consent_is_good_from_its_first_day_to_its_latest_end(given_on, days):
    until = given_on + timedelta(days=days)
    consent = Consent(how="on_screen", given_on=given_on, until=until)

    good = given_on <= until <= latest_end(given_on)

    assert bool(consent_problems(consent)) != good


@pytest.mark.parametrize("how", HOW)
def test_each_way_to_give_a_consent_is_accepted(how):
    assert Consent(how=how, given_on=date(2026, 5, 1), until=date(2026, 6, 1)).how == how


def test_a_consent_says_nothing_about_who_gave_it():
    assert set(Consent.model_fields) == {"how", "given_on", "until"}
