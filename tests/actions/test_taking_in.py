"""Take in any list: guessed, corrected, placed, compared, saved as one step, and undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from assetmap.actions import taking_in
from assetmap.actions.addresses import AddressBook
from assetmap.actions.assets import edit_asset
from assetmap.actions.taking_in import (
    CategoryWord,
    export_profile,
    import_profile,
    look_at,
    place_row,
    prepare,
    preview,
    profile_names,
    refused_rows_file,
    runs,
    take_in,
    undo,
    unplaced_rows,
    with_layer,
    words_of,
)
from assetmap.actions.workspace import Store
from assetmap.domain.import_plan import Reading
from assetmap.domain.permission import Person
from assetmap.errors import Conflict, ImportFailed, InvalidAsset, NotAllowed, NotFound
from tests.actions.lists import book_at, counted, prepared, row, taken, write
from tests.actions.workspaces import CONTRIBUTOR, STEWARD, VISITOR, clock
from tests.factories import add, code_of, make_asset, point_in


@pytest.fixture
def book(tmp_path: Path) -> AddressBook:
    return book_at(tmp_path / "adressen.sqlite")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lijst.csv"


def names(store: Store, *, retired: bool = False) -> list[str]:
    return sorted(store.assets(viewer=STEWARD, retired=retired)["name"])


def id_of(store: Store, name: str) -> str:
    frame = store.assets(viewer=STEWARD, retired=True)
    return str(frame.index[frame["name"] == name][0])


def edit(store: Store, called: str, /, **changes: object) -> None:
    found = store.asset(id_of(store, called), viewer=STEWARD)
    edit_asset(
        store, found.id, found.asset.model_copy(update=changes), based_on=found.version,
        person=STEWARD, clock=clock,
    )  # fmt: skip


def test_look_tells_what_the_list_is(store: Store, file: Path) -> None:
    write(file, row(), row("2", "Het Park", "Park", at=(1, 0.5)))

    look = look_at(store, file, person=STEWARD, file_name="uploads/Mijn lijst.csv")

    assert (look.rows, look.file_name, look.profile, look.layers) == (2, "Mijn lijst.csv", None, ())
    assert look.plan.layer == "places"
    assert look.plan.source == "Mijn lijst.csv"
    assert look.plan.categories == {"Bibliotheek": "library", "Park": "park"}
    assert look.samples["Naam"] == ("Bieb", "Het Park")
    assert {column: use for column, use in look.plan.uses.items() if use != "skip"} == {
        "Nr": "id", "Naam": "name", "Soort": "category", "Adres": "address",
    }  # fmt: skip
    assert preview(store, look, look.plan, person=STEWARD) == [
        (point_in(0).y, point_in(0).x),
        (point_in(1).y, point_in(1).x),
    ]


def test_guess_is_made_again_for_another_layer(store: Store, file: Path) -> None:
    write(file, row(sort="Brandweer"))
    look = look_at(store, file, person=STEWARD, layer="places")

    assert with_layer(look, store.layers, "institutions").categories == {
        "Brandweer": "fire_service"
    }


def test_words_are_counted_most_first_and_the_unsure_are_left_open(
    store: Store, file: Path
) -> None:
    write(file, row(), row("2", "Ufo", "Ufozaak"), row("3", "Ufo 2", "Ufozaak"))
    look = look_at(store, file, person=STEWARD, layer="places")

    assert words_of(look, look.plan, store.layers) == [
        CategoryWord("Ufozaak", 2, None),
        CategoryWord("Bibliotheek", 1, "library"),
    ]


def test_words_become_the_categories_of_the_plan(store: Store, file: Path) -> None:
    write(file, row(), row("2", "Ufo", "Ufozaak"), row("3", "Iets", "Ding"))

    found, _ = taken(store, file, categories={"Ufozaak": "culture"}, default_category="park")

    assets = store.layer("places").set_index("name")
    assert assets["category"].to_dict() == {"Bieb": "library", "Ufo": "culture", "Iets": "park"}
    assert found.other_words == {"Ding": 1}
    assert store.asset(id_of(store, "Iets")).asset.fields["source_category"] == "Ding"


def test_cells_fill_the_fields_of_assets(store: Store, file: Path) -> None:
    write(
        file,
        ("Bieb", "Dorpsstraat", "12", "a", "1000ab", "BRUGVEEN", "2-01-12", "31-12-2015", "gratis",
         "bieb.nl", "Rood", "6.105", "52.205"),
        heading=("Naam", "Straat", "Huisnummer", "Huisletter", "Postcode", "Plaats", "Opgericht",
                 "Einddatum", "Kosten", "Website", "Kleur", "lon", "lat"),
    )  # fmt: skip

    taken(store, file)

    asset = store.asset(id_of(store, "Bieb")).asset
    assert asset.address == "Dorpsstraat 12a, 1000 AB Brugveen"
    assert (asset.existed_from, asset.existed_to) == (2012, 2015)
    assert (asset.cost, asset.website, asset.precision) == ("free", "https://bieb.nl", "")
    assert asset.fields == {"source_kleur": "Rood"}


def test_cell_that_fits_nowhere_is_kept_and_refuses_nothing(store: Store, file: Path) -> None:
    write(
        file,
        ("x" * 300, "ooit", "te veel", "marsmannetjes", "6.105", "52.205"),
        heading=("Naam", "Opgericht", "Kosten", "Doelgroep", "lon", "lat"),
    )

    found, _ = taken(
        store, file, uses={"Opgericht": "existed_from", "Kosten": "cost", "Doelgroep": "audience"}
    )

    asset = store.asset(store.layer("places").index[0]).asset
    assert found.refused == ()
    assert len(asset.name) == 200
    assert asset.fields == {
        "source_name": "x" * 300,
        "source_existed_from": "ooit",
        "source_cost": "te veel",
        "source_audience": "marsmannetjes",
    }


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "${alert(1)}", '=HYPERLINK("http://x.nl")', "`{{x}}`"]
)
def test_hostile_text_passes_unchanged_as_text(store: Store, file: Path, text: str) -> None:
    write(file, row(name=text))

    taken(store, file)

    assert names(store) == [text]


def test_row_without_coordinates_is_placed_by_its_postcode(
    store: Store, file: Path, book: AddressBook
) -> None:
    write(file, row(at=None, postcode="2000 AB", town="Brugveen"))

    found, _ = taken(store, file, book=book)

    there = store.asset(id_of(store, "Bieb"))
    assert found.placed == {"postcode": 1}
    assert (there.asset.precision, there.neighbourhood) == ("postcode", code_of(1))


def test_row_that_cannot_be_placed_waits_with_its_reason_and_is_placed_by_hand(
    store: Store, file: Path, book: AddressBook
) -> None:
    write(file, row(at=None, postcode="9999 ZZ"), row("2", "Hal", at=None, address=""))

    found, run = taken(store, file, book=book)
    first, second = unplaced_rows(store, person=STEWARD)
    receipt = place_row(store, first.id, point_in(1).y, point_in(1).x, person=STEWARD, clock=clock)

    assert counted(found) == (0, 0, 0, 0, 2, 0)
    assert (run.unplaced, first.run_id) == (2, run.id)
    assert [str(each.reason) for each in (first, second)] == [
        "This postcode is not in the tables: 9999ZZ.",
        "This row says neither coordinates nor an address that can be looked up.",
    ]
    assert receipt.neighbourhood == code_of(1)
    assert names(store) == ["Bieb"]
    assert [each.row for each in unplaced_rows(store, person=STEWARD)] == [2]
    with pytest.raises(NotFound):
        place_row(store, first.id, 52.2, 6.1, person=STEWARD, clock=clock)


def test_row_is_not_placed_outside_the_boundaries(store: Store, file: Path) -> None:
    write(file, row(at=None), row("2", "Hal"))
    taken(store, file)
    (waiting,) = unplaced_rows(store, person=STEWARD)

    for lat, lon in ((48.8, 2.3), (float("nan"), 6.1), (95.0, 6.1)):
        with pytest.raises(InvalidAsset):
            place_row(store, waiting.id, lat, lon, person=STEWARD, clock=clock)

    assert len(unplaced_rows(store, person=STEWARD)) == 1


def test_row_that_nobody_wants_is_dropped(store: Store, file: Path) -> None:
    write(file, row(at=None), row("2", "Hal"))
    taken(store, file)
    (waiting,) = unplaced_rows(store, person=STEWARD)

    taking_in.drop_row(store, waiting.id, person=STEWARD, clock=clock)

    assert unplaced_rows(store, person=STEWARD) == []
    assert names(store) == ["Hal"]


def test_without_tables_a_note_says_how_to_load_one(
    store: Store, file: Path, tmp_path: Path
) -> None:
    write(file, row(at=None, postcode="1000 AB"))
    empty = AddressBook(book_at(tmp_path / "a.sqlite").gazetteer.__class__(tmp_path / "no.sqlite"))

    _, found = prepared(store, file, book=empty)

    assert any("gazetteer add FILE" in str(note) for note in found.notes)
    assert len(found.unplaced) == 1


def test_plan_can_leave_addresses_alone(store: Store, file: Path, book: AddressBook) -> None:
    write(file, row(at=None, postcode="1000 AB"))

    _, found = prepared(store, file, book=book, place_by_address=False)

    assert (found.placed, len(found.unplaced)) == ({}, 1)


def test_coordinates_of_nought_are_placed_by_the_postcode(
    store: Store, file: Path, book: AddressBook
) -> None:
    nought = (*row(postcode="1000 AB")[:6], "0", "0")
    write(file, row("2", "Hal"), nought, (*row("3", "Schuur", address="")[:6], "0", "0"))

    _, found = prepared(store, file, book=book)

    assert found.placed == {"postcode": 1}
    assert ["0,0" in str(each.reason) for each in found.unplaced] == [True]


@pytest.mark.parametrize("said", [code_of(1), "Buurt 01", "BUURT  01"])
def test_row_that_names_a_neighbourhood_needs_no_point(store: Store, file: Path, said: str) -> None:
    write(file, ("Bieb", said), heading=("Naam", "Buurt"))

    found, _ = taken(store, file)

    assert counted(found) == (1, 0, 0, 0, 0, 0)
    assert store.asset(id_of(store, "Bieb")).neighbourhood == code_of(1)


def test_talents_keep_their_neighbourhood_and_nobodys_address(
    store: Store, file: Path, book: AddressBook
) -> None:
    write(
        file,
        ("Fietsen maken", "Fatma Yilmaz", "06-12345678", "Straat 1", "2000 AB"),
        heading=("Talent", "Contactpersoon", "Telefoon", "Adres", "Postcode"),
    )

    found, _ = taken(store, file, book=book, layer=None, uses={"Talent": "name"})

    there = store.asset(id_of(store, "Fietsen maken"), viewer=STEWARD)
    assert (found.plan.layer, found.private) == ("skills", 1)
    assert (there.asset.geometry, there.asset.address) == (None, "")
    assert there.neighbourhood == code_of(1)
    assert there.contact is not None
    assert there.contact.person == "Fatma Yilmaz"
    assert "Fatma" not in str(there.asset)
    assert "Straat" not in str(there.asset)
    assert len(store.assets()) == 0


def test_contact_data_goes_to_the_private_side(store: Store, file: Path) -> None:
    write(
        file,
        ("Bieb", "J. de Vries", "0297-123456", "bieb@x.nl", "6.105", "52.205"),
        heading=("Naam", "Contactpersoon", "Tel", "Mail", "lon", "lat"),
    )

    found, _ = taken(store, file)

    steward = store.asset(id_of(store, "Bieb"), viewer=STEWARD)
    assert found.private == 1
    assert steward.contact is not None
    assert steward.contact.model_dump() == {
        "person": "J. de Vries", "phone": "0297-123456", "email": "bieb@x.nl",
    }  # fmt: skip
    assert store.asset(steward.id, viewer=VISITOR).contact is None
    for private in ("Vries", "123456", "bieb@x.nl"):
        assert private not in str(store.asset(steward.id, viewer=VISITOR).asset)


def test_nameless_row_is_called_after_its_address_and_refused_without_any(
    store: Store, file: Path
) -> None:
    write(file, row(name=""), row("2", name="", address="", sort=""), row("3", "Hal"))

    found, _ = taken(store, file)

    assert names(store) == ["Hal", "Straat 1"]
    assert [(each.row, str(each.problems[0])) for each in found.refused] == [
        (2, "The name is missing. What do people call it?")
    ]


def test_equal_rows_count_once(store: Store, file: Path) -> None:
    same = ("Bieb", "Straat 1", "6.105", "52.205")
    other = ("Bieb", "Straat 1", "6.115", "52.205")
    write(file, same, same, other, heading=("Naam", "Adres", "lon", "lat"))

    _, found = prepared(store, file)

    assert found.new == 2
    assert any("1 rows are equal to an earlier row" in str(note) for note in found.notes)


def test_every_row_is_accounted_for(store: Store, file: Path, book: AddressBook) -> None:
    write(
        file, row(), row("2", "", "", ""), row("3", "Hal", at=None), row("1", "Twee keer"),
        row("5", "Ver", at=(400, 0.5)), row("6", "Zaal", at=None, postcode="1000 AA"),
    )  # fmt: skip

    _, found = prepared(store, file, book=book, uses={"Nr": "id"})

    assert found.rows == sum(counted(found)) == 6
    assert counted(found) == (2, 0, 0, 3, 1, 0)


def test_second_run_with_ids_changes_what_changed_and_names_what_vanished(
    store: Store, file: Path
) -> None:
    taken(store, write(file, row(), row("2", "Hal"), row("3", "Weg")))
    write(file, row(name="Leeszaal"), row("2", "Hal"), row("4", "Nieuw", at=(2, 0.5)))

    found, _ = taken(store, file)

    assert counted(found) == (1, 1, 1, 0, 0, 0)
    assert found.vanished == ((id_of(store, "Weg"), "Weg"),)
    assert names(store) == ["Hal", "Leeszaal", "Nieuw", "Weg"]


def test_residents_words_survive_the_next_list(store: Store, file: Path) -> None:
    taken(store, write(file, row()))
    edit(store, "Bieb", name="Onze bieb")

    found, _ = taken(store, write(file, row(name="Bibliotheek", address="Straat 3")))

    asset = store.asset(id_of(store, "Onze bieb")).asset
    assert asset.address == "Straat 3"
    assert "was changed here too: name" in str(found.kept[0].problems[0])


@pytest.mark.parametrize("ids", [True, False], ids=["with ids", "without"])
def test_second_run_of_the_same_list_writes_nothing(
    store: Store, file: Path, book: AddressBook, ids: bool
) -> None:
    uses = {"Nr": "id" if ids else "skip"}
    write(file, row(), row("2", "Hal", postcode="1000 AA", at=None), row("3", "Weg", at=None))
    taken(store, file, book=book, uses=uses)
    before = store.state()

    found, run = taken(store, file, book=book, uses=uses)

    assert counted(found) == (0, 0, 3, 0, 0, 0)
    assert (run.id, store.state()) == ("", before)
    assert len(unplaced_rows(store, person=STEWARD)) == 1


def test_what_was_placed_by_hand_is_known_the_next_time(store: Store, file: Path) -> None:
    write(file, row(at=None), row("2", "Hal"))
    taken(store, file)
    (waiting,) = unplaced_rows(store, person=STEWARD)
    place_row(store, waiting.id, point_in(1).y, point_in(1).x, person=STEWARD, clock=clock)

    found, _ = taken(store, file)

    assert counted(found) == (0, 0, 2, 0, 0, 0)
    assert names(store) == ["Bieb", "Hal"]


def test_row_that_waited_is_placed_by_the_next_list(store: Store, file: Path) -> None:
    taken(store, write(file, row(at=None), row("2", "Hal")))

    taken(store, write(file, row(), row("2", "Hal")))

    assert unplaced_rows(store, person=STEWARD) == []
    assert names(store) == ["Bieb", "Hal"]


def test_import_is_undone_as_one_step_and_comes_back(store: Store, file: Path) -> None:
    write(file, row(), row("2", "Hal", at=None))
    _, run = taken(store, file)

    report = undo(store, run.id, person=STEWARD, clock=clock)

    assert (report.retired, report.reverted, report.kept) == (1, 0, ())
    assert names(store) == []
    assert unplaced_rows(store, person=STEWARD) == []
    assert [each.undone for each in runs(store, person=STEWARD)] == [True]
    with pytest.raises(Conflict):
        undo(store, run.id, person=STEWARD, clock=clock)

    found, _ = taken(store, file)

    assert (found.new, found.changed) == (0, 1)
    assert names(store) == ["Bieb"]
    assert store.verify().problems == ()


def test_list_without_ids_comes_back_after_undoing_too(store: Store, file: Path) -> None:
    write(file, row(), row("2", "Hal", at=(1, 0.5)))
    _, run = taken(store, file, uses={"Nr": "skip"})
    undo(store, run.id, person=STEWARD, clock=clock)

    found, _ = taken(store, file, uses={"Nr": "skip"})

    assert (found.new, found.changed, found.unchanged) == (0, 2, 0)
    assert names(store) == names(store, retired=True) == ["Bieb", "Hal"]


def test_undone_change_goes_back_and_what_people_changed_since_stays(
    store: Store, file: Path
) -> None:
    taken(store, write(file, row(), row("2", "Hal")))
    _, run = taken(store, write(file, row(address="Straat 9"), row("2", "Hal", address="Laan 9")))
    edit(store, "Hal", name="De Hal")

    report = undo(store, run.id, person=STEWARD, clock=clock)

    assert store.asset(id_of(store, "Bieb")).asset.address == "Straat 1"
    assert store.asset(id_of(store, "De Hal")).asset.address == "Laan 9"
    assert report.kept == (id_of(store, "De Hal"),)


def test_change_in_between_saves_nothing(store: Store, file: Path) -> None:
    taken(store, write(file, row()))
    _, found = prepared(store, write(file, row(name="Leeszaal"), row("2", "Nieuw")))
    edit(store, "Bieb", name="Onze bieb")

    with pytest.raises(Conflict):
        take_in(store, found, person=STEWARD, clock=clock)

    assert names(store) == ["Onze bieb"]


def test_profile_is_used_for_the_next_list_with_these_headings(store: Store, file: Path) -> None:
    write(file, row(sort="Ufozaak"))
    _, found = prepared(
        store, file, uses={"Adres": "skip"}, categories={"Ufozaak": "park"}, source="Ufo's"
    )
    take_in(store, found, person=STEWARD, remember_as="Ufolijst", clock=clock)

    look = look_at(store, write(file, row("9", "Nieuw", "Ufozaak")), person=STEWARD)

    assert (look.profile, look.plan.source) == ("Ufolijst", "Ufo's")
    assert look.plan.uses["Adres"] == "skip"
    assert words_of(look, look.plan, store.layers) == [CategoryWord("Ufozaak", 1, "park")]


def test_profile_goes_from_one_store_to_another_as_text(store: Store, file: Path) -> None:
    look = look_at(store, write(file, row()), person=STEWARD)
    taking_in.save_profile(store, "Lijst", look, look.plan, person=STEWARD, clock=clock)

    text = export_profile(store, "Lijst", person=STEWARD)

    assert import_profile(store, text, person=STEWARD, name="Zelfde", clock=clock) == "Zelfde"
    assert profile_names(store, person=STEWARD) == ["Lijst", "Zelfde"]
    with pytest.raises(NotFound, match="There are: Lijst, Zelfde"):
        export_profile(store, "Geen", person=STEWARD)


def test_profile_brings_its_way_of_reading(store: Store, file: Path) -> None:
    file.write_text("Naam;lon;lat\nCafé;6.105;52.205\n", encoding="cp1252")
    look = look_at(store, file, person=STEWARD, reading=Reading(encoding="mac_roman"))
    taking_in.save_profile(store, "Mac", look, look.plan, person=STEWARD, clock=clock)

    again = look_at(store, file, person=STEWARD)

    assert again.profile == "Mac"
    assert again.plan.reading.encoding == "mac_roman"


def test_refused_rows_come_back_as_a_file_with_their_reasons(store: Store, file: Path) -> None:
    write(file, row(), row("1", "Dubbel"))
    look, found = prepared(store, file, uses={"Nr": "id"})

    name, content = refused_rows_file(look, found)

    text = content.decode("utf-8-sig")
    assert name.endswith(".csv")
    assert all(each in text for each in ("Dubbel", "reden", "stands on an earlier row"))
    assert "Bieb" not in text


@pytest.mark.parametrize(
    ("uses", "message"),
    [
        ({"Bestaat niet": "name"}, "There is no column 'Bestaat niet'"),
        ({"Naam": "toverwoord"}, "There is no use 'toverwoord'"),
        ({"Naam": "own:toverwoord"}, "There is no field 'toverwoord'"),
        ({"Nr": "id", "Naam": "id"}, "Only one column can hold the id"),
        ({"Naam": "skip", "Adres": "skip", "Soort": "skip", "Nr": "skip"}, "holds the name"),
    ],
)
def test_plan_that_cannot_be_is_refused(
    store: Store, file: Path, uses: dict[str, str], message: str
) -> None:
    write(file, row())

    with pytest.raises(ImportFailed, match=message):
        prepared(store, file, uses=uses)


def test_unknown_layer_and_decision_are_refused(store: Store, file: Path) -> None:
    write(file, row())
    look, found = prepared(store, file)

    with pytest.raises(NotFound, match="no layer 'plekken'"):
        look_at(store, file, person=STEWARD, layer="plekken")
    with pytest.raises(NotFound, match="no layer 'plekken'"):
        prepare(store, look, replace(look.plan, layer="plekken"), person=STEWARD, addresses=None)
    with pytest.raises(ImportFailed, match="no decision"):
        take_in(store, found, person=STEWARD, decisions={1: "wis alles"}, clock=clock)
    assert names(store) == []


@pytest.mark.parametrize("person", [CONTRIBUTOR, VISITOR], ids=["phone", "visitor"])
def test_only_stewards_take_lists_in(store: Store, file: Path, person: Person) -> None:
    write(file, row(at=None))
    look, found = prepared(store, file)
    attempts = [
        lambda: look_at(store, file, person=person),
        lambda: preview(store, look, look.plan, person=person),
        lambda: prepare(store, look, look.plan, person=person, addresses=None),
        lambda: take_in(store, found, person=person),
        lambda: undo(store, "x", person=person),
        lambda: runs(store, person=person),
        lambda: unplaced_rows(store, person=person),
        lambda: place_row(store, "x", 52.2, 6.1, person=person),
        lambda: taking_in.drop_row(store, "x", person=person),
        lambda: profile_names(store, person=person),
        lambda: export_profile(store, "x", person=person),
        lambda: import_profile(store, "{}", person=person),
        lambda: taking_in.save_profile(store, "x", look, look.plan, person=person),
    ]

    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


def test_progress_is_told_from_begin_to_end(store: Store, file: Path) -> None:
    write(file, row())
    told: list[tuple[str, float]] = []

    look = look_at(store, file, person=STEWARD, progress=lambda *each: told.append(each))
    found = prepare(
        store, look, look.plan, person=STEWARD, addresses=None, clock=clock,
        progress=lambda *each: told.append(each),
    )  # fmt: skip
    take_in(store, found, person=STEWARD, clock=clock, progress=lambda *each: told.append(each))

    assert {stage for stage, _ in told} == set(taking_in.STAGES)
    assert all(0 <= share <= 1 for _, share in told)


def test_area_in_the_list_stays_an_area(store: Store, tmp_path: Path) -> None:
    shape = shapely.box(6.101, 52.201, 6.102, 52.202)
    file = tmp_path / "lijst.csv"
    write(file, ("Veld", shapely.to_geojson(shape)), heading=("Naam", "geo_shape"))

    taken(store, file)

    assert store.asset(id_of(store, "Veld")).asset.geometry.equals(shape)


def test_asset_of_another_list_is_no_match_by_id(store: Store, file: Path) -> None:
    add(store, make_asset("Bieb", source="anders", source_id="1", geometry=point_in(2)))

    found, _ = taken(store, write(file, row()))

    assert counted(found) == (1, 0, 0, 0, 0, 0)
