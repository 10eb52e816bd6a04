"""Personal data, apart from the log: it can be erased, and the chain stays whole.

A row has the number of the version that brought it. Only its salted digest stands in the log.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from sqlalchemy import Connection, select

from assetmap.domain.asset import Contact
from assetmap.domain.payload import dump, load
from assetmap.domain.record import personal_digest
from assetmap.store import bulk
from assetmap.store.tables import personal


def keep(connection: Connection, record_id: str, number: int, data: bytes) -> str:
    """Keep personal data beside a version and return the digest that goes into the chain."""
    salt = os.urandom(16)
    connection.exec_driver_sql(
        "INSERT INTO personal VALUES (?, ?, ?, ?)", (record_id, number, salt, data.decode())
    )
    return personal_digest(salt, data)


def keep_many(
    connection: Connection, ids: Sequence[str], data: Sequence[bytes | None]
) -> list[str]:
    """Keep personal data beside the first versions of many records, and return all digests.

    Parameters
    ----------
    data
        Of each record; None for one that has none, whose digest is empty.
    """
    rows = [(each, os.urandom(16), said) for each, said in zip(ids, data, strict=True) if said]
    columns = {
        "record_id": [row[0] for row in rows],
        "number": 1,
        "salt": [row[1] for row in rows],
        "data": [row[2].decode() for row in rows],
    }
    bulk.insert(connection, "personal", columns, rows=len(rows))
    digests = {record_id: personal_digest(salt, said) for record_id, salt, said in rows}
    return [digests.get(each, "") for each in ids]


def erase(connection: Connection, record_id: str) -> bool:
    """Erase the personal data of a record, and return whether there was any."""
    done = connection.exec_driver_sql("DELETE FROM personal WHERE record_id = ?", (record_id,))
    return bool(done.rowcount)


def keep_contact(
    connection: Connection, record_id: str, number: int, contact: Contact, *, former: bool = False
) -> str:
    """Keep whom to ask beside a version and return the digest that goes into the chain.

    What was kept for earlier versions goes: nobody's old telephone number is kept for its own
    sake.

    Parameters
    ----------
    former
        Leave the one before beside it, until the next version: what an import replaces can be put
        back.
    """
    if contact.is_empty() or not former:
        erase(connection, record_id)
    else:
        connection.exec_driver_sql(
            "DELETE FROM personal WHERE record_id = ?1 AND number < "
            "(SELECT max(number) FROM personal WHERE record_id = ?1)",
            (record_id,),
        )
    return "" if contact.is_empty() else keep(connection, record_id, number, said(contact))


def said(contact: Contact) -> bytes:
    """Return what is kept of a contact."""
    return dump(contact.model_dump())


def read_contact(connection: Connection, record_id: str) -> Contact | None:
    """Return whom to ask about an asset, if anybody is named."""
    data = connection.scalar(
        select(personal.c.data)
        .where(personal.c.record_id == record_id)
        .order_by(personal.c.number.desc())
        .limit(1)
    )
    return Contact.model_validate(load(data)) if data else None
