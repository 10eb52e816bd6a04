"""The finder: always at the newest moment of the store, one for all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from assetmap.actions.assets import add_asset, retire_asset
from assetmap.actions.boundaries import add_boundaries
from assetmap.actions.finding import Finder
from assetmap.actions.keeping import backup
from assetmap.actions.workspace import Workspace
from assetmap.domain.consent import Consent
from assetmap.domain.selection import EVERYTHING, Selection
from assetmap.errors import StoreMissing
from assetmap.store import GeoPackageStore
from tests.actions.finding_scene import (
    MIDDLE,
    find,
    finder_of,
    look,
    names,
    scene_assets,
    scene_workspace,
)
from tests.actions.workspaces import STEWARD, VISITOR, boundary_file, clock, new_workspace
from tests.factories import (
    CELL,
    MOMENT,
    SOUTH,
    TODAY,
    WEST,
    add,
    change,
    make_asset,
    make_neighbourhoods,
    make_talent,
    point_in,
    shipped_layers,
)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    """Return a finder in the scene, for tests that only look."""
    workspace = scene_workspace(tmp_path_factory.mktemp("scene") / "wijk.gpkg")
    yield finder_of(workspace)
    workspace.close()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    workspace = scene_workspace(tmp_path / "wijk.gpkg")
    yield workspace
    workspace.close()


def test_everything_is_what_everybody_may_see(scene):
    found = look(scene)

    assert names(found) == [asset.name for asset in scene_assets()]
    assert found.total == len(found.catalogue) == 10
    assert found.numbers.tolist() == list(range(1, 11))
    assert found.version == scene.store.state()
    assert found.read_as == {}


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({"layers": ("associations", "skills")}, [9, 10]),
        ({"layers": ()}, []),
        ({"layers": ("unknown",)}, []),
        ({"categories": (("places", "library"),)}, [1, 9, 10]),
        ({"categories": (("places", "library"),), "layers": ("places",)}, [1]),
        ({"categories": (("places", "library"),), "layers": ("skills",)}, [10]),
        ({"themes": ("social_life", "health")}, [1, 7, 9]),
        ({"themes": ("unknown",)}, []),
        ({"audiences": ("children",)}, [2]),
        ({"languages": ("ar",)}, [1, 8]),
        ({"free": True}, [1, 2]),
        ({"wheelchair": True}, [1]),
        ({"neighbourhood": "BU11"}, [5, 6]),
        ({"neighbourhood": "BU99"}, []),
        ({"year": 1990}, [3, 4, 5, 6, 7, 8, 9, 10]),
        ({"year": 2026}, [1, 2, 4, 5, 6, 7, 8, 9, 10]),
        ({"open": "now"}, [1, 2]),
        ({"open": "evening"}, [2, 3]),
        ({"open": "weekend"}, [2, 3]),
        ({"since": TODAY}, list(range(1, 11))),
        ({"since": TODAY + timedelta(days=1)}, []),
        ({"since": date(1, 1, 1)}, list(range(1, 11))),
        ({"words": "kerkstraat", "free": True}, [1]),
        ({"words": "kerkstraat", "free": True, "open": "weekend"}, []),
    ],
    ids=str,
)
def test_each_filter_keeps_what_fits(scene, filters, numbers):
    assert look(scene, **filters).numbers.tolist() == numbers


def test_nearby_is_within_a_walk_and_a_park_begins_at_its_edge(scene):
    lat, lon = MIDDLE

    near = find(scene, near=MIDDLE, walk_minutes=2, layers=("places", "associations"))
    assert near == ["Buurtbibliotheek Zuid", "Wijkpark", "Harmonie De Eendracht"]
    # About 110 metres north of the park, whose middle is 280 metres away.
    edge = (SOUTH + 0.5 * CELL, WEST + 0.2 * CELL)
    assert "Wijkpark" in find(scene, near=edge, walk_minutes=2)
    assert find(scene, near=(lat + 1, lon), walk_minutes=60) == []


def test_bounds_hold_points_and_whole_areas(scene):
    park = look(scene, "wijkpark").bounds
    both = look(scene, "gymzaal", categories=()).bounds

    assert park == pytest.approx((WEST + 0.001, SOUTH + 0.001, WEST + 0.009, SOUTH + 0.004))
    assert both == pytest.approx((WEST + 0.015, SOUTH + 0.015, WEST + 0.016, SOUTH + 0.015))
    assert look(scene, "qqqq").bounds is None


def test_bits_say_for_each_number_whether_it_is_shown(scene):
    version, bits = scene.bits(Selection(words="kerkstraat"), person=VISITOR)

    assert version == scene.store.state()
    assert bits == bytes([0b0000_1010])
    shown = np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little")
    assert np.flatnonzero(shown).tolist() == [1, 3]
    assert scene.bits(Selection(words="qqqq"), person=VISITOR)[1] == b""


def test_answers_cannot_be_changed(scene):
    found = look(scene, "kerkstraat")

    for column in (found.mask, found.catalogue.x, found.catalogue.name):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = column[0]


def test_same_question_gets_the_same_answer_without_work(scene):
    assert look(scene, "bieb") is look(scene, "bieb")


def test_what_is_open_is_asked_again_each_quarter_of_an_hour(workspace):
    now = [MOMENT]
    finder = Finder(workspace.store, clock=lambda: now[0])

    first = look(finder, open="now")
    now[0] += timedelta(minutes=14)
    again = look(finder, open="now")
    now[0] = datetime.fromisoformat("2026-05-01T17:10+02:00")
    later = look(finder, open="now")

    assert again is first
    assert names(first) == ["Buurtbibliotheek Zuid", "Waterspeeltuin"]
    assert names(later) == ["Waterspeeltuin", "Café De Brug"]
    assert later.moment == datetime.fromisoformat("2026-05-01T17:00+02:00")


def test_what_is_saved_is_found_at_once(workspace):
    finder = workspace.finder()
    before = look(finder, "zwem")

    add(workspace.store(), make_asset("Buitenzwembad", category="swimming"))
    change(workspace.store(), workspace.store().record_id(4), make_asset("Sauna De Golf"))

    assert names(before) == ["Zwembad De Golf"]
    assert find(finder, "zwem") == ["Buitenzwembad"]
    assert find(finder, "sauna") == ["Sauna De Golf"]
    assert before.total == 1  # an answer stays what it was
    assert len(before.catalogue) == 10


def test_what_goes_out_of_sight_is_gone_everywhere(workspace):
    finder, store = workspace.finder(), workspace.store()
    assert find(finder, "waterspeeltuin") == ["Waterspeeltuin"]

    retire_asset(store, store.record_id(2), person=STEWARD, reason="weg", clock=clock)

    assert find(finder, "waterspeeltuin") == []
    assert look(finder).total == 9
    assert not [each for each in finder.suggest("water", "nl", person=VISITOR) if each.number == 2]
    assert finder.facets(EVERYTHING, person=VISITOR).total == 9


def test_what_waits_for_a_consent_is_never_found(workspace):
    add(workspace.store(), make_talent("Naaien", until=None))

    finder = finder_of(workspace)

    assert find(finder, "naaien") == []
    assert "Naaien" not in names(look(finder))


def test_consent_that_ends_takes_an_asset_out_of_sight(tmp_path):
    day = [TODAY]
    path = tmp_path / "wijk.gpkg"
    store = GeoPackageStore.create(path, shipped_layers(), today=lambda: day[0])
    store.add_boundary_set(
        make_neighbourhoods(), year=2025, title="x", source="x", by="laptop", at=MOMENT
    )
    consent = Consent(how="on_paper", given_on=date(2026, 4, 1), until=TODAY)
    add(store, make_talent("Fietsen maken").model_copy(update={"consent": consent}))
    finder = Finder(lambda: store, clock=clock)
    assert find(finder, "fietsen") == ["Fietsen maken"]

    day[0] += timedelta(days=1)

    assert find(finder, "fietsen") == []
    store.close()


def test_other_boundaries_bring_other_neighbourhoods(workspace):
    finder = workspace.finder()
    assert len(find(finder, "zonnedorp")) == 2
    frame = make_neighbourhoods(columns=1, rows=1)
    frame["name"] = ["Heel Brugveen"]

    add_boundaries(workspace.store(), boundary_file(frame), person=STEWARD, year=2026, clock=clock)

    assert find(finder, "zonnedorp") == []
    assert "Buurtbibliotheek Zuid" in find(finder, "brugveen")


def test_another_store_is_begun_anew(workspace, tmp_path):
    finder = workspace.finder()
    backup(workspace.store(), tmp_path / "copy.gpkg", person=STEWARD)
    add(workspace.store(), make_asset("Later erbij"))
    assert find(finder, "later") == ["Later erbij"]

    workspace.restore(tmp_path / "copy.gpkg", person=STEWARD)

    assert find(finder, "later erbij") == []
    assert find(finder, "kerkstraat") == ["Buurtbibliotheek Zuid", "Café De Brug"]
    assert finder is workspace.finder()
    assert finder.store is workspace.store()


def test_finder_without_a_store_says_so_and_finds_once_there_is_one(tmp_path):
    workspace = new_workspace(tmp_path / "wijk.gpkg")
    finder = workspace.finder()

    finder.prepare().join()
    with pytest.raises(StoreMissing):
        look(finder)
    workspace.start(boundary_file(), person=STEWARD, clock=clock)
    add_asset(workspace.store(), make_asset(), person=STEWARD, clock=clock)

    assert find(finder) == ["Bibliotheek"]
    workspace.close()


def test_store_without_assets_has_answers(tmp_path):
    workspace = scene_workspace(tmp_path / "wijk.gpkg", [])
    finder = finder_of(workspace)

    found = look(finder, "bieb")

    assert (found.total, found.bounds, found.numbers.tolist()) == (0, None, [])
    assert look(finder, open="now", near=MIDDLE).total == 0
    assert finder.bits(EVERYTHING, person=VISITOR)[1] == b""
    assert finder.facets(EVERYTHING, person=VISITOR).total == 0
    assert finder.years(EVERYTHING, person=VISITOR).counts.sum() == 0
    for sort in ("name", "newest", "distance", "best", "described"):
        rows = finder.ranked(
            Selection(words="x"), sort, start=0, count=9, place=MIDDLE, person=VISITOR
        )
        assert rows == []
    assert [each.kind for each in finder.suggest("linden", "nl", person=VISITOR)] == [
        "neighbourhood", "neighbourhood",
    ]  # fmt: skip
    add(workspace.store(), make_asset("Bieb"))
    assert find(finder, "bieb") == ["Bieb"]
    workspace.close()


def test_prepared_finder_has_read_everything(workspace):
    finder = workspace.finder()

    finder.prepare().join()
    version, catalogue = finder.catalogue(person=VISITOR)

    assert version == workspace.store().state()
    assert len(catalogue) == 10
    assert finder.catalogue(person=VISITOR)[1] is catalogue


def test_threads_that_ask_together_have_everything_read_once(workspace):
    finder = workspace.finder()
    barrier = threading.Barrier(8)
    catalogues: list[object] = []

    def ask() -> None:
        barrier.wait()
        catalogues.append(finder.catalogue(person=VISITOR)[1])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(catalogues) == 8
    assert len({id(each) for each in catalogues}) == 1


def test_fifty_viewers_look_while_others_add(workspace):
    finder, store = workspace.finder(), workspace.store()
    wrong: list[object] = []

    def view(first: int) -> None:
        try:
            for round_ in range(4):
                found = look(finder, "gymzaal")
                if not {"Gymzaal 10", "Gymzaal 2"} <= set(names(found)):
                    wrong.append(names(found))
                if len(found.mask) != len(found.catalogue):
                    wrong.append("mask of another moment")
                finder.facets(Selection(words=f"plek {first % 5}"), person=VISITOR)
                finder.suggest("bibiotheek" if round_ % 2 else "erbij", "nl", person=VISITOR)
                finder.ranked(EVERYTHING, "name", start=0, count=5, person=VISITOR)
        except Exception as error:
            wrong.append(error)

    def write(first: int) -> None:
        for number in range(5):
            add(store, make_asset(f"Erbij {first}-{number}", geometry=point_in(number % 3)))

    threads = [threading.Thread(target=view, args=(number,)) for number in range(50)]
    threads += [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert len(find(finder, "erbij")) == 15


def test_finder_that_fails_halfway_begins_anew(workspace, monkeypatch):
    finder = workspace.finder()
    look(finder)
    add(workspace.store(), make_asset("Duikplank", category="swimming"))
    view = finder._view
    monkeypatch.setattr(view.index, "update", lambda *_: (_ for _ in ()).throw(MemoryError))

    with pytest.raises(MemoryError):
        look(finder)

    assert find(finder, "duikplank") == ["Duikplank"]


def test_asset_without_a_place_is_found_but_has_no_bounds(workspace):
    add(workspace.store(), make_talent("Zingen", neighbourhood="BU99"))

    found = look(finder_of(workspace), "zingen")

    assert (found.total, found.bounds) == (1, None)
    assert find(finder_of(workspace), "zingen", near=MIDDLE) == []


def test_a_talent_is_near_nowhere(tmp_path: Path) -> None:
    workspace = scene_workspace(tmp_path / "wijk.gpkg", [make_talent("Koken"), make_asset("Bieb")])
    finder = finder_of(workspace)
    everywhere = look(finder)
    x, y = everywhere.catalogue.x, everywhere.catalogue.y

    # Right at the spot where it is drawn, and as far as one can walk.
    near = [find(finder, near=place, walk_minutes=60) for place in zip(y, x, strict=True)]

    assert "Koken" in names(everywhere)
    assert all("Koken" not in found for found in near)
    workspace.close()
