"""Themes: the life domains and the three tasks that an asset can serve."""

from __future__ import annotations

from assetmap.errors import N_

LIFE_DOMAINS = {
    "upbringing": N_("Upbringing"),
    "schooling": N_("Schooling"),
    "social_life": N_("Social life"),
    "work_income": N_("Work and income"),
    "health": N_("Health"),
    "housing": N_("Housing"),
    "safety": N_("Safety"),
}
TASKS = {
    "task_social": N_("Living together"),
    "task_physical": N_("Streets and green"),
    "task_energy": N_("Energy transition"),
}
THEMES = LIFE_DOMAINS | TASKS


def join_themes(themes: tuple[str, ...]) -> str:
    """Return theme keys as one text, in the order of `THEMES`."""
    return ";".join(key for key in THEMES if key in themes)


def split_themes(text: str) -> tuple[str, ...]:
    """Return the theme keys of a text that `join_themes` made."""
    return tuple(key for key in text.split(";") if key)
