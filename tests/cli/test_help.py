"""Each command says what it does and what it takes."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run, run_command

OPTIONS = {
    ("init",): ("--boundaries", "--code", "--name", "--layer", "--year", "--crs", "--store"),
    ("boundaries", "add"): ("--code", "--name", "--layer", "--year", "--crs", "--store"),
    ("boundaries", "list"): ("--store",),
    ("context",): ("--kind", "--class", "--store"),
    ("import",): (
        "--layer",
        "--name",
        "--category",
        "--map",
        "--crs",
        "--x",
        "--y",
        "--source",
        "--id",
        "--dry-run",
        "--report",
        "--store",
    ),
    ("export",): ("--layer", "--neighbourhood", "--crs", "--store"),
    ("stats",): ("--json", "--store"),
    ("verify",): ("--store",),
    ("backup",): ("--store",),
    ("restore",): ("--store",),
    ("demo",): ("--if-missing", "--store"),
    ("serve",): ("--host", "--port", "--store"),
}


def test_help_lists_every_command(run: Run) -> None:
    answer = run("--help")

    assert answer.code == 0
    for command, *_ in OPTIONS:
        assert f"  {command} " in answer.out


@pytest.mark.parametrize("command", OPTIONS, ids=" ".join)
def test_help_of_a_command_names_its_options(run: Run, command: tuple[str, ...]) -> None:
    answer = run(*command, "--help")

    assert answer.code == 0
    for option in OPTIONS[command]:
        assert f"{option} " in answer.out


@pytest.mark.parametrize("arguments", [(), ("boundaries",)], ids=["none", "half"])
def test_no_command_shows_the_help(run: Run, arguments: tuple[str, ...]) -> None:
    answer = run(*arguments)

    assert "Usage: " in answer.said
    assert "Commands:" in answer.said


def test_python_dash_m_runs_it() -> None:
    answer = run_command("--help")

    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("Usage: python -m assetmap ")
