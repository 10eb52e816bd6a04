"""A session with a Streamlit page, spoken over its websocket as a browser speaks it.

A browser sends a `BackMsg` that asks for a run of the script, with the state of each widget, and
gets `ForwardMsg`s until one says that the run is done. Those that Streamlit marks as cacheable it
sends once: a browser names what it has, and gets a reference to it afterwards.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Origin, Subprotocol


@dataclass
class Run:
    """One run of the script.

    Parameters
    ----------
    seconds
        From asking until the script was done and all its messages were here.
    size_bytes, gzip_bytes
        What came over the websocket, as it came and each message compressed.
    errors
        What the page showed as an error.
    """

    seconds: float = 0.0
    size_bytes: int = 0
    gzip_bytes: int = 0
    errors: list[str] = field(default_factory=list)


class Session:
    """A person's open page.

    Parameters
    ----------
    url
        Where the server is.
    query
        What stands behind the question mark of the page's address.
    """

    def __init__(self, url: str, query: str = "") -> None:
        self._url = url
        # The page itself can change it.
        self.query = query
        self._page = ""
        # The run in which each message that we keep was last of use.
        self._have: dict[str, int] = {}
        self._runs, self._keep_for = 0, 2
        self._socket: websockets.ClientConnection | None = None
        self._states: dict[str, Any] = {}
        # The id of each widget by the key that the page gave it.
        self.widgets: dict[str, str] = {}

    async def __aenter__(self) -> Session:
        address = f"ws://{urlsplit(self._url).netloc}/_stcore/stream"
        self._socket = await websockets.connect(
            address,
            origin=Origin(self._url),
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            compression=None,
            open_timeout=60,
            # A ping that waits behind a busy event loop is no lost connection.
            ping_interval=None,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def run(
        self,
        states: Mapping[str, Any] | None = None,
        *,
        timeout_s: float = 120,
        packed: bool = False,
    ) -> Run:
        """Ask for a run, and return what it was like.

        Parameters
        ----------
        states
            What changes: a text for a widget of Streamlit, else the state of a component as JSON
            holds it, by the key that the page gave it. Others keep what they had.
        packed
            Whether to count what gzip makes of it, too.
        """
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_script_hash = self._page
        asked.rerun_script.cached_message_hashes.extend(sorted(self._have))
        asked.rerun_script.context_info.url = self._url
        asked.rerun_script.context_info.locale = "nl-NL"
        asked.rerun_script.context_info.timezone = "Europe/Amsterdam"
        self._states.update(states or {})
        for key, state in self._states.items():
            widget = asked.rerun_script.widget_states.widgets.add()
            widget.id = self.widgets[key]
            if isinstance(state, str):
                widget.string_value = state
            else:
                widget.json_value = json.dumps(state)
        if self._socket is None:
            raise RuntimeError("open the session first: async with Session(...) as session")
        done, frames = Run(), list[bytes]()
        start = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        async with asyncio.timeout(timeout_s):
            while True:
                frames.append(await self._socket.recv(decode=False))
                if self._take(ForwardMsg.FromString(frames[-1]), done):
                    break
        done.seconds = time.perf_counter() - start
        done.size_bytes = sum(map(len, frames))
        if packed:
            done.gzip_bytes = sum(len(gzip.compress(frame, 6)) for frame in frames)
        return done

    def _take(self, message: ForwardMsg, run: Run) -> bool:
        """Note what a message tells; return whether the run is over."""
        kind = message.WhichOneof("type")
        if message.metadata.cacheable or kind == "ref_hash":
            self._have[message.ref_hash or message.hash] = self._runs
        if kind == "new_session":
            self._page = message.new_session.page_script_hash
            self._keep_for = message.new_session.config.max_cached_message_age
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            shown = element.WhichOneof("type")
            if shown == "exception":
                run.errors.append(f"{element.exception.type}: {element.exception.message}")
            elif shown == "alert" and element.alert.format == element.alert.ERROR:
                run.errors.append(element.alert.body)
            widget = getattr(getattr(element, shown or ""), "id", "") if shown else ""
            if widget:
                # Streamlit ends an id with the key; `None` stands for no key.
                self.widgets[widget.rsplit("-", 1)[-1]] = widget
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                run.errors.append("the script does not compile")
            self._forget()
            # A page that asks for another run of itself ends the first one early.
            return message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return False

    def _forget(self) -> None:
        """Let go of messages that were of no use for some runs, as a browser does."""
        self._runs += 1
        self._have = {
            name: used for name, used in self._have.items() if self._runs - used <= self._keep_for
        }
