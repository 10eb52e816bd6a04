"""Photos on the pages: chosen, told about, kept with their asset, and shown."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from assetmap.actions import assets, photos
from assetmap.actions.demo import make_demo
from assetmap.actions.photos import MAX_PHOTOS, Picture
from assetmap.actions.workspace import Store
from assetmap.domain.permission import VISITOR, Person, Role
from assetmap.locale import translator
from assetmap.pages import photos_gallery, state
from assetmap.pages.photos_waiting import Tray, Waiting
from assetmap.settings import ROOT, Settings
from assetmap.wiring import workspace
from tests.exchange.pictures.made_photos import encoded, halves, jpeg_of_a_phone

# They start processes, or draw a page many times; `make test` runs them.
pytestmark = pytest.mark.slow

_ = translator("nl")
STEWARD = Person("test", Role.STEWARD)
MADE = Picture(
    "image/webp", encoded(halves(40, 30), "WEBP"), encoded(halves(80, 60), "WEBP"), 80, 60
)


def form_page() -> None:
    """Ask for photos as a form does, and save when it is told to."""
    import streamlit as st

    from assetmap.pages import notices, photos

    with notices.spoken():
        if st.toggle("draw", value=True):
            photos.ask()
        if st.button("save"):
            st.session_state["told"] = photos.problems()
            st.session_state["all"] = photos.save(st.session_state["asset"])


def asset_page() -> None:
    """Draw what the page of an asset draws of photos."""
    import streamlit as st

    from assetmap.actions.assets import see_asset
    from assetmap.pages import notices, photos, state

    found = see_asset(state.store(), st.session_state["asset"], person=state.person())
    with notices.spoken():
        st.html(photos.gallery(found) or "<p>none</p>")
        photos.manage(found)


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.gpkg"
    made = workspace(Settings(store=path))
    make_demo(made, ROOT / "data" / "demo", person=STEWARD)
    made.close()
    return path


@pytest.fixture(autouse=True)
def store(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    # Streamlit's tester has no address of its own; None is what it gives for this computer.
    monkeypatch.setattr(ContextProxy, "ip_address", None)
    settings = Settings(store=Path(shutil.copy(demo_file, tmp_path / "store.gpkg")))
    opened = workspace(settings)
    state.configure(opened, settings)
    yield opened.store()
    opened.close()


@pytest.fixture
def asset_id(store: Store) -> str:
    return store.record_id(40)


def open_page(page, asset_id: str, person: Person = STEWARD) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["asset"] = asset_id
    app.session_state[state.PERSON] = person
    return app.run()


def choose(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, content, "") for name, content in files])
    app.run()
    assert not app.exception
    return app


def words_field(app: AppTest, index: int = 0):
    return [each for each in app.text_input if each.label == _("What is there to see?")][index]


def press(app: AppTest, label: str) -> AppTest:
    next(each for each in app.button if each.label == _(label)).click()
    app.run()
    assert not app.exception
    return app


def kept(store: Store, asset_id: str) -> list[photos.Photo]:
    return photos.photos_of(store, [asset_id], person=VISITOR).get(asset_id, [])


def test_a_form_asks_for_photos_before_the_asset_is_there(store: Store, asset_id: str) -> None:
    app = open_page(form_page, asset_id)
    assert "?" in app.caption[0].value  # is somebody recognisable on it?

    choose(app, ("bank.jpg", jpeg_of_a_phone()), ("hek.png", encoded(halves(), "PNG")))
    words_field(app, 0).set_value("De rode bank")
    words_field(app, 1).set_value("Het hek")
    app.run()
    press(app, "save")

    assert app.session_state["all"] is True
    assert [each.alt for each in kept(store, asset_id)] == ["De rode bank", "Het hek"]
    assert app.session_state[state.PHOTOS]["form"].photos == {}


def test_photos_stay_when_the_form_shows_another_step(store: Store, asset_id: str) -> None:
    app = open_page(form_page, asset_id)
    choose(app, ("bank.jpg", jpeg_of_a_phone()))
    words_field(app).set_value("De rode bank")
    app.run()

    app.toggle[0].set_value(False).run()
    app.toggle[0].set_value(True).run()

    assert words_field(app).value == "De rode bank"


def test_what_is_no_photo_is_told_beside_it_and_the_rest_goes_on(asset_id: str) -> None:
    app = open_page(form_page, asset_id)

    choose(app, ("verslag.jpg", b"%PDF-1.4"), ("bank.jpg", jpeg_of_a_phone()))

    (told,) = app.warning
    assert told.value.startswith(r"verslag\.jpg: ")
    assert len(app.text_input) == 1
    # The next choice clears what was read.
    choose(app, ("hek.png", encoded(halves(), "PNG")))
    assert not app.warning
    assert len(app.text_input) == 2


def test_the_same_photo_chosen_twice_is_there_once_and_can_be_left_out(asset_id: str) -> None:
    app = open_page(form_page, asset_id)
    choose(app, ("bank.jpg", jpeg_of_a_phone()))

    choose(app, ("kopie.jpg", jpeg_of_a_phone()))
    assert len(app.text_input) == 1
    press(app, "Leave it out")

    assert not app.text_input


def test_no_more_photos_wait_than_an_asset_may_have(asset_id: str) -> None:
    app = open_page(form_page, asset_id)
    tray = {str(number): Waiting("x.jpg", MADE, (), "Iets") for number in range(MAX_PHOTOS)}
    app.session_state[state.PHOTOS] = {"form": Tray(0, tray)}
    app.run()

    choose(app, ("nog-een.jpg", jpeg_of_a_phone()))

    assert len(app.warning) == 1
    assert str(MAX_PHOTOS) in app.warning[0].value


def test_photo_without_words_is_told_and_goes_on_waiting_at_its_asset(
    store: Store, asset_id: str
) -> None:
    app = open_page(form_page, asset_id)
    choose(app, ("bank.jpg", jpeg_of_a_phone()))

    press(app, "save")

    assert [each.field for each in app.session_state["told"]] == ["photo"]
    assert app.session_state["all"] is False
    assert kept(store, asset_id) == []
    trays = app.session_state[state.PHOTOS]
    assert trays["form"].photos == {}
    (waiting,) = trays[f"of_{asset_id}"].photos.values()
    assert waiting.picture is not None
    assert waiting.problems


def test_failure_while_saving_keeps_the_photos_and_raises_nothing(
    store: Store, asset_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page(form_page, asset_id)
    choose(app, ("bank.jpg", jpeg_of_a_phone()))
    words_field(app).set_value("De rode bank")
    app.run()

    def fall(*_: object, **__: object) -> None:
        raise ZeroDivisionError("private words")

    monkeypatch.setattr("assetmap.actions.photos.add_photo", fall)
    press(app, "save")

    assert app.session_state["all"] is False
    (waiting,) = app.session_state[state.PHOTOS][f"of_{asset_id}"].photos.values()
    assert (waiting.alt, waiting.picture is not None) == ("De rode bank", True)
    assert "private" not in str(waiting.problems)


def test_what_waits_for_a_consent_keeps_its_photos_waiting(store: Store, asset_id: str) -> None:
    assets.retire_asset(store, asset_id, person=STEWARD, reason="weg")
    app = open_page(form_page, asset_id, Person("phone", Role.CONTRIBUTOR))
    choose(app, ("bank.jpg", jpeg_of_a_phone()))
    words_field(app).set_value("De rode bank")
    app.run()

    press(app, "save")

    (waiting,) = app.session_state[state.PHOTOS][f"of_{asset_id}"].photos.values()
    assert "They wait here" in str(waiting.problems[0])


def test_steward_adds_describes_takes_away_and_puts_back(store: Store, asset_id: str) -> None:
    app = open_page(asset_page, asset_id)
    choose(app, ("bank.jpg", jpeg_of_a_phone()))
    words_field(app).set_value("De rode bank")
    app.run()
    press(app, "Save photos")
    (photo,) = kept(store, asset_id)

    app.text_input(key=f"photo_alt_{photo.id}").set_value("De groene bank").run()
    press(app, "Save these words")
    assert [each.alt for each in kept(store, asset_id)] == ["De groene bank"]

    press(app, "Take the photo out of sight")
    assert len(app.warning) == 1  # without a reason
    app.text_input(key=f"photo_reason_{photo.id}").set_value("Iemand is herkenbaar").run()
    press(app, "Take the photo out of sight")
    assert kept(store, asset_id) == []

    press(app, "Put back in sight")
    assert [each.id for each in kept(store, asset_id)] == [photo.id]


def test_photo_without_words_is_not_saved_on_the_page_either(store: Store, asset_id: str) -> None:
    app = open_page(asset_page, asset_id)
    choose(app, ("bank.jpg", jpeg_of_a_phone()))

    press(app, "Save photos")

    assert len(app.warning) == 1
    assert kept(store, asset_id) == []


def test_contributor_adds_but_changes_nothing(store: Store, asset_id: str) -> None:
    photos.add_photo(store, asset_id, MADE, alt="De bank", person=STEWARD)

    app = open_page(asset_page, asset_id, Person("phone", Role.CONTRIBUTOR))

    assert len(app.file_uploader) == 1
    assert not app.text_input
    assert _("Take the photo out of sight") not in [each.label for each in app.button]


def test_visitor_only_looks(store: Store, asset_id: str) -> None:
    photos.add_photo(store, asset_id, MADE, alt="De bank", person=STEWARD)

    app = open_page(asset_page, asset_id, VISITOR)

    assert not app.file_uploader
    assert "photo-strip" in app.html[0].value


def test_gallery_escapes_words_and_tells_the_size_beforehand(store: Store, asset_id: str) -> None:
    wide = Picture("image/webp", MADE.preview, MADE.full, 2048, 1024)
    alt = '"><script>alert(1)</script>'
    photo = photos.add_photo(store, asset_id, wide, alt=alt, person=STEWARD)

    app = open_page(asset_page, asset_id, VISITOR)
    shown = app.html[0].value

    assert "<script>" not in shown
    assert 'alt="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in shown
    assert 'width="480" height="240"' in shown
    assert 'loading="lazy"' in shown
    assert f'src="/api/photo/{photo.id}/preview"' in shown
    assert f'href="/api/photo/{photo.id}/full"' in shown


def test_photo_of_what_is_out_of_sight_comes_with_the_stewards_page(
    store: Store, asset_id: str
) -> None:
    photo = photos.add_photo(store, asset_id, MADE, alt="De bank", person=STEWARD)
    assets.retire_asset(store, asset_id, person=STEWARD, reason="weg")

    shown = open_page(asset_page, asset_id).html[0].value

    assert 'src="data:image/webp;base64,' in shown
    assert f"/api/photo/{photo.id}" not in shown


def test_asset_without_photos_has_no_gallery(asset_id: str) -> None:
    assert open_page(asset_page, asset_id, VISITOR).html[0].value == "<p>none</p>"


def test_row_of_a_list_has_the_address_of_the_small_photo(store: Store, asset_id: str) -> None:
    photo = photos.add_photo(store, asset_id, MADE, alt="De bank", person=STEWARD)

    row = photos_gallery.thumbnail(photo)

    assert row == {"src": f"/api/photo/{photo.id}/preview", "alt": "De bank"}
