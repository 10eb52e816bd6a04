"""The command that serves the map."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import Annotated

import typer

from assetmap.cli.command import (
    NOT_DONE,
    StoreOption,
    app,
    workspace_at,
)
from assetmap.cli.speaking import complain, say
from assetmap.settings import ROOT


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="0.0.0.0 lets phones in, 127.0.0.1 nobody.")
    ] = "0.0.0.0",  # noqa: S104
    port: Annotated[int, typer.Option(help="Port.", min=1, max=65535)] = 8501,
    store: StoreOption = None,
) -> int:
    """Serve the map; GET /healthz answers 200 once the store is open."""
    workspace = workspace_at(store)
    if workspace.has_store():
        # Say what is wrong with the store here, where it can be read.
        workspace.store()
        workspace.close()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            complain(
                f"Port {port} cannot be used ({error.strerror}). Is assetmap running already? "
                f"Else try another: --port {port + 1}"
            )
            return NOT_DONE
    say(f"On this computer:  http://localhost:{port}")
    environment = {**os.environ, "ASSETMAP_STORE": str(workspace.path.resolve())}
    if host == "0.0.0.0":  # noqa: S104
        address = _lan_address()
        if address:
            say(f"On phones nearby:  http://{address}:{port}")
            environment.setdefault("ASSETMAP_JOIN_ADDRESS", f"http://{address}:{port}/")
    sys.stdout.flush()
    command = [
        sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"),
        "--server.address", host, "--server.port", str(port),
        "--server.headless", "true", "--logger.hideWelcomeMessage", "true",
    ]  # fmt: skip
    if os.name == "posix":
        # Become the server, so that a stop signal reaches it.
        os.chdir(ROOT)
        os.execve(command[0], command, environment)  # noqa: S606
    return subprocess.call(command, cwd=ROOT, env=environment)


def _lan_address() -> str | None:
    """Return this computer's address on the local network; nothing is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return None
