from __future__ import annotations

import json
import re
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from planner.errors import ExitCode, PlannerError, Problem
from planner.outcome import Outcome
from planner.output.folder import IncompleteError
from planner.output.write import WRITERS, check_plan_target, write
from planner.region.domain import Audience

from .conftest import LINES, TIERS

type Make = Callable[..., Outcome]
INTERNAL = Audience.INTERNAL
FILES = [
    "plan.json",
    "allocation.csv",
    "inputs.json",
    "municipalities.csv",
    "corporations.csv",
    "plan.xlsx",
    "plan.gpkg",
    "map.html",
    "report.html",
    "agreements",
]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "results" / "plan"
    folder.parent.mkdir()
    return folder


AGREEMENTS = [f"agreements/{name}.docx" for name in ("noord", "noord-confidential", "zuid")]


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def refused(outcome: Outcome, folder: Path, key: str, force: bool) -> None:
    with pytest.raises(PlannerError) as caught:
        write(outcome, folder, audience=INTERNAL, force=force)
    assert [problem.key for problem in caught.value.problems] == [key]
    assert caught.value.exit_code is ExitCode.USAGE
    assert str(folder) in str(caught.value)


def test_every_file_is_written(outcome: Outcome, out: Path) -> None:
    assert write(outcome, out, audience=INTERNAL, force=False) == [out / name for name in FILES]
    single = [name for name in FILES if name != "agreements"]
    assert sorted(contents(out)) == sorted([*single, *AGREEMENTS])
    assert [path.name for path in out.parent.iterdir()] == ["plan"]


def test_the_folder_above_is_made(outcome: Outcome, tmp_path: Path) -> None:
    write(outcome, tmp_path / "a" / "b" / "c", audience=INTERNAL, force=False)
    assert (tmp_path / "a" / "b" / "c" / "plan.json").is_file()


def test_only_seconds_differ_between_runs(make: Make, tmp_path: Path) -> None:
    slower = tuple(replace(tier, seconds=tier.seconds + 1) for tier in TIERS)
    write(make(), tmp_path / "one", audience=INTERNAL, force=False)
    write(make(tiers=slower), tmp_path / "two", audience=INTERNAL, force=False)
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    records = [json.loads(files.pop("plan.json")) for files in (one, two)]
    assert one == two
    for record in records:
        for tier in record["objective"]:
            del tier["seconds"]
    assert records[0] == records[1]


def dates_in(folder: Path) -> set[str]:
    """Every day that a workbook, an agreement, a GeoPackage and the record say they are of."""
    found = {json.loads((folder / "plan.json").read_text(encoding="utf-8"))["as_of"]}
    for path in (folder / "plan.xlsx", *(folder / "agreements").iterdir()):
        with ZipFile(path) as archive:
            core = archive.read("docProps/core.xml").decode()
        found |= set(re.findall(r">(\d{4}-\d\d-\d\d)T00:00:00Z<", core))
        assert len(re.findall(r"\d{4}-\d\d-\d\dT", core)) == core.count("T00:00:00Z")
    with closing(sqlite3.connect(folder / "plan.gpkg")) as connection:
        moments = connection.execute(
            "SELECT last_change FROM gpkg_contents UNION SELECT update_time FROM layer_styles"
        ).fetchall()
    return found | {moment.removesuffix("T00:00:00.000Z") for (moment,) in moments}


def test_files_are_of_the_first_day_of_the_plan(outcome: Outcome, out: Path) -> None:
    write(outcome, out, audience=INTERNAL, force=False)
    assert dates_in(out) == {"2021-01-01"}


@pytest.mark.parametrize("audience", list(Audience))
def test_files_are_of_the_day_that_is_asked_for(
    outcome: Outcome, out: Path, audience: Audience
) -> None:
    write(outcome, out, audience=audience, force=False, as_of=date(2020, 11, 30))
    assert dates_in(out) == {"2020-11-30"}


def test_a_plan_is_replaced_only_with_force(make: Make, out: Path) -> None:
    write(make(), out, audience=INTERNAL, force=False)
    before = contents(out)
    refused(make(lines=()), out, "present.plan_exists", force=False)
    assert contents(out) == before
    write(make(lines=()), out, audience=INTERNAL, force=True)
    assert contents(out)["allocation.csv"].count(b"\n") == 1
    assert [path.name for path in out.parent.iterdir()] == ["plan"]


def test_the_refusal_says_how_to_go_on(outcome: Outcome, out: Path) -> None:
    write(outcome, out, audience=INTERNAL, force=False)
    with pytest.raises(PlannerError, match=r"--force .* --out"):
        write(outcome, out, audience=INTERNAL, force=False)


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_of_something_else_is_left_alone(outcome: Outcome, out: Path, force: bool) -> None:
    out.mkdir()
    (out / "thesis.docx").write_text("years of work")
    refused(outcome, out, "present.foreign_folder", force)
    assert contents(out) == {"thesis.docx": b"years of work"}


def test_an_empty_folder_will_do(outcome: Outcome, out: Path) -> None:
    out.mkdir()
    write(outcome, out, audience=INTERNAL, force=False)
    assert (out / "plan.json").is_file()


def test_a_file_in_the_way_is_refused(outcome: Outcome, out: Path) -> None:
    out.write_text("not a folder")
    refused(outcome, out, "present.not_a_folder", force=True)
    (out.parent / "file").write_text("x")
    refused(outcome, out.parent / "file" / "plan", "present.unwritable", force=False)


def test_files_of_others_stay_beside_a_new_plan(make: Make, out: Path) -> None:
    write(make(), out, audience=INTERNAL, force=False)
    (out / "notes.txt").write_text("mine")
    (out / "old").mkdir()
    (out / "old" / "allocation.csv").write_text("mine too")
    write(make(lines=()), out, audience=INTERNAL, force=True)
    assert (out / "notes.txt").read_text() == "mine"
    assert (out / "old" / "allocation.csv").read_text() == "mine too"


def test_agreements_of_a_former_run_go(make: Make, out: Path) -> None:
    write(make(), out, audience=INTERNAL, force=False)
    (out / "agreements" / "mine.docx").write_text("mine")
    north = tuple(line for line in LINES if line.corporation == "noord")
    paths = write(make(lines=north), out, audience=INTERNAL, force=True)
    assert out / "agreements" in paths
    made = {path.name for path in (out / "agreements").iterdir()}
    assert made == {"noord.docx", "noord-confidential.docx"}
    paths = write(make(lines=()), out, audience=INTERNAL, force=True)
    assert paths == [out / name for name in FILES if name != "agreements"]
    assert not (out / "agreements").exists()


def failing(error: BaseException) -> Callable[[Outcome, Path], None]:
    """A writer that breaks off half-way."""

    def fail(outcome: Outcome, path: Path) -> None:
        path.write_text("half a file")
        raise error

    return fail


def break_writer(monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException) -> None:
    # These two are given more than the plan.
    special = {"map.html": "write_map", "agreements": "write_agreements"}
    if name in special:
        fail = failing(error)
        monkeypatch.setattr(
            f"planner.output.write.{special[name]}",
            lambda outcome, path, **more: fail(outcome, path),
        )
    monkeypatch.setitem(WRITERS, name, failing(error))


ERRORS = [RuntimeError("x"), KeyboardInterrupt(), OSError(28, "No space left on device")]


@pytest.mark.parametrize("error", ERRORS)
def test_where_nothing_can_be_made_the_old_plan_stays(
    make: Make, out: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    write(make(), out, audience=INTERNAL, force=False)
    before = contents(out)
    for name in WRITERS:
        break_writer(monkeypatch, name, error)
    with pytest.raises(PlannerError if isinstance(error, OSError) else type(error)):
        write(make(lines=()), out, audience=INTERNAL, force=True)
    assert contents(out) == before
    assert [path.name for path in out.parent.iterdir()] == ["plan"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("error", [ERRORS[0], ERRORS[2], PlannerError(Problem("solve.no_time"))])
def test_a_file_that_cannot_be_made_costs_no_other(
    outcome: Outcome, out: Path, monkeypatch: pytest.MonkeyPatch, name: str, error: Exception
) -> None:
    break_writer(monkeypatch, name, error)
    with pytest.raises(IncompleteError) as caught:
        write(outcome, out, audience=INTERNAL, force=False)
    others = [out / file for file in FILES if file != name]
    assert caught.value.paths == others
    assert sorted(out.iterdir()) == sorted(others)
    disk = isinstance(error, OSError)
    assert caught.value.exit_code is (ExitCode.USAGE if disk else ExitCode.DEFECT)
    [problem] = caught.value.problems
    assert name in problem.message
    assert ("No space left on device" if disk else str(error)) in problem.message
    assert str(out) in problem.remedy


def test_ctrl_c_keeps_what_is_written(
    outcome: Outcome, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WRITERS, "plan.xlsx", failing(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        write(outcome, out, audience=INTERNAL, force=False)
    assert [name for name in FILES if (out / name).exists()] == FILES[:5]
    assert [path.name for path in out.parent.iterdir()] == ["plan"]


def test_ctrl_c_while_the_plan_is_written_waits_until_it_is(
    outcome: Outcome, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = WRITERS["plan.json"]

    def interrupted(shown: Outcome, path: Path) -> None:
        signal.raise_signal(signal.SIGINT)
        record(shown, path)

    monkeypatch.setitem(WRITERS, "plan.json", interrupted)
    with pytest.raises(KeyboardInterrupt) as stopped:
        write(outcome, out, audience=INTERNAL, force=False)
    assert sorted(contents(out)) == ["allocation.csv", "plan.json"]
    assert "inputs.json" in stopped.value.__notes__[0]


def test_a_result_that_came_meanwhile_is_kept_and_this_one_beside_it(make: Make, out: Path) -> None:
    for force in (False, True):
        seen = check_plan_target(out, force)
        write(make(), out, audience=INTERNAL, force=force)
        before = contents(out)
        with pytest.raises(PlannerError) as caught:
            write(make(lines=()), out, audience=INTERNAL, force=force, seen=seen)
        assert [problem.key for problem in caught.value.problems] == ["present.taken"]
        assert caught.value.exit_code is ExitCode.USAGE
        assert contents(out) == before
        beside = out.with_name("plan-3" if force else "plan-2")
        assert str(beside) in str(caught.value)
        assert contents(beside)["allocation.csv"].count(b"\n") == 1
    assert sorted(path.name for path in out.parent.iterdir()) == ["plan", "plan-2", "plan-3"]


def test_a_folder_that_was_removed_meanwhile_is_made_again(make: Make, out: Path) -> None:
    write(make(), out, audience=INTERNAL, force=False)
    seen = check_plan_target(out, True)
    shutil.rmtree(out)
    write(make(), out, audience=INTERNAL, force=True, seen=seen)
    assert (out / "plan.json").is_file()


def test_where_others_files_find_no_room_the_plan_is_beside(
    make: Make, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(make(), out, audience=INTERNAL, force=False)
    (out / "notes.txt").write_text("mine")
    before = contents(out)

    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(PlannerError, match="No space left on device") as caught:
        write(make(lines=()), out, audience=INTERNAL, force=True)
    assert [problem.key for problem in caught.value.problems] == ["present.full"]
    assert contents(out) == before
    assert (out.with_name("plan-2") / "plan.json").is_file()


def test_a_plan_without_its_record_replaces_none(
    make: Make, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(make(), out, audience=INTERNAL, force=False)
    before = contents(out)
    break_writer(monkeypatch, "plan.json", ERRORS[2])
    with pytest.raises(PlannerError) as caught:
        write(make(lines=()), out, audience=INTERNAL, force=True)
    assert [problem.key for problem in caught.value.problems] == ["present.no_record"]
    assert contents(out) == before
    assert (out.with_name("plan-2") / "allocation.csv").is_file()


def test_a_folder_that_is_held_open_keeps_the_result_beside_it(
    make: Make, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, which lets no folder go while Excel has a file in it open."""
    write(make(), out, audience=INTERNAL, force=False)
    before = contents(out)
    rename = Path.rename

    def held(path: Path, target: Path) -> Path:
        if path == out:
            raise PermissionError(13, "Access is denied", str(path), 5, str(target))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", held)
    for beside in ("plan-2", "plan-3"):
        with pytest.raises(PlannerError, match=rf"Excel .*{beside}") as caught:
            write(make(lines=()), out, audience=INTERNAL, force=True)
        assert caught.value.exit_code is ExitCode.USAGE
        assert contents(out) == before
        assert contents(out.parent / beside)["allocation.csv"].count(b"\n") == 1
    assert sorted(path.name for path in out.parent.iterdir()) == ["plan", "plan-2", "plan-3"]


def test_a_failing_rename_puts_the_old_plan_back(
    make: Make, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(make(), out, audience=INTERNAL, force=False)
    before = contents(out)
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise OSError
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(PlannerError) as caught:
        write(make(lines=()), out, audience=INTERNAL, force=True)
    assert [problem.key for problem in caught.value.problems] == ["present.unwritable"]
    assert contents(out) == before
