"""Consent: a person says that something about them may be shown, and until when."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assetmap.errors import N_, Problem

# Two years at most, so that nobody stays on the map because it was forgotten.
MAX_YEARS = 2

HOW = {
    "on_screen": N_("On this screen"),
    "on_paper": N_("On paper"),
    "by_word": N_("By word of mouth"),
}


class Consent(BaseModel):
    """That a person agreed, how, and for how long; never who the person is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    how: Literal["on_screen", "on_paper", "by_word"]
    given_on: date
    until: date


def consent_problems(consent: Consent) -> list[Problem]:
    """Return what is wrong with the dates of a consent."""
    if consent.until < consent.given_on:
        return [Problem(N_("The consent ends before it begins. Give a later end."), {}, "consent")]
    if consent.until > latest_end(consent.given_on):
        return [
            Problem(
                N_("A consent lasts {years} years at most. Choose an end on or before {latest}."),
                {"years": MAX_YEARS, "latest": latest_end(consent.given_on).isoformat()},
                "consent",
            )
        ]
    return []


def latest_end(given_on: date) -> date:
    """Return the last day on which a consent given on a day can still hold."""
    try:
        return given_on.replace(year=given_on.year + MAX_YEARS)
    except ValueError:  # 29 February
        return given_on.replace(year=given_on.year + MAX_YEARS, day=28)
