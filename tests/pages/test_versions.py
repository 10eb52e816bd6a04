"""History, two people at once, making one of two, and the table: what each page shows to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from assetmap.actions.assets import add_asset, edit_asset, retire_asset, see_asset
from assetmap.actions.merging import merge_assets, where_now
from assetmap.actions.workspace import Store
from assetmap.domain.asset import Asset
from assetmap.domain.permission import Person
from assetmap.locale import translator
from assetmap.pages import conflict, state
from assetmap.pages.words import plain
from assetmap.settings import Settings
from tests.actions.workspaces import CONTRIBUTOR, STEWARD, VISITOR, started_workspace
from tests.factories import code_of, make_asset, make_contact, point_in

# They start processes, or draw a page many times; `make test` runs them.
pytestmark = pytest.mark.slow

HOSTILE = "<img src=x onerror=alert(1)> **vet** [klik](javascript:alert(1)) ${x}"


@pytest.fixture(autouse=True)
def at_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's tester has no address of its own; None is what it gives for this computer."""
    monkeypatch.setattr(ContextProxy, "ip_address", None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    workspace = started_workspace(tmp_path / "wijk.gpkg")
    state.configure(workspace, Settings(store=tmp_path / "wijk.gpkg", basemap="none"))
    yield workspace.store()
    workspace.close()


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open one page with things in its session; where it goes from there is kept in `GOING`."""

    def go_to(page: str) -> None:
        import streamlit as st

        st.session_state[state.GOING] = page
        st.rerun()

    monkeypatch.setattr(state, "go_to", go_to)

    def page(name: str, language: str = "nl", person: Person = STEWARD, **session) -> AppTest:
        def draw() -> None:
            import importlib

            import streamlit as st

            from assetmap.pages import notices, state

            module = importlib.import_module(f"assetmap.pages.{st.session_state['go']}")
            if st.session_state.get(state.GOING) is None:
                notices.guarded(getattr(module, st.session_state["function"]), "page")()
            notices.show_flash()

        app = AppTest.from_function(draw, default_timeout=30)
        app.query_params["lang"] = language
        app.session_state["go"] = name
        app.session_state["function"] = "show" if name == "conflict" else "render"
        app.session_state[state.GOING] = None
        app.session_state[state.PERSON] = person
        for key, value in session.items():
            app.session_state[key] = value
        return app.run()

    return page


def words_on(app: AppTest) -> str:
    parts = [
        *app.markdown, *app.caption, *app.subheader, *app.title, *app.warning, *app.error,
        *app.info, *app.get("html"), *app.get("expander"), *app.toast,
    ]  # fmt: skip
    return "\n".join(
        str(getattr(part, "value", "") or getattr(part, "label", "") or part.proto.body)
        for part in parts
    )


def save(store: Store, *versions: Asset, **more) -> str:
    receipt = add_asset(store, versions[0], person=STEWARD, **more)
    for number, asset in enumerate(versions[1:], start=1):
        edit_asset(store, receipt.id, asset, based_on=number, person=STEWARD)
    return receipt.id


def merge(store: Store, kept: str, other: str) -> None:
    versions = tuple(see_asset(store, each, person=STEWARD).version for each in (kept, other))
    asset = see_asset(store, kept, person=STEWARD).asset
    merge_assets(store, kept, other, asset, based_on=versions, person=STEWARD)


PAGES = ["versions_page", "merge_page", "table_page"]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_each_page_draws_before_anything_is_chosen(store, open_page, page, language) -> None:
    app = open_page(page, language)

    assert not app.exception
    assert not app.error
    assert len(app.title) == 1


@pytest.mark.parametrize("person", [CONTRIBUTOR, VISITOR], ids=["contributor", "visitor"])
@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_for_stewards_and_says_so_calmly(store, open_page, page, person) -> None:
    record_id = save(store, make_asset(), contact=make_contact())

    app = open_page(
        page, person=person, **{state.SELECTED: record_id, state.MERGING: (record_id, None)}
    )

    steward = "This can only be done by a steward, at the computer where assetmap runs."
    assert not app.exception
    assert [each.value for each in app.warning] == [plain(translator("nl")(steward))]
    assert "Bibliotheek" not in words_on(app)


# History ---------------------------------------------------------------------------------------


def test_every_version_tells_what_changed_and_the_newest_says_now(store, open_page) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb", cost="free"))

    app = open_page("versions_page", "en", **{state.SELECTED: record_id})

    text = words_on(app)
    assert "Version 2: changed" in text
    assert "<del>Bibliotheek</del>" in text
    assert "<ins>Free of charge</ins>" in text
    assert text.count("version-now") == 1
    assert "≠" in text


def test_one_version_is_not_laid_beside_itself(store, open_page) -> None:
    app = open_page("versions_page", **{state.SELECTED: save(store, make_asset())})

    assert not app.exception
    assert not app.selectbox


def test_any_two_versions_can_be_chosen(store, open_page) -> None:
    record_id = save(store, make_asset("A"), make_asset("B"), make_asset("C"))
    app = open_page("versions_page", "en", **{state.SELECTED: record_id})
    before = words_on(app)

    app.selectbox[0].set_value(0).run()

    assert '">B</td>' in before.split("<table")[1]
    assert '">A</td>' in words_on(app).split("<table")[1]


def test_going_back_shows_first_what_changes_and_does_it_on_the_second_press(
    store, open_page
) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"))
    app = open_page("versions_page", "en", **{state.SELECTED: record_id})

    app.button(key="back_1").click().run()
    asked = words_on(app)
    untouched = store.history(record_id)
    app.text_input(key=f"back_reason_{record_id}_1").set_value("was goed")
    app.button(key="back_yes").click().run()

    assert "This changes:" in asked
    assert len(untouched) == 2
    newest = store.history(record_id)[-1]
    assert (newest.asset.name, newest.reason) == ("Bibliotheek", "was goed")
    assert not app.exception


def test_going_back_can_be_left(store, open_page) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"))
    app = open_page("versions_page", **{state.SELECTED: record_id})

    app.button(key="back_1").click().run()
    app.button(key="back_no").click().run()

    assert app.button(key="back_1")
    assert len(store.history(record_id)) == 2


def test_what_somebody_saved_meanwhile_is_seen_before_going_back(store, open_page) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"))
    app = open_page("versions_page", **{state.SELECTED: record_id})
    app.button(key="back_1").click().run()
    edit_asset(store, record_id, make_asset("Leeszaal"), based_on=2, person=STEWARD)

    app.run()

    assert "Leeszaal" in words_on(app)


def test_it_goes_out_of_sight_with_a_reason_and_comes_back(store, open_page) -> None:
    record_id = save(store, make_asset())
    app = open_page("versions_page", **{state.SELECTED: record_id})

    app.button(key="sight").click().run()
    without_reason = see_asset(store, record_id, person=STEWARD).status
    app.text_input(key=f"sight_reason_{record_id}_1").set_value("gesloopt")
    app.button(key="sight").click().run()
    gone = see_asset(store, record_id, person=STEWARD).status
    app.button(key="sight").click().run()

    assert (without_reason, gone) == ("published", "retired")
    assert see_asset(store, record_id, person=VISITOR).status == "published"
    assert store.history(record_id)[1].reason == "gesloopt"


def test_what_somebody_wrote_is_shown_as_text(store, open_page) -> None:
    record_id = save(store, make_asset(), make_asset(HOSTILE, offers=HOSTILE))

    app = open_page("versions_page", **{state.SELECTED: record_id})

    assert not any("<img" in each.proto.body for each in app.get("html"))
    assert "**vet**" not in app.title[0].value


def test_the_history_of_what_was_merged_stays_readable_and_can_be_parted(store, open_page) -> None:
    kept, other = save(store, make_asset("A")), save(store, make_asset("B"), make_asset("BB"))
    merge(store, kept, other)

    app = open_page("versions_page", "en", **{state.SELECTED: kept})
    text = words_on(app)
    app.button(key="two_again").click().run()

    assert "<del>B</del>" in text
    assert see_asset(store, other, person=VISITOR).asset.name == "BB"
    assert where_now(store, other) == other


def test_a_merged_one_can_stand_by_itself_again_later(store, open_page) -> None:
    kept, other = save(store, make_asset("A")), save(store, make_asset("B"))
    merge(store, kept, other)
    edit_asset(store, kept, make_asset("AA"), based_on=2, person=STEWARD)

    app = open_page("versions_page", **{state.SELECTED: kept})
    app.button(key=f"apart_{other}").click().run()

    assert not app.exception
    assert see_asset(store, other, person=VISITOR).asset.name == "B"
    assert see_asset(store, kept, person=VISITOR).asset.name == "AA"


# Two people at once ----------------------------------------------------------------------------


def open_conflict(open_page, record_id: str, mine: Asset, **more) -> AppTest:
    written = conflict.Written(record_id, mine, 1, **{"contact": None, "reason": "", **more})
    return open_page("conflict", "en", **{state.CONFLICT: written})


def test_both_answers_are_shown_and_nothing_is_chosen_at_first(store, open_page) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"))

    app = open_conflict(open_page, record_id, make_asset("Leeszaal", cost="free"))
    app.button(key="conflict_save").click().run()

    assert [each.options for each in app.radio] == [["Bieb", "Leeszaal"]]
    assert app.radio[0].value is None
    assert "Free of charge" in words_on(app)
    assert "Choose one first" in app.warning[0].value
    assert len(store.history(record_id)) == 2


@pytest.mark.parametrize(("side", "name"), [("theirs", "Bieb"), ("mine", "Leeszaal")])
def test_the_choice_is_saved_with_what_goes_together(store, open_page, side, name) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"))
    app = open_conflict(open_page, record_id, make_asset("Leeszaal", cost="free"), reason="zo")

    app.radio[0].set_value(side)
    app.button(key="conflict_save").click().run()

    newest = store.history(record_id)[-1]
    assert (newest.asset.name, newest.asset.cost, newest.reason) == (name, "free", "zo")
    assert app.session_state[state.GOING] == "card"
    assert state.CONFLICT not in app.session_state


def test_two_long_texts_can_stand_one_after_the_other(store, open_page) -> None:
    record_id = save(store, make_asset(), make_asset(offers="boeken"))
    app = open_conflict(open_page, record_id, make_asset(offers="taalles"))

    app.radio[0].set_value("both")
    app.button(key="conflict_save").click().run()

    assert see_asset(store, record_id, person=VISITOR).asset.offers == "boeken\n\ntaalles"


def test_a_third_save_meanwhile_asks_again(store, open_page) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"))
    app = open_conflict(open_page, record_id, make_asset("Leeszaal"))
    app.radio[0].set_value("mine")
    edit_asset(store, record_id, make_asset("Boekerij"), based_on=2, person=STEWARD)

    app.button(key="conflict_save").click().run()
    again = app.radio[0]

    assert (again.options, again.value) == (["Boekerij", "Leeszaal"], None)
    assert see_asset(store, record_id, person=VISITOR).asset.name == "Boekerij"


def test_what_went_out_of_sight_meanwhile_comes_back_or_is_left(store, open_page) -> None:
    record_id = save(store, make_asset())
    retire_asset(store, record_id, person=STEWARD, reason="weg")

    app = open_conflict(open_page, record_id, make_asset("Bieb"))
    told = words_on(app)
    app.button(key="conflict_save").click().run()

    assert "It was taken out of sight in the meantime." in told
    assert see_asset(store, record_id, person=VISITOR).asset.name == "Bieb"


def test_a_conflict_can_be_left_as_it_is(store, open_page) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"))
    app = open_conflict(open_page, record_id, make_asset("Leeszaal"))

    app.button(key="conflict_leave").click().run()

    assert len(store.history(record_id)) == 2
    assert state.CONFLICT not in app.session_state


def test_what_was_merged_meanwhile_leads_to_where_it_is_now(store, open_page) -> None:
    kept, other = save(store, make_asset("A")), save(store, make_asset("B"))
    merge(store, kept, other)

    app = open_conflict(open_page, other, make_asset("BB"))
    told = words_on(app)
    app.button(key="conflict_other").click().run()

    assert "It was made one with 'A' in the meantime." in told
    assert app.session_state[state.SELECTED] == kept


def test_whom_to_ask_is_a_choice_as_well(store, open_page) -> None:
    record_id = save(store, make_asset(), contact=make_contact())
    edit_asset(
        store, record_id, make_asset(), based_on=1, person=STEWARD,
        contact=make_contact("Joke de Wit"),
    )  # fmt: skip
    app = open_conflict(
        open_page, record_id, make_asset(), contact=make_contact("Ineke"),
        contact_before=make_contact(),
    )  # fmt: skip

    app.radio[0].set_value("mine")
    app.button(key="conflict_save").click().run()

    assert see_asset(store, record_id, person=STEWARD).contact == make_contact("Ineke")


# One of two ------------------------------------------------------------------------------------


def test_a_likely_double_is_offered_first_and_any_other_is_found(store, open_page) -> None:
    kept = save(store, make_asset("Buurthuis De Brug"))
    likely = save(store, make_asset("De Brug"))
    far = save(store, make_asset("Wijkpark", category="park", geometry=point_in(2)))
    app = open_page("merge_page", **{state.MERGING: (kept, None)})

    offered = [each.key for each in app.button if each.key.startswith("likely_")]
    app.text_input(key=f"merge_words_{kept}").set_value("wijkpark").run()
    app.button(key=f"found_{far}").click().run()

    assert offered == [f"likely_{likely}"]
    assert app.session_state[state.MERGING] == (kept, far)


def test_ours_is_put_in_first_and_a_choice_makes_the_result(store, open_page) -> None:
    kept = save(store, make_asset("A", offers="kort", cost="free"))
    other = save(store, make_asset("B", offers="een langer verhaal", existed_from=1987))
    app = open_page("merge_page", "en", **{state.MERGING: (kept, other)})
    before = {each.label: each.value for each in app.radio}

    app.radio[0].set_value("other")
    app.button(key="merge_save").click().run()

    assert before == {
        "Name": "kept",
        "What it offers": "other",
        "Cost": "kept",
        "Year of beginning": "other",
    }
    now = see_asset(store, kept, person=VISITOR).asset
    assert now == make_asset("B", offers="een langer verhaal", cost="free", existed_from=1987)
    assert where_now(store, other) == kept
    assert app.session_state[state.SELECTED] == kept


def test_the_other_one_can_be_the_one_that_stays(store, open_page) -> None:
    one, other = save(store, make_asset("A")), save(store, make_asset("B"))
    app = open_page("merge_page", **{state.MERGING: (one, other)})

    app.button(key="merge_swap").click().run()
    app.button(key="merge_save").click().run()

    assert where_now(store, one) == other


def test_whom_to_ask_is_kept_of_the_other_when_there_was_nobody(store, open_page) -> None:
    one = save(store, make_asset("A"))
    other = save(store, make_asset("B"), contact=make_contact())
    app = open_page("merge_page", **{state.MERGING: (one, other)})

    app.button(key="merge_save").click().run()

    assert see_asset(store, one, person=STEWARD).contact == make_contact()


def test_a_change_between_look_and_press_is_asked_again(store, open_page) -> None:
    one, other = save(store, make_asset("A")), save(store, make_asset("B"))
    app = open_page("merge_page", **{state.MERGING: (one, other)})
    app.radio[0].set_value("other")
    edit_asset(store, other, make_asset("C"), based_on=1, person=STEWARD)

    app.run()

    assert app.radio[0].options == ["A", "C"]
    assert app.radio[0].value == "kept"


# Table -----------------------------------------------------------------------------------------


def open_table(open_page, **session) -> AppTest:
    from assetmap.domain.selection import Selection

    chosen = Selection(neighbourhood=code_of(0))
    return open_page("table_page", "en", **{state.SELECTION: chosen, **session})


def type_in(app: AppTest, **cells) -> AppTest:
    """Type in cells of the first row, as the grid tells it."""
    sheet = app.session_state[state.TABLE]
    first = str(sheet.began.frame.index[0])
    sheet.take({first: cells})
    return app.run()


def test_edits_are_told_before_they_are_saved_and_undone_at_once(store, open_page) -> None:
    record_id = save(store, make_asset())
    app = open_table(open_page)

    type_in(app, name="Bieb", cost="free")
    told = words_on(app)
    app.button(key="table_save").click().run()
    saved = see_asset(store, record_id, person=VISITOR).asset
    app.button(key="table_undo_step").click().run()

    assert "2 changes in 1 rows:" in told
    assert "<del>Bibliotheek</del>" in told
    assert (saved.name, saved.cost) == ("Bieb", "free")
    assert see_asset(store, record_id, person=VISITOR).asset == make_asset()
    assert not app.exception


def test_an_invalid_row_is_told_and_stays_while_the_other_is_saved(store, open_page) -> None:
    good, bad = save(store, make_asset("A")), save(store, make_asset("B"))
    app = open_table(open_page)

    app.session_state[state.TABLE].take({good: {"name": "AA"}, bad: {"website": "geen adres"}})
    app.run()
    told = words_on(app)
    app.button(key="table_save").click().run()

    assert "is no web address" in told.replace("\\", "")
    assert see_asset(store, good, person=VISITOR).asset.name == "AA"
    assert app.session_state[state.TABLE].edits() == {bad: {"website": "geen adres"}}


def test_somebody_elses_change_of_the_same_cell_is_a_choice(store, open_page) -> None:
    record_id = save(store, make_asset())
    app = open_table(open_page)
    type_in(app, name="Bieb")
    edit_asset(store, record_id, make_asset("Leeszaal"), based_on=1, person=STEWARD)

    app.run()
    waiting = app.button(key="table_save").disabled
    app.button(key=f"mine_{record_id}").click().run()
    app.button(key="table_save").click().run()

    assert waiting
    assert see_asset(store, record_id, person=VISITOR).asset.name == "Bieb"
    assert [each.asset.name for each in store.history(record_id)][1] == "Leeszaal"


def test_chosen_rows_get_a_theme_together(store, open_page) -> None:
    ids = [save(store, make_asset(name)) for name in ("A", "B")]
    app = open_table(open_page)

    app.button(key="choose_all").click().run()
    app.multiselect(key="table_add_themes").set_value(["health"]).run()
    app.button(key="table_tag_rows").click().run()
    app.button(key="table_save").click().run()

    themes = [see_asset(store, each, person=VISITOR).asset.themes for each in ids]
    assert themes == [("health",)] * 2


def test_chosen_rows_go_out_of_sight_with_a_reason_and_come_back(store, open_page) -> None:
    record_id = save(store, make_asset())
    app = open_table(open_page)

    app.button(key="choose_all").click().run()
    app.button(key="table_retire").click().run()
    without_reason = see_asset(store, record_id, person=STEWARD).status
    app.text_input(key="table_retire_reason").set_value("gesloopt").run()
    app.button(key="table_retire").click().run()
    gone = see_asset(store, record_id, person=STEWARD).status
    app.button(key="table_undo_step").click().run()

    assert (without_reason, gone) == ("published", "retired")
    assert see_asset(store, record_id, person=VISITOR).status == "published"


def test_many_at_once_are_asked_about_first(store, open_page) -> None:
    for number in range(21):
        save(store, make_asset(f"Plek {number}"))
    app = open_table(open_page)

    app.button(key="choose_all").click().run()
    app.multiselect(key="table_add_themes").set_value(["health"]).run()
    app.button(key="table_tag_rows").click().run()
    before = app.button(key="table_save").disabled
    app.checkbox(key="table_save_sure").check().run()
    app.button(key="table_save").click().run()

    assert before
    assert store.assets()["themes"].tolist() == ["health"] * 21


def test_what_was_typed_is_still_there_after_looking_elsewhere(store, open_page) -> None:
    record_id = save(store, make_asset())
    app = open_table(open_page)
    type_in(app, name="Bieb")
    sheet = app.session_state[state.TABLE]

    again = open_table(open_page, **{state.TABLE: sheet})

    assert again.session_state[state.TABLE].edits() == {record_id: {"name": "Bieb"}}
    assert "<ins>Bieb</ins>" in words_on(again)


def test_all_of_it_can_be_let_go(store, open_page) -> None:
    record_id = save(store, make_asset())
    app = open_table(open_page)
    type_in(app, name="Bieb")

    app.button(key="table_drop").click().run()

    assert app.session_state[state.TABLE].edits() == {}
    assert len(store.history(record_id)) == 1
