"""The words of the page that is being drawn, in the visitor's language."""

from __future__ import annotations

import re

from assetmap.domain.layer import Words
from assetmap.domain.permission import Act, may
from assetmap.locale import translator
from assetmap.pages import state


def _(text: str) -> str:
    """Return a text of the interface in the visitor's language."""
    return translator(state.language())(text)


def title(words: Words) -> str:
    """Return a text of a layer file in the visitor's language."""
    return words.in_language(state.language())


_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:&@])")


def plain(text: object) -> str:
    """Return a text so that Streamlit shows it as it stands, not as Markdown."""
    return _MARKDOWN.sub(r"\\\1", str(text)).replace("\n", " ")


def strong(text: str) -> str:
    """Return a text of ours in bold, as Markdown."""
    return f"**{text}**"


def who() -> str:
    """Return one sentence on what this visitor may do."""
    person = state.person()
    if may(person, Act.EDIT):
        return _("You are at the computer of this map: you can change everything.")
    if may(person, Act.ADD):
        return _("You can look around, and add what is missing.")
    return _("You can look around.")
