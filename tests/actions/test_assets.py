"""Add, change, retire and restore one asset."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.actions.assets import (
    add_asset,
    edit_asset,
    restore_asset,
    retire_asset,
    see_asset,
    see_history,
)
from assetmap.actions.workspace import Store, Workspace
from assetmap.domain.asset import Asset, Contact
from assetmap.domain.consent import Consent
from assetmap.domain.permission import Person
from assetmap.domain.record import Action
from assetmap.errors import Conflict, InvalidAsset, NotFound
from assetmap.store import Receipt
from tests.actions.workspaces import CONTRIBUTOR, STEWARD, VISITOR, clock, started_workspace
from tests.factories import MOMENT, code_of, make_asset, make_contact, make_talent, point_in

BOWTIE = shapely.Polygon([(6.102, 52.202), (6.104, 52.204), (6.104, 52.202), (6.102, 52.204)])


def add(store: Store, asset: Asset, contact: Contact | None = None) -> Receipt:
    return add_asset(store, asset, person=STEWARD, contact=contact, clock=clock)


def edit(
    store: Store,
    receipt: Receipt,
    asset: Asset,
    *,
    based_on: int = 1,
    contact: Contact | None = None,
    person: Person = STEWARD,
    reason: str = "",
) -> Receipt:
    return edit_asset(
        store,
        receipt.id,
        asset,
        based_on=based_on,
        person=person,
        contact=contact,
        reason=reason,
        clock=clock,
    )


def test_added_asset_stands_in_its_neighbourhood(store: Store) -> None:
    receipt = add(store, make_asset(geometry=point_in(2, 1)))

    seen = see_asset(store, receipt.id, person=VISITOR)
    assert (receipt.version, receipt.neighbourhood) == (1, code_of(2, 1))
    assert (seen.asset.name, seen.neighbourhood_name) == ("Bibliotheek", "Buurt 12")


def test_log_says_who_when_and_why(store: Store) -> None:
    receipt = add_asset(store, make_asset(), person=CONTRIBUTOR, reason="buurtfeest", clock=clock)

    edit(store, receipt, make_asset("Bieb"), reason="zo heet het hier")

    first, second = see_history(store, receipt.id, person=STEWARD)
    assert (first.by, first.action, first.reason, first.recorded_at) == (
        "phone",
        Action.ADD,
        "buurtfeest",
        MOMENT,
    )
    assert (second.by, second.action, second.reason) == (
        "laptop",
        Action.EDIT,
        "zo heet het hier",
    )
    assert (first.asset.name, second.asset.name) == ("Bibliotheek", "Bieb")


def test_stale_edit_of_another_field_is_merged(store: Store) -> None:
    receipt = add(store, make_asset(offers="boeken"))
    edit(store, receipt, make_asset("Bieb", offers="boeken"))

    late = edit(store, receipt, make_asset(offers="boeken en koffie"), based_on=1)

    now = see_asset(store, receipt.id, person=VISITOR)
    assert late.version == now.version == 3
    assert (now.asset.name, now.asset.offers) == ("Bieb", "boeken en koffie")


def test_stale_edit_that_moves_the_asset_is_merged(store: Store) -> None:
    receipt = add(store, make_asset())
    edit(store, receipt, make_asset("Bieb"))

    edit(store, receipt, make_asset(geometry=point_in(1)), based_on=1)

    now = see_asset(store, receipt.id, person=VISITOR)
    assert (now.asset.name, now.neighbourhood) == ("Bieb", code_of(1))


def test_stale_edit_of_the_same_field_raises_conflict(store: Store) -> None:
    receipt = add(store, make_asset())
    edit(store, receipt, make_asset("Bieb"))
    before = store.state()

    with pytest.raises(Conflict, match=r"'Bieb' in the meantime, in the same place: name"):
        edit(store, receipt, make_asset("Leeszaal"), based_on=1)

    assert store.state() == before
    assert see_asset(store, receipt.id, person=VISITOR).asset.name == "Bieb"


def test_stale_edit_that_says_the_same_makes_no_version(store: Store) -> None:
    receipt = add(store, make_asset())
    edit(store, receipt, make_asset("Bieb"))
    before = store.state()

    late = edit(store, receipt, make_asset("Bieb"), based_on=1)

    assert (late.version, store.state()) == (2, before)


TEXTS = st.sampled_from(["", "a", "b", "c"])


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    workspace = started_workspace(tmp_path_factory.mktemp("merge") / "wijk.gpkg")
    yield workspace.store()
    workspace.close()


@given(ours=st.tuples(TEXTS, TEXTS), theirs=st.tuples(TEXTS, TEXTS))
@settings(max_examples=25)
def test_two_edits_merge_field_by_field_or_conflict(
    shared_store: Store, ours: tuple[str, str], theirs: tuple[str, str]
) -> None:
    store = shared_store
    base = ("a", "b")
    receipt = add(store, make_asset(offers=base[0], address=base[1]))
    edit(store, receipt, make_asset(offers=ours[0], address=ours[1]))
    clashes = [o != b != t and o != t for b, o, t in zip(base, ours, theirs, strict=True)]

    if any(clashes):
        with pytest.raises(Conflict):
            edit(store, receipt, make_asset(offers=theirs[0], address=theirs[1]), based_on=1)
        expected = ours
    else:
        edit(store, receipt, make_asset(offers=theirs[0], address=theirs[1]), based_on=1)
        expected = tuple(o if t == b else t for b, o, t in zip(base, ours, theirs, strict=True))

    now = see_asset(store, receipt.id, person=VISITOR).asset
    assert (now.offers, now.address) == expected


def test_edit_from_a_version_that_never_was_is_not_found(store: Store) -> None:
    receipt = add(store, make_asset())

    with pytest.raises(NotFound, match="Look whether the address is right"):
        edit(store, receipt, make_asset("Bieb"), based_on=7)


def test_edit_of_an_unknown_asset_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        edit(store, Receipt("0190-none", 1, None), make_asset())


@pytest.mark.parametrize("contact", [None, Contact()], ids=["not asked", "left empty"])
def test_edit_that_changes_nothing_makes_no_version(store: Store, contact: Contact | None) -> None:
    receipt = add(store, make_asset())
    before = store.state()

    again = edit(store, receipt, make_asset(), contact=contact)

    assert (again.version, store.state()) == (1, before)


def test_every_mistake_is_told_at_once(store: Store) -> None:
    asset = make_asset("", category="nonsense", website="geen adres", existed_from=-5)

    with pytest.raises(InvalidAsset) as caught:
        add(store, asset)

    assert {problem.field for problem in caught.value.problems} == {
        "name",
        "category",
        "website",
        "existed_from",
    }
    assert store.assets().empty


def test_self_crossing_area_is_mended(store: Store) -> None:
    receipt = add(store, make_asset(geometry=BOWTIE))

    shape = see_asset(store, receipt.id, person=VISITOR).asset.geometry
    assert shape.is_valid
    assert shape.geom_type in ("Polygon", "MultiPolygon")


def test_place_far_outside_the_boundaries_is_refused(store: Store) -> None:
    with pytest.raises(InvalidAsset, match=r"outside the boundaries. Click on a place inside"):
        add(store, make_asset(geometry=shapely.Point(4.9, 52.37)))

    assert store.assets().empty


def test_place_just_outside_the_boundaries_belongs_to_no_neighbourhood(store: Store) -> None:
    receipt = add(store, make_asset(geometry=point_in(0, dx=-0.5)))

    assert receipt.neighbourhood is None
    assert see_asset(store, receipt.id, person=VISITOR).asset.name == "Bibliotheek"


def test_asset_without_a_place_belongs_to_the_neighbourhood_of_today(store: Store) -> None:
    receipt = add(store, make_asset(geometry=None, neighbourhood=code_of(1)))

    now = see_asset(store, receipt.id, person=VISITOR)
    assert (now.neighbourhood, now.asset.neighbourhood_year) == (code_of(1), 2025)


def test_unknown_neighbourhood_is_refused(store: Store) -> None:
    with pytest.raises(InvalidAsset, match="no neighbourhood with the code 'BU99'"):
        add(store, make_asset(geometry=None, neighbourhood="BU99"))


def test_retired_asset_is_out_of_sight_and_comes_back(store: Store) -> None:
    receipt = add(store, make_asset())

    retire_asset(store, receipt.id, person=STEWARD, reason="gesloten", clock=clock)

    with pytest.raises(NotFound):
        see_asset(store, receipt.id, person=VISITOR)
    assert see_asset(store, receipt.id, person=STEWARD).status == "retired"
    restore_asset(store, receipt.id, person=STEWARD, clock=clock)
    assert see_asset(store, receipt.id, person=VISITOR).status == "published"


def test_retiring_keeps_contact_and_place(store: Store) -> None:
    receipt = add(store, make_asset(), make_contact())

    retire_asset(store, receipt.id, person=STEWARD, reason="gesloten", clock=clock)

    kept = see_asset(store, receipt.id, person=STEWARD)
    assert kept.contact == make_contact()
    assert kept.asset == make_asset()
    assert store.verify().problems == ()


def test_talent_never_keeps_a_place(workspace: Workspace) -> None:
    store = workspace.store()
    receipt = add(store, make_talent(geometry=point_in(1)))

    for person in (VISITOR, STEWARD):
        seen = see_asset(store, receipt.id, person=person)
        assert seen.asset.geometry is None
        assert seen.neighbourhood == code_of(0)
    assert [past.asset.geometry for past in store.history(receipt.id)] == [None]
    coordinates = shapely.to_wkb(point_in(1))[5:]
    for file in workspace.path.parent.glob("wijk.gpkg*"):
        assert coordinates not in file.read_bytes(), file.name


def test_place_of_a_talent_says_nothing_about_where_somebody_clicked(store: Store) -> None:
    add(store, make_talent(geometry=point_in(0, dx=0.2, dy=0.8)))

    frame = store.layer("skills")

    assert frame["position"].tolist() == ["neighbourhood"]
    assert frame.geometry.iloc[0].distance(point_in(0, dx=0.2, dy=0.8)) > 1e-6


def test_talent_needs_consent(store: Store) -> None:
    with pytest.raises(InvalidAsset, match=r"about a person. Ask first"):
        add(store, make_talent(until=None))


def test_talent_whose_consent_is_too_long_is_refused(store: Store) -> None:
    with pytest.raises(InvalidAsset, match="2 years at most"):
        add(store, make_talent(until=date(2030, 1, 1)))


def test_edit_without_consent_takes_a_talent_out_of_sight(store: Store) -> None:
    receipt = add(store, make_talent())

    edit(store, receipt, make_talent(until=None))

    assert see_asset(store, receipt.id, person=STEWARD).status == "waiting"
    with pytest.raises(NotFound):
        see_asset(store, receipt.id, person=VISITOR)


def test_talent_whose_consent_lapsed_is_seen_by_stewards_alone(store: Store) -> None:
    consent = Consent(how="on_paper", given_on=date(2025, 1, 1), until=date(2026, 4, 30))
    receipt = add(store, make_talent(until=None).model_copy(update={"consent": consent}))

    assert see_asset(store, receipt.id, person=STEWARD).status == "waiting"
    for person in (VISITOR, CONTRIBUTOR):
        with pytest.raises(NotFound):
            see_asset(store, receipt.id, person=person)


def test_contact_is_seen_by_stewards_alone(store: Store) -> None:
    receipt = add(store, make_asset(), make_contact())

    assert see_asset(store, receipt.id, person=STEWARD).contact == make_contact()
    for person in (VISITOR, CONTRIBUTOR):
        assert see_asset(store, receipt.id, person=person).contact is None


def test_contact_stands_in_no_version(store: Store) -> None:
    receipt = add(store, make_asset(), make_contact())

    history = see_history(store, receipt.id, person=STEWARD)

    said = " ".join(f"{past.content} {past.asset} {past.reason}" for past in history)
    assert "Yilmaz" not in said
    assert "06-12345678" not in said


def test_edit_keeps_the_contact_unless_it_says_otherwise(store: Store) -> None:
    receipt = add(store, make_asset(), make_contact())

    edit(store, receipt, make_asset("Bieb"))
    kept = see_asset(store, receipt.id, person=STEWARD).contact
    edit(store, receipt, make_asset("Bieb"), based_on=2, contact=make_contact("Joke de Wit"))
    changed = see_asset(store, receipt.id, person=STEWARD).contact
    edit(store, receipt, make_asset("Bieb"), based_on=3, contact=Contact())
    erased = see_asset(store, receipt.id, person=STEWARD).contact

    assert (kept, changed, erased) == (make_contact(), make_contact("Joke de Wit"), None)
    assert store.verify().problems == ()


def test_history_of_nothing_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        see_history(store, "0190-none", person=STEWARD)
