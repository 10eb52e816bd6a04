"""Each action asks first whether this person may do it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from assetmap.actions import (
    assets,
    boundaries,
    demo,
    exporting,
    importing,
    keeping,
    map_data,
    merging,
    overview,
    photos,
    remarks,
    table_edit,
    taking_in,
    tile_plan,
    versions,
)
from assetmap.actions.neighbourhood_view import neighbourhood_view
from assetmap.actions.workspace import Store, Workspace
from assetmap.domain.permission import Act, Person, may
from assetmap.domain.selection import EVERYTHING
from assetmap.errors import NotAllowed
from assetmap.maps.basemaps import BASE_MAPS
from assetmap.settings import ROOT
from tests.actions.workspaces import (
    CONTRIBUTOR,
    STEWARD,
    VISITOR,
    boundary_file,
    clock,
    new_workspace,
    noon_of,
    started_workspace,
)
from tests.factories import code_of, make_asset, make_rows

Do = Callable[["Scene", Person], object]


@dataclass
class Scene:
    """What an action may need: a store with one asset, and files."""

    workspace: Workspace
    folder: Path
    asset_id: str
    state_before: str = ""

    @property
    def store(self) -> Store:
        return self.workspace.store()


def edit(scene: Scene, person: Person) -> object:
    asset = make_asset("Bieb")
    return assets.edit_asset(
        scene.store, scene.asset_id, asset, based_on=1, person=person, clock=clock
    )


def import_a_file(scene: Scene, person: Person) -> object:
    file = scene.folder / "lijst.csv"
    file.write_text("Naam,lon,lat\nWijkpark,6.105,52.205\n", encoding="utf-8")
    return importing.import_file(
        scene.store, file, person=person, layer="places", columns={"name": "Naam"}, clock=clock
    )


def import_some_rows(scene: Scene, person: Person) -> object:
    return importing.import_rows(
        scene.store,
        make_rows(),
        person=person,
        layer="places",
        columns={"name": "Naam"},
        source="lijst",
        clock=clock,
    )


def add_context(scene: Scene, person: Person) -> object:
    return boundaries.add_context(
        scene.store, ROOT / "data" / "demo" / "context.geojson", person=person, clock=clock
    )


def restore(scene: Scene, person: Person) -> object:
    copy = scene.folder / "copy.gpkg"
    if not copy.exists():
        scene.store.backup(copy)
    return scene.workspace.restore(copy, person=person)


def go_back(scene: Scene, person: Person) -> object:
    return versions.go_back(scene.store, scene.asset_id, 1, based_on=1, person=person, clock=clock)


def merge_two(scene: Scene, person: Person) -> object:
    store = scene.store
    other = next((each for each in store.assets().index if each != scene.asset_id), None)
    if other is None:
        other = assets.add_asset(store, make_asset("Bieb"), person=STEWARD, clock=clock).id
        scene.state_before = store.state()
    return merging.merge_assets(
        store, scene.asset_id, other, make_asset(), based_on=(1, 1), person=person, clock=clock
    )


def a_picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()


def a_list(scene: Scene) -> Path:
    file = scene.folder / "lijst.csv"
    file.write_text("Naam,lon,lat\nWijkpark,6.105,52.205\n", encoding="utf-8")
    return file


def look_at_a_list(scene: Scene, person: Person) -> object:
    return taking_in.look_at(scene.store, a_list(scene), person=person)


def take_a_list_in(scene: Scene, person: Person) -> object:
    look = taking_in.look_at(scene.store, a_list(scene), person=STEWARD)
    ready = taking_in.prepare(
        scene.store, look, look.plan, person=STEWARD, addresses=None, clock=clock
    )
    return taking_in.take_in(scene.store, ready, person=person, clock=clock)


ACTIONS: dict[str, tuple[Act, Do]] = {
    "add": (
        Act.ADD,
        lambda scene, person: assets.add_asset(
            scene.store, make_asset("Wijkpark"), person=person, clock=clock
        ),
    ),
    "edit": (Act.EDIT, edit),
    "retire": (
        Act.RETIRE,
        lambda scene, person: assets.retire_asset(
            scene.store, scene.asset_id, person=person, reason="dicht", clock=clock
        ),
    ),
    "put back in sight": (
        Act.RETIRE,
        lambda scene, person: assets.restore_asset(
            scene.store, scene.asset_id, person=person, clock=clock
        ),
    ),
    "see": (
        Act.SEE,
        lambda scene, person: assets.see_asset(scene.store, scene.asset_id, person=person),
    ),
    "see history": (
        Act.SEE_ALL,
        lambda scene, person: assets.see_history(scene.store, scene.asset_id, person=person),
    ),
    "import a file": (Act.IMPORT, import_a_file),
    "import rows": (Act.IMPORT, import_some_rows),
    "add boundaries": (
        Act.BOUNDARIES,
        lambda scene, person: boundaries.add_boundaries(
            scene.store, boundary_file(), person=person, year=2026, clock=clock
        ),
    ),
    "add context": (Act.BOUNDARIES, add_context),
    "start": (
        Act.BOUNDARIES,
        lambda scene, person: new_workspace(scene.folder / "new.gpkg").start(
            boundary_file(), person=person, clock=clock
        ),
    ),
    "make the demonstration": (
        Act.BOUNDARIES,
        lambda scene, person: demo.make_demo(
            new_workspace(scene.folder / "demo.gpkg"),
            ROOT / "data" / "demo",
            person=person,
            clock=lambda: noon_of(2026),
        ),
    ),
    "backup": (
        Act.KEEP,
        lambda scene, person: keeping.backup(
            scene.store, scene.folder / "backup.gpkg", person=person
        ),
    ),
    "restore": (Act.KEEP, restore),
    "plan to take tiles along": (
        Act.KEEP,
        lambda scene, person: tile_plan.plan_tiles(
            scene.store,
            BASE_MAPS["grey"],
            scene.folder / "tiles",
            person=person,
            zooms=[12],
        ),
    ),
    "export": (
        Act.EXPORT,
        lambda scene, person: exporting.export_file(
            scene.store, scene.folder / "out.csv", person=person, layers=["places"]
        ),
    ),
    "count": (Act.SEE, lambda scene, person: overview.counts(scene.store, person=person)),
    "overview": (Act.SEE, lambda scene, person: overview.overview(scene.store, person=person)),
    "state of the map": (
        Act.SEE,
        lambda scene, person: map_data.map_state(scene.workspace.finder(), person=person),
    ),
    "pack assets": (
        Act.SEE,
        lambda scene, person: map_data.packed_assets(
            map_data.map_state(scene.workspace.finder(), person=VISITOR), person=person
        ),
    ),
    "pack a selection": (
        Act.SEE,
        lambda scene, person: map_data.packed_selection(
            scene.workspace.finder(), EVERYTHING, person=person
        ),
    ),
    "years": (
        Act.SEE,
        lambda scene, person: map_data.years(scene.workspace.finder(), EVERYTHING, person=person),
    ),
    "borders": (Act.SEE, lambda scene, person: map_data.borders(scene.store, person=person)),
    "find": (
        Act.SEE,
        lambda scene, person: scene.workspace.finder().matching(EVERYTHING, person=person),
    ),
    "suggest": (
        Act.SEE,
        lambda scene, person: scene.workspace.finder().suggest("bieb", "nl", person=person),
    ),
    "see a neighbourhood": (
        Act.SEE,
        lambda scene, person: neighbourhood_view(
            scene.workspace.finder(), code_of(0), person=person
        ),
    ),
    "title of a page": (
        Act.SEE,
        lambda scene, person: map_data.title_of_page(
            scene.store, "/kaartje", {"asset": scene.asset_id}, person=person
        ),
    ),
    "remark": (
        Act.ADD,
        lambda scene, person: remarks.remark_on(
            scene.store, scene.asset_id, "Het hek is weg.", person=person, clock=clock
        ),
    ),
    "read remarks": (
        Act.SEE_ALL,
        lambda scene, person: remarks.remarks(scene.store, most=5, person=person),
    ),
    "go back to a version": (Act.EDIT, go_back),
    "merge two": (Act.EDIT, merge_two),
    "compare": (
        Act.EDIT,
        lambda scene, person: merging.compare(
            scene.store, scene.asset_id, make_asset("Bieb"), based_on=1, person=person
        ),
    ),
    "see what was merged": (
        Act.SEE_ALL,
        lambda scene, person: merging.joined_in(scene.store, scene.asset_id, person=person),
    ),
    "begin a table": (
        Act.EDIT,
        lambda scene, person: table_edit.begin(
            scene.store, neighbourhood=code_of(0), person=person
        ),
    ),
    "open a photo": (
        Act.ADD,
        lambda scene, person: photos.open_photo(a_picture(), person=person),
    ),
    "see photos": (
        Act.SEE,
        lambda scene, person: photos.photos_of(scene.store, [scene.asset_id], person=person),
    ),
    "look at a list": (Act.IMPORT, look_at_a_list),
    "take a list in": (Act.IMPORT, take_a_list_in),
    "see imports": (Act.IMPORT, lambda scene, person: taking_in.runs(scene.store, person=person)),
    "see rows without a place": (
        Act.IMPORT,
        lambda scene, person: taking_in.unplaced_rows(scene.store, person=person),
    ),
    "see profiles": (
        Act.IMPORT,
        lambda scene, person: taking_in.profile_names(scene.store, person=person),
    ),
    "name": (Act.SEE, lambda scene, person: map_data.name_of(scene.store, 1, person=person)),
}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    workspace = started_workspace(tmp_path / "wijk.gpkg")
    receipt = assets.add_asset(workspace.store(), make_asset(), person=STEWARD, clock=clock)
    return Scene(workspace, tmp_path, receipt.id)


@pytest.mark.parametrize("person", [VISITOR, CONTRIBUTOR, STEWARD], ids=lambda person: person.role)
@pytest.mark.parametrize("name", ACTIONS)
def test_action_is_done_by_who_may_and_refused_to_others(
    scene: Scene, name: str, person: Person
) -> None:
    act, do = ACTIONS[name]
    before = scene.store.state(), scene.store.boundaries_state()
    made = {"copy.gpkg", "lijst.csv"}  # by the test itself

    if may(person, act):
        do(scene, person)
    else:
        with pytest.raises(NotAllowed, match="only be done by a steward"):
            do(scene, person)

        now = scene.store.state(), scene.store.boundaries_state()
        assert now == (scene.state_before or before[0], before[1])
        files = {file.name for file in scene.folder.iterdir()} - made
        assert files <= {"wijk.gpkg", "wijk.gpkg-wal", "wijk.gpkg-shm"}
    scene.workspace.close()


@pytest.mark.parametrize(
    ("person", "acts"),
    [
        (VISITOR, {Act.SEE, Act.EXPORT}),
        (CONTRIBUTOR, {Act.SEE, Act.EXPORT, Act.ADD}),
        (STEWARD, set(Act)),
    ],
    ids=["visitor", "contributor", "steward"],
)
def test_each_act_of_a_role_is_used_by_an_action(person: Person, acts: set[Act]) -> None:
    used = {act for act, _ in ACTIONS.values()}

    assert {act for act in used if may(person, act)} == acts & used
    assert used == set(Act)


def test_anybody_may_check_the_store(store: Store) -> None:
    report = keeping.verify(store)

    assert report.problems == ()
