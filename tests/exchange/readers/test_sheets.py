"""Workbooks: which sheet, what its cells say, and what hides in the zip."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from assetmap.domain.import_plan import Reading
from assetmap.errors import ImportFailed
from assetmap.exchange import Limits, list_columns, read_file
from tests.exchange.readers.workbooks import (
    sheet_xml,
    write_compound,
    write_ods,
    write_xls,
    write_xlsx,
)

LIST = [["naam", "lon", "lat"], ["De Klink", 4.898, 52.374], ["De Spil", 5.1, 52.1]]


@pytest.mark.parametrize("ending", [".xlsx", ".xlsm"])
def test_rows_of_a_sheet_are_placed_as_those_of_a_table(tmp_path: Path, ending: str) -> None:
    path = write_xlsx(tmp_path / f"list{ending}", {"Blad1": sheet_xml(LIST)})

    result = read_file(path)

    assert result.frame["naam"].tolist() == ["De Klink", "De Spil"]
    assert result.frame.geometry.x.tolist() == [4.898, 5.1]
    assert result.frame.index.tolist() == [1, 2]
    assert result.reading.layer == "Blad1"
    assert result.reading.heading_row == 1


def test_cells_come_as_text_without_a_point_nought(tmp_path: Path) -> None:
    row = [
        "a", 7, 7.5, 0.25, True, False, "date:43831", "time:43831.75", "=1+1|2", None, 1234567890123
    ]  # fmt: skip
    names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]
    path = write_xlsx(tmp_path / "kinds.xlsx", {"Blad1": sheet_xml([names, row])})

    result = read_file(path, placeless=True)

    values = result.frame.drop(columns="geometry").iloc[0].fillna("-").tolist()
    assert values == [
        "a", "7", "7.5", "0.25", "true", "false", "2020-01-01", "2020-01-01 18:00:00", "2", "-",
        "1234567890123",
    ]  # fmt: skip


def test_errors_of_the_spreadsheet_are_left_empty(tmp_path: Path) -> None:
    rows = [["naam", "nr"], ["a", "error:#REF!"], ["b", "#DEEL/0!"], ["c", 3], ["d", "#4"]]
    path = write_xlsx(tmp_path / "errors.xlsx", {"Blad1": sheet_xml(rows)})

    result = read_file(path, placeless=True)

    assert result.frame["nr"].fillna("").tolist() == ["", "", "3", "#4"]


def test_title_over_the_whole_width_is_no_heading(tmp_path: Path) -> None:
    rows = [["Buurthuizen in de gemeente"], [], ["naam", "straat", "nr"], ["a", "b", 1]]
    path = write_xlsx(tmp_path / "title.xlsx", {"Blad1": sheet_xml(rows, ["A1:C1"])})

    result = read_file(path, placeless=True)

    assert result.reading.heading_row == 3
    assert result.frame.columns.tolist() == ["naam", "straat", "nr", "geometry"]
    assert any("Lines above the heading" in str(note) for note in result.notes)


def test_cell_merged_downwards_counts_for_each_of_its_rows(tmp_path: Path) -> None:
    rows = [["wijk", "naam"], ["Oost", "a"], [None, "b"], [None, "c"], ["West", "d"]]
    path = write_xlsx(tmp_path / "merged.xlsx", {"Blad1": sheet_xml(rows, ["A2:A4"])})

    result = read_file(path, placeless=True)

    assert result.frame["wijk"].tolist() == ["Oost", "Oost", "Oost", "West"]


def test_first_sheet_with_rows_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    sheets = {
        "Leeg": sheet_xml([]),
        "Verborgen": sheet_xml(LIST[:2]),
        "Voorblad": sheet_xml([["Lijst van 2026"]]),
        "Adressen": sheet_xml(LIST),
    }
    path = write_xlsx(tmp_path / "many.xlsx", sheets, hidden=["Verborgen"])

    result = read_file(path)
    other = read_file(path, layer="Verborgen")
    summary = list_columns(path)

    assert result.reading.layer == "Adressen"
    assert len(result.frame) == 2
    assert any("other sheets" in str(note) for note in result.notes)
    assert len(other.frame) == 1
    assert summary.layers == ("Leeg", "Voorblad", "Adressen", "Verborgen")
    assert (summary.layer, summary.rows, summary.x) == ("Adressen", 2, "lon")
    with pytest.raises(ImportFailed, match=r"no layer 'Nope'.*Adressen"):
        read_file(path, layer="Nope")
    with pytest.raises(ImportFailed, match="holds nothing at all"):
        read_file(path, layer="Leeg")


def test_heading_row_and_sheet_can_be_said(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "said.xlsx", {"A": sheet_xml(LIST), "B": sheet_xml(LIST)})

    asked = Reading(layer="B", heading_row=0)
    result = read_file(path, reading=asked, placeless=True)

    assert result.frame["column 1"].tolist() == ["naam", "De Klink", "De Spil"]
    assert result.reading.layer == "B"


def test_ods_is_read(tmp_path: Path) -> None:
    number = '<table:table-cell office:value-type="float" office:value="{}"/>'
    rows = [["naam", "lon", "lat"], ["De Klink", number.format(4.898), number.format(52.374)]]
    path = write_ods(tmp_path / "list.ods", rows)

    result = read_file(path)

    assert result.driver == "ODS"
    assert result.frame.geometry.y.tolist() == [52.374]


def test_workbook_of_before_2007_is_read(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "old.xls", [["naam", "lon", "lat"], ["Één", 4.898, 52.374]])

    result = read_file(path)

    assert result.driver == "XLS"
    assert result.frame["naam"].tolist() == ["Één"]
    assert result.frame.geometry.x.tolist() == [4.898]


def test_text_table_with_the_ending_of_a_workbook_is_read_as_a_table(make_table: object) -> None:
    path = make_table("naam\tlon\tlat", "a\t4,9\t52,3", name="web.xls")  # type: ignore[operator]

    result = read_file(path)

    assert result.driver == "CSV"
    assert result.frame["naam"].tolist() == ["a"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<html><table><tr><td>a</td></tr></table></html>", "a web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "a web page or XML"),
        (b"PK\x03\x04 no zip at all", "damaged zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "no workbook that we can read"),
        (b"\x00\x01\x02\x03", "no workbook that we can read"),
    ],
    ids=["web page", "xml", "zip", "compound", "binary"],
)
def test_what_is_no_workbook_is_told(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "list.xls"
    path.write_bytes(content)

    with pytest.raises(ImportFailed, match=says):
        read_file(path)


def test_zip_without_a_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")

    with pytest.raises(ImportFailed, match="no workbook that we can read"):
        read_file(path)


def test_password_is_told(tmp_path: Path) -> None:
    locked = {"EncryptionInfo": bytes(100), "EncryptedPackage": bytes(5_000)}
    path = write_compound(tmp_path / "locked.xlsx", locked)
    manifest = (
        '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    )
    open_document = write_ods(tmp_path / "locked.ods", [["x"]], manifest)

    for each in (path, open_document):
        with pytest.raises(ImportFailed, match="locked with a password"):
            read_file(each)


def test_zip_that_bursts_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "bomb.xlsx", {"Blad1": sheet_xml(LIST) + " " * 60 * 1024**2})

    with pytest.raises(ImportFailed, match="unpacks to far more than it should"):
        read_file(path)


def test_zip_with_more_than_may_be_read_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "big.xlsx", {"Blad1": sheet_xml(LIST)})

    with pytest.raises(ImportFailed, match="unpacks to far more"):
        read_file(path, limits=Limits(file_bytes=path.stat().st_size + 1))


def test_entities_that_multiply_are_not_followed(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    trap = f'<!DOCTYPE w [<!ENTITY e0 "ha">{levels}]>'
    rows = [["naam", "plaats"], ["a", "&e9;"], ["b", "Ons Dorp"]]
    path = write_xlsx(tmp_path / "laughs.xlsx", {"Blad1": trap + sheet_xml(rows)})

    try:
        result = read_file(path, placeless=True)
    except ImportFailed as error:
        assert "damaged" in str(error)  # noqa: PT017 - either way is safe
    else:
        assert result.frame["plaats"].fillna("").str.len().max() < 100


def test_address_outside_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words")
    trap = f'<!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    rows = [["naam", "plaats"], ["a", "&x;"], ["b", "c"]]
    path = write_xlsx(tmp_path / "outside.xlsx", {"Blad1": trap + sheet_xml(rows)})

    try:
        result = read_file(path, placeless=True)
    except ImportFailed as error:
        assert "hidden" not in str(error)  # noqa: PT017 - either way is safe
    else:
        assert "hidden" not in result.frame.to_csv()


def test_lone_cell_at_the_far_end_of_a_sheet_takes_no_computer_down(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = write_xlsx(
        tmp_path / "far.xlsx",
        {"Blad1": sheet_xml(LIST).replace("</sheetData>", f"{far}</sheetData>")},
    )

    with pytest.raises(ImportFailed, match=r"more memory|million cells"):
        read_file(path, limits=Limits(memory_bytes=1024**3))


def test_reading_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "slow.xlsx", {"Blad1": sheet_xml(LIST)})

    with pytest.raises(ImportFailed, match=r"took longer than 0\.01 seconds"):
        read_file(path, limits=Limits(seconds=0.01))


def test_formulas_and_markup_arrive_as_text(tmp_path: Path) -> None:
    rows = [["naam", "tekst"], ["a", "=cmd"], ["b", "&lt;b&gt;${x}"]]
    path = write_xlsx(tmp_path / "text.xlsx", {"Blad1": sheet_xml(rows)})

    assert read_file(path, placeless=True).frame["tekst"].tolist() == ["=cmd", "<b>${x}"]
