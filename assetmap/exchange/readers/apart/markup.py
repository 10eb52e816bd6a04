"""Look through XML for traps before any other program reads it."""

from __future__ import annotations

# The parser of defusedxml, without its tree: a declaration ends the reading before anything that
# it declares is used. S407 warns of the parser without these handlers.
import xml.parsers.expat as expat
from pathlib import Path
from typing import Any, NoReturn

from .stop import Stop

MAX_DEPTH = 200
_CHUNK_BYTES = 1024**2


def screen(file: str) -> None:
    """Stop at a document type, an entity of its own, elements too deep, or broken XML.

    Entities make bombs and read other files; none of our formats needs a document type.
    """
    with Path(file).open("rb") as source:
        if source.read(64).find(b"OSMHeader") >= 0:
            return
        source.seek(0)
        parser = expat.ParserCreate()
        depth = 0

        def declared(*_: Any) -> NoReturn:
            raise Stop("declared")

        def opened(*_: Any) -> None:
            nonlocal depth
            depth += 1
            if depth > MAX_DEPTH:
                raise Stop("deep")

        def closed(*_: Any) -> None:
            nonlocal depth
            depth -= 1

        parser.StartDoctypeDeclHandler = declared
        parser.EntityDeclHandler = declared
        parser.UnparsedEntityDeclHandler = declared
        parser.ExternalEntityRefHandler = declared
        parser.StartElementHandler = opened
        parser.EndElementHandler = closed
        try:
            while chunk := source.read(_CHUNK_BYTES):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Stop("damaged", str(error)) from error
