"""Who sits at this computer, and who comes from another device."""

from __future__ import annotations

import pytest

from assetmap.actions.caller import is_local, person_at
from assetmap.domain.permission import Role


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "::ffff:127.0.0.1", None, ""])
def test_this_computer_is_local(host: str | None) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host", ["192.168.1.20", "10.0.0.1", "fe80::1", "::ffff:192.168.1.20", "testclient", "8.8.8.8"]
)
def test_other_device_is_not_local(host: str) -> None:
    assert not is_local(host)


@pytest.mark.parametrize(
    ("host", "local_is_steward", "others_may_add", "role"),
    [
        ("127.0.0.1", True, True, Role.STEWARD),
        ("127.0.0.1", False, True, Role.CONTRIBUTOR),
        ("127.0.0.1", False, False, Role.VISITOR),
        ("192.168.1.20", True, True, Role.CONTRIBUTOR),
        ("192.168.1.20", True, False, Role.VISITOR),
    ],
)
def test_role_follows_from_address_and_settings(
    host: str, local_is_steward: bool, others_may_add: bool, role: Role
) -> None:
    person = person_at(host, local_is_steward=local_is_steward, others_may_add=others_may_add)

    assert person.role is role
