"""Who may do what, cell by cell."""

from __future__ import annotations

import itertools

import pytest

from assetmap.domain.permission import VISITOR, Act, Person, Role, demand, may
from assetmap.errors import NotAllowed

TABLE = """
                visitor  contributor  steward
    see         yes      yes          yes
    see_all     no       no           yes
    export      yes      yes          yes
    add         no       yes          yes
    edit        no       no           yes
    retire      no       no           yes
    import      no       no           yes
    boundaries  no       no           yes
    keep        no       no           yes
"""
LINES = [line.split() for line in TABLE.strip().splitlines()]
ROLES, ROWS = LINES[0], LINES[1:]
CELLS = [
    (role, act, answer == "yes")
    for act, *answers in ROWS
    for role, answer in zip(ROLES, answers, strict=True)
]


@pytest.mark.parametrize(
    ("role", "act", "allowed"), CELLS, ids=[f"{role} {act}" for role, act, _ in CELLS]
)
def test_a_role_may_do_what_the_table_says(role, act, allowed):
    person = Person("somebody", Role(role))

    assert may(person, Act(act)) is allowed


def test_the_table_has_a_cell_for_every_role_and_act():
    cells = {(role, act) for role, act, _ in CELLS}

    assert cells == {(role.value, act.value) for role, act in itertools.product(Role, Act)}


def test_what_is_not_allowed_is_refused_with_who_may():
    with pytest.raises(NotAllowed, match="only be done by a steward"):
        demand(VISITOR, Act.ADD)


def test_what_is_allowed_passes():
    demand(VISITOR, Act.SEE)
