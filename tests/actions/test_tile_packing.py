"""Tiles are taken along politely and whole, whatever the server or the disk does."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assetmap.actions.tile_fetching import (
    BREAKS_OFF,
    FAULT,
    NO_CONNECTION,
    NO_PICTURE,
    NOT_ALLOWED,
    TOO_BUSY,
    TOO_SLOW,
    USER_AGENT,
    Pace,
    address_of,
)
from assetmap.actions.tile_packing import PackReport, pack_tiles
from assetmap.actions.tile_plan import MOST_TILES, Plan, plan_tiles
from assetmap.actions.workspace import Store
from assetmap.domain.permission import Person
from assetmap.errors import Conflict, ExportFailed, ImportFailed, NotAllowed, NotFound, Term
from assetmap.maps.basemaps import BASE_MAPS, BaseMap, base_maps
from assetmap.maps.tiles import open_tiles
from tests.actions.tile_server import Answer, Behaviour, TileServerHere, good, tile_server
from tests.actions.workspaces import (
    CONTRIBUTOR,
    STEWARD,
    VISITOR,
    clock,
    started_workspace,
)
from tests.factories import code_of
from tests.maps.tile_files import JPEG, Number, png

# Each of these starts a process or waits for a server; `make test` runs them.
pytestmark = pytest.mark.slow

FAST = Pace(pause_s=0, wait_s=0.01, answer_s=5, run_s=60)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    workspace = started_workspace(tmp_path / "wijk.gpkg")
    yield workspace.store()
    workspace.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kaart"


def own(server: TileServerHere) -> BaseMap:
    return base_maps(server_url=server.url, server_attribution="<b>Gemeente</b> Brugveen")["own"]


def plan_of(
    store: Store, base: BaseMap, folder: Path, first: int = 12, last: int = 15, **more: object
) -> Plan:
    return plan_tiles(store, base, folder, person=STEWARD, zooms=range(first, last + 1), **more)  # type: ignore[arg-type]


def pack(plan: Plan, pace: Pace = FAST) -> PackReport:
    return pack_tiles(plan, person=STEWARD, pace=pace, clock=clock)


def tiles_in(folder: Path) -> set[Number]:
    return {
        (int(file.parts[-3]), int(file.parts[-2]), int(file.stem))
        for file in folder.glob("*/*/*.*")
        if not file.name.startswith(".")
    }


def halves_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*.half"))


# When all is well


def test_tiles_of_all_neighbourhoods_come_into_a_folder_that_can_be_served(
    store: Store, folder: Path
) -> None:
    with tile_server() as server:
        plan = plan_of(store, own(server), folder)
        report = pack(plan)

    assert (report.fetched, report.failed, report.absent, report.left) == (plan.total, 0, 0, 0)
    assert len(tiles_in(folder)) == plan.total > 20
    source = open_tiles(folder)
    assert all(source.tile(*number) is not None for number in tiles_in(folder))
    assert (source.info.min_zoom, source.info.max_zoom) == (12, 15)
    assert source.info.attribution == "Gemeente Brugveen"


def test_folder_tells_where_its_tiles_come_from_and_no_key(store: Store, folder: Path) -> None:
    with tile_server() as server:
        pack(plan_of(store, own(server), folder, last=12))

    text = (folder / "tiles.json").read_text(encoding="utf-8")
    about = json.loads(text)
    assert (about["basemap"], about["source"], about["date"]) == (
        "own",
        "127.0.0.1",
        "2026-05-01",
    )
    west, south, east, north = about["bounds"]
    assert west < 6.1 < 6.13 < east
    assert south < 52.2 < 52.22 < north
    assert "secret" not in text


def test_server_is_asked_by_name_and_by_few_at_a_time(store: Store, folder: Path) -> None:
    with tile_server(lambda *_: Answer(wait_s=0.02)) as server:
        pack(plan_of(store, own(server), folder))

    assert server.agents == {USER_AGENT}
    assert "assetmap" in USER_AGENT
    assert 1 < server.most_at_once <= 4
    assert set(server.asked.values()) == {1}


def test_pictures_get_the_ending_of_what_they_are(store: Store, folder: Path) -> None:
    with tile_server(lambda *_: Answer(body=JPEG)) as server:
        pack(plan_of(store, own(server), folder, last=12))

    assert {file.suffix for file in folder.glob("*/*/*")} == {".jpg"}
    assert open_tiles(folder).tile(*tiles_in(folder).pop()) is not None


def test_progress_counts_up(store: Store, folder: Path) -> None:
    seen: list[int] = []
    with tile_server() as server:
        plan = plan_of(store, own(server), folder)
        pack_tiles(
            plan, person=STEWARD, pace=FAST, progress=lambda report: seen.append(report.done)
        )

    assert seen == sorted(seen)
    assert seen[-1] == plan.total


def test_chosen_neighbourhood_needs_fewer_tiles_and_a_margin_more(
    store: Store, folder: Path
) -> None:
    def total(**more: object) -> int:
        return plan_of(store, BASE_MAPS["grey"], folder, 12, 17, **more).total

    one, no_margin = total(neighbourhoods=[code_of(0)]), total(margin_m=0)
    assert one < no_margin < total() < total(margin_m=2000)


# Again, and further


def test_second_run_asks_for_nothing(store: Store, folder: Path) -> None:
    with tile_server() as server:
        first = pack(plan_of(store, own(server), folder))
        again = pack(plan_of(store, own(server), folder))

    assert (again.fetched, again.kept) == (0, first.total)
    assert set(server.asked.values()) == {1}


def test_run_goes_on_where_one_stopped(store: Store, folder: Path) -> None:
    with tile_server() as server:
        plan = plan_of(store, own(server), folder)
        pack(plan)
        lost = sorted(tiles_in(folder))[5]
        (folder / f"{lost[0]}/{lost[1]}/{lost[2]}.png").write_bytes(b"")
        again = pack(plan_of(store, own(server), folder))

    assert (again.fetched, again.kept) == (1, plan.total - 1)
    assert server.asked[lost] == 2


def test_more_zooms_and_neighbourhoods_are_added_to_what_is_there(
    store: Store, folder: Path
) -> None:
    with tile_server() as server:
        pack(plan_of(store, own(server), folder, 15, 16, neighbourhoods=[code_of(0)]))
        small = open_tiles(folder).info
        pack(plan_of(store, own(server), folder, 13, 15))

    info = open_tiles(folder).info
    assert (info.min_zoom, info.max_zoom) == (13, 16)
    assert info.bounds is not None
    assert small.bounds is not None
    assert small.bounds[2] < 6.13 < info.bounds[2]


def test_time_that_is_over_leaves_whole_zooms_to_use(store: Store, folder: Path) -> None:
    with tile_server(lambda *_: Answer(wait_s=0.05)) as server:
        report = pack(plan_of(store, own(server), folder, 12, 16), replace(FAST, run_s=0.3))

    info = open_tiles(folder).info
    there = tiles_in(folder)
    assert 0 < report.fetched < report.total
    assert report.left == report.total - report.fetched
    # Beyond the deepest zoom that is whole, a map enlarges what there is.
    assert info.max_zoom < 16
    assert halves_in(folder) == []
    assert len(there) == report.fetched


# What a server does


def first_time(answer: Answer, times: int = 1) -> Behaviour:
    return lambda _, nth: answer if nth <= times else Answer()


FAULTS = {
    "busy": Answer(status=429),
    "busy for a while": Answer(status=429, headers={"retry-after": "0"}),
    "busy until a day": Answer(
        status=503, headers={"retry-after": "Fri, 31 Dec 2027 23:59:59 GMT"}
    ),
    "fault": Answer(status=500),
    "gateway": Answer(status=502, body=b"<html>Bad gateway</html>"),
    "drops halfway": Answer(body=png(side=64), sent=60),
    "drops at once": Answer(body=png(side=64), sent=0),
    "ends early and says nothing": Answer(body=png(side=64)[:-30]),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_tile_that_fails_once_is_asked_for_again(store: Store, folder: Path, fault: Answer) -> None:
    with tile_server(first_time(fault)) as server:
        report = pack(plan_of(store, own(server), folder))

    assert (report.fetched, report.failed) == (report.total, 0)
    assert set(server.asked.values()) == {2}
    assert halves_in(folder) == []


def test_busy_server_is_left_alone_by_all(store: Store, folder: Path) -> None:
    with tile_server(first_time(Answer(status=429, headers={"retry-after": "1"}))) as server:
        plan = plan_of(store, own(server), folder, last=12)
        report = pack(plan, replace(FAST, most_wait_s=0.2))

    assert report.fetched == plan.total


def test_tile_that_the_server_does_not_have_is_no_failure(store: Store, folder: Path) -> None:
    def half(number: Number, _: int) -> Answer:
        return Answer(status=(404, 204, 400, 200)[number[1] % 4], body=b"")

    with tile_server(half) as server:
        report = pack(plan_of(store, own(server), folder))

    assert (report.absent, report.fetched, report.left) == (report.total, 0, 0)
    assert set(server.asked.values()) == {1}


ALWAYS: dict[str, tuple[Answer, Term]] = {
    "busy": (Answer(status=429), TOO_BUSY),
    "fault": (Answer(status=500), FAULT),
    "forbidden": (Answer(status=403), NOT_ALLOWED),
    "login": (Answer(status=401), NOT_ALLOWED),
    "login page of a hall": (Answer(body=b"<html>Welkom! Log in.</html>"), NO_PICTURE),
    "drops": (Answer(body=png(side=64), sent=60), BREAKS_OFF),
    "endless": (Answer(body=png() + bytes(6_000_000)), NO_PICTURE),
}


@pytest.mark.parametrize(("answer", "reason"), ALWAYS.values(), ids=ALWAYS)
def test_server_that_never_gives_a_tile_is_given_up_in_words(
    store: Store, folder: Path, answer: Answer, reason: Term
) -> None:
    with tile_server(lambda *_: answer) as server:
        plan = plan_of(store, own(server), folder)
        with pytest.raises(ImportFailed) as told:
            pack(plan)

    assert f"127.0.0.1 gives no tiles: {reason}. 0 of {plan.total} tiles are in" in str(told.value)
    assert "it goes on where it stopped" in str(told.value)
    assert "secret" not in str(told.value)
    assert sum(server.asked.values()) <= 12 * FAST.tries
    assert tiles_in(folder) == set()


def test_no_connection_is_told(store: Store, folder: Path) -> None:
    with tile_server() as server:
        base = own(server)

    with pytest.raises(ImportFailed) as told:
        pack(plan_of(store, base, folder))

    assert str(NO_CONNECTION) in str(told.value)


@pytest.mark.parametrize(
    "answer",
    [Answer(wait_s=1), Answer(body=png(side=64), drip_s=0.02)],
    ids=["silent", "a byte at a time"],
)
def test_slow_server_cannot_keep_us(store: Store, folder: Path, answer: Answer) -> None:
    with tile_server(lambda *_: answer) as server:
        plan = plan_of(store, own(server), folder, last=13)
        with pytest.raises(ImportFailed) as told:
            pack(plan, replace(FAST, answer_s=0.2, tries=2))

    assert str(TOO_SLOW) in str(told.value)


def test_server_that_stops_halfway_is_given_up_and_what_came_is_kept(
    store: Store, folder: Path
) -> None:
    with tile_server() as server:
        server.behaviour = lambda *_: Answer(status=200 if sum(server.asked.values()) < 10 else 500)
        plan = plan_of(store, own(server), folder, 12, 16)
        with pytest.raises(ImportFailed) as told:
            pack(plan)
        server.behaviour = good
        report = pack(plan_of(store, own(server), folder, 12, 16))

    assert f" of {plan.total} tiles are in" in str(told.value)
    assert report.kept > 0
    assert len(tiles_in(folder)) == plan.total


def test_few_tiles_that_never_come_leave_the_rest(store: Store, folder: Path) -> None:
    bad: list[Number] = []

    def one_is_bad(number: Number, _: int) -> Answer:
        if not bad:
            bad.append(number)
        return Answer(status=500 if number in bad else 200)

    with tile_server(one_is_bad) as server:
        report = pack(plan_of(store, own(server), folder))

    assert (report.failed, report.left, report.reason) == (1, 1, FAULT)
    assert tiles_in(folder).isdisjoint(bad)
    assert report.fetched == report.total - 1


# What a disk or a person does


def test_interrupt_leaves_a_folder_to_use(store: Store, folder: Path) -> None:
    def interrupt(report: PackReport) -> None:
        if report.fetched >= 10:
            raise KeyboardInterrupt

    with tile_server() as server:
        plan = plan_of(store, own(server), folder, 12, 16)
        with pytest.raises(KeyboardInterrupt):
            pack_tiles(plan, person=STEWARD, pace=FAST, progress=interrupt)
        threads = [each.name for each in threading.enumerate() if "ThreadPool" in each.name]
        there = len(tiles_in(folder))
        source = open_tiles(folder)
        report = pack(plan_of(store, own(server), folder, 12, 16))

    assert threads == []
    assert 10 <= there < plan.total
    assert halves_in(folder) == []
    assert source.tile(*sorted(tiles_in(folder))[0]) is not None
    assert report.kept == there
    assert len(tiles_in(folder)) == plan.total


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere"
)
def test_folder_that_cannot_be_written_is_told(store: Store, tmp_path: Path) -> None:
    (tmp_path / "dicht").mkdir(mode=0o500)

    with tile_server() as server, pytest.raises(ExportFailed, match="cannot be written"):
        pack(plan_of(store, own(server), tmp_path / "dicht" / "kaart"))


def test_file_where_a_column_must_come_is_told(store: Store, folder: Path) -> None:
    with tile_server() as server:
        plan = plan_of(store, own(server), folder)
        folder.mkdir()
        (folder / "12").write_text("geen map")
        with pytest.raises(ExportFailed, match=r"cannot be written .* What is in it is good"):
            pack(plan)


# What is refused before anything is asked


@pytest.mark.parametrize("person", [VISITOR, CONTRIBUTOR], ids=["visitor", "contributor"])
def test_only_a_steward_takes_tiles_along(store: Store, folder: Path, person: Person) -> None:
    plan = plan_of(store, BASE_MAPS["grey"], folder)

    with pytest.raises(NotAllowed):
        plan_tiles(store, BASE_MAPS["grey"], folder, person=person, zooms=[12])
    with pytest.raises(NotAllowed):
        pack_tiles(plan, person=person)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("osm", "OpenStreetMap does not let people take many tiles along. Choose grey,"),
        ("none", "'none' has no tiles to take along. Choose grey."),
    ],
)
def test_map_that_may_not_be_taken_along_is_refused(
    store: Store, folder: Path, key: str, message: str
) -> None:
    with pytest.raises(NotAllowed) as told:
        plan_of(store, BASE_MAPS[key], folder)

    assert message in str(told.value)


def test_file_of_ones_own_need_not_be_fetched(store: Store, folder: Path) -> None:
    with tile_server() as server:
        pack(plan_of(store, own(server), folder, last=12))
    there = base_maps(file=open_tiles(folder).info)

    with pytest.raises(NotAllowed, match="is on this computer already"):
        plan_of(store, there["file"], folder)


def test_unknown_neighbourhood_is_named(store: Store, folder: Path) -> None:
    with pytest.raises(NotFound, match="'XX' in this municipality"):
        plan_of(store, BASE_MAPS["grey"], folder, neighbourhoods=[code_of(0), "XX"])


@pytest.mark.parametrize(("first", "last"), [(12, 20), (24, 30)])
def test_zoom_that_the_map_has_not_is_refused(
    store: Store, folder: Path, first: int, last: int
) -> None:
    with pytest.raises(ExportFailed, match="has zooms up to 19"):
        plan_of(store, BASE_MAPS["grey"], folder, first, last)


def test_too_many_tiles_are_refused_with_zooms_that_fit(store: Store, folder: Path) -> None:
    with pytest.raises(ExportFailed) as told:
        plan_of(store, BASE_MAPS["grey"], folder, 10, 19, margin_m=5000)

    said = str(told.value)
    assert f"{MOST_TILES} is the most. Take fewer zooms: --zoom 10-" in said
    last = int(said.split("--zoom 10-")[1].split(" ")[0])
    fitting = plan_of(store, BASE_MAPS["grey"], folder, 10, last, margin_m=5000)
    assert f"is {fitting.total} tiles" in said


def test_too_many_at_the_first_zoom_asks_for_neighbourhoods(store: Store, folder: Path) -> None:
    with pytest.raises(ExportFailed, match="Name some neighbourhoods with --neighbourhood"):
        plan_of(store, BASE_MAPS["grey"], folder, 19, 19, margin_m=8000)


def test_folder_of_another_map_is_left_alone(store: Store, folder: Path) -> None:
    with tile_server() as server:
        pack(plan_of(store, own(server), folder, last=12))
    before = tiles_in(folder)

    with pytest.raises(Conflict, match=r"holds tiles of another base map \(Eigen kaart\)"):
        plan_of(store, BASE_MAPS["grey"], folder)

    assert tiles_in(folder) == before


def test_folder_with_other_things_is_left_alone(store: Store, folder: Path) -> None:
    folder.mkdir()
    (folder / "brief.odt").touch()

    with pytest.raises(ExportFailed, match="holds other things"):
        plan_of(store, BASE_MAPS["grey"], folder)


def test_hidden_files_of_the_system_are_no_reason_to_refuse(store: Store, folder: Path) -> None:
    folder.mkdir()
    (folder / ".DS_Store").touch()

    assert plan_of(store, BASE_MAPS["grey"], folder).total > 0


def test_file_in_the_place_of_the_folder_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "kaart.txt").touch()

    with pytest.raises(ExportFailed, match="is a file"):
        plan_of(store, BASE_MAPS["grey"], tmp_path / "kaart.txt")


def test_store_itself_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportFailed, match="is the store itself"):
        plan_of(store, BASE_MAPS["grey"], tmp_path / "wijk.gpkg")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://x.example/{z}/{x}/{y}.png", "https://x.example/3/1/2.png"),
        ("https://{s}.x.example/{z}/{x}/{-y}{r}.png", "https://a.x.example/3/1/5.png"),
    ],
)
def test_address_is_filled_in_as_leaflet_does(url: str, address: str) -> None:
    assert address_of(url, 3, 1, 2) == address
