"""Languages, mistakes on the command line, and how the process ends."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.process import (
    BUNDLED,
    COMMANDS,
    Ran,
    checked,
    command,
    environment,
    run,
    run_process,
)
from tests.models.small import OUTFLOW
from tests.tiny import tiny, write_folder

DUTCH, ENGLISH = "Gebruik:", "Usage:"


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({}, DUTCH),
        ({"LANG": "nl_NL.UTF-8"}, DUTCH),
        ({"LANG": "en_GB.UTF-8"}, ENGLISH),
        ({"LANG": "de_DE.UTF-8"}, DUTCH),
        ({"LANG": "C"}, DUTCH),
        ({"LANG": "nl_NL.UTF-8", "LC_ALL": "en_US.UTF-8"}, ENGLISH),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "nl:en"}, DUTCH),
    ],
)
def test_the_environment_chooses_the_language(
    tmp_path: Path, variables: dict[str, str], word: str
) -> None:
    assert run_process(tmp_path, "--help", lang=None, **variables).out.startswith(word)


@pytest.mark.parametrize(
    "arguments",
    [("--lang", "en", "check", "none"), ("check", "none", "--lang", "en"),
     ("check", "--lang=en", "none")],
)  # fmt: skip
def test_an_option_chooses_the_language(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert "There is 1 problem." in run(tmp_path, *arguments, code=3).err


def test_a_language_there_is_not(tmp_path: Path) -> None:
    ran = run(tmp_path, "--lang", "fr", "regions", code=2)
    assert "Ongeldige waarde voor '--lang': 'fr' is geen van 'nl', 'en'." in ran.err


MISTAKES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "command": (("slove",), "De opdracht 'slove' bestaat niet.", "No such command 'slove'."),
    "no region": (("solve",), "Ontbrekend argument 'REGIO'.", "Missing argument 'REGION'."),
    "no plan": (("verify", "tiny"), "Ontbrekend argument 'PLAN'.", "Missing argument 'PLAN'."),
    "option": (
        ("quota", "tiny", "--methode"),
        "De optie '--methode' bestaat niet. Bedoelde u '--method'?",
        "No such option '--methode'. Did you mean '--method'?",
    ),
    "no value": (
        ("solve", "tiny", "--out"),
        "De optie '--out' vraagt een waarde.",
        "Option '--out' requires an argument.",
    ),
    "number": (
        ("solve", "tiny", "--gap", "veel"),
        "Ongeldige waarde voor '--gap': 'veel' is geen geldig getal.",
        "Invalid value for '--gap': 'veel' is not a valid float range.",
    ),
    "range": (
        ("solve", "tiny", "--time-limit", "0"),
        "Ongeldige waarde voor '--time-limit': 0.0 ligt niet binnen x>0.",
        "Invalid value for '--time-limit': 0.0 is not in the range x>0.",
    ),
    "choice": (
        ("quota", "tiny", "--method", "loting"),
        "Ongeldige waarde voor '--method': 'loting' is geen van 'largest_remainder',",
        "Invalid value for '--method': 'loting' is not one of 'largest_remainder',",
    ),
    "too much": (
        ("regions", "all"),
        "Onverwacht argument (all)",
        "Got unexpected extra argument (all)",
    ),
}


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_on_the_command_line(tmp_path: Path, mistake: str, lang: str) -> None:
    arguments, dutch, english = MISTAKES[mistake]
    ran = run(tmp_path, *arguments, code=2, lang=lang)
    assert ran.out == ""
    assert (dutch if lang == "nl" else english) in ran.err
    assert (DUTCH if lang == "nl" else ENGLISH) in ran.err or mistake == "no value"


def test_without_a_command_the_help_is_shown(tmp_path: Path) -> None:
    ran = run(tmp_path, code=2)
    assert all(f"\n  {name} " in ran.err for name in COMMANDS)


def test_the_version(tmp_path: Path) -> None:
    assert re.fullmatch(r"planner \d+\.\d+\.\d+\n", run(tmp_path, "--version").out)


# The words of one language that the other does not have.
ENGLISH_WORDS = re.findall(
    r"\w+",
    """
    a above added adds all an and another any are arrears average basis before below bound
    breaks building bundled by can carried carries chosen closeness column command commands
    committed corporation cost could defaults defect delivered does dwelling dwellings each else
    equal error every example exit expected fairness fall fewest file folder for found from gap
    group have highest holds how if its keeps key kept language largest less levy
    limit lines load lower made missing municipality name names nearest need neighbourhood never no
    not number one order other outcome part place places problem problems
    programme put raise reads region relative remainder replace rounded rule rules second seconds
    setting share short shortfall shows site solver some source spread standard such sum support
    table tables than that the them there these they this time title to total travel unit
    unknown unmet up usage use value weighted which with without words workbook write writes
    written year years
""",
)
DUTCH_WORDS = re.findall(
    r"\w+",
    """
    aan aandeel aanname aannames achterstand afgerond alle andere bedoelde bestaat bestand
    beste blad buurt buurten dat de deze dichtstbijzijnde die doel doelen door een eenheid eerlijke
    elk elke er fout gebruik geen geleverd gelijke geldig gemeente gemeenten geschreven gewogen
    grens groep het hoogste iets instelling kies kolom kosten leest let lijst locatie locaties
    maak meer met minste moet mogen naar nabijheid nageleefd niet noem omvang onderdeel
    onvervulde opdracht opdrachten opties overschot overtreden plaats regel regels regio reistijd
    rij sleutel spreiding standaardwaarden steun steunpunt tekort toont totaal uit uitkomst
    uitleg van vereist verhoog verschil voldoet voor voorbeeld vraag waarde werkmap wijzig woning
    woningen zijn zit zonder
""",
)
# What users have to type or find in a file is the same in both languages.
_CODES = re.compile(
    r"--[\w-]+|`[^`]*`|“[^”]*”|'[^']*'|\[[^\]]*\]|\S*[\w)][.,_/=;:-]\w\S*"
    r"|(?:kolom|column|sheet|blad) \w+"
)


def said(text: str) -> set[str]:
    """The words of a text that are language."""
    return set(re.findall(r"[a-zé]+", _CODES.sub(" ", text).lower()))


# A region in which much is worth saying something about; its own words are no language.
TALKATIVE = tiny(
    settings={"region.label_nl": "Qq", "region.label_en": "Qq"},
    programmes=[
        {**row, "label_nl": "Qq", "label_en": "Qq", "source": "assumption: qq"}
        for row in tiny()["programmes"]
    ],
    targets=[{"programme": "outflow", "year": 2021, "minimum": 99, "source": None}],
    sites=[],
)
SPEAKING: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "help": (("--help",), (0,)),
    **{f"help of {name}": ((name, "--help"), (0,)) for name in COMMANDS},
    "regions": (("regions",), (0,)),
    "init": (("init", "new"), (0,)),
    "check": (("check", "talk"), (0,)),
    "check broken": (("check", "broken"), (3,)),
    "check nothing": (("check", "nothing"), (3,)),
    "quota": (("quota", "talk"), (0,)),
    "quota adams": (("quota", "talk", "--method", "adams", "--key", "dwellings"), (0,)),
    "solve": (("solve", "talk"), (0,)),
    "solve out of time": (("solve", BUNDLED, "--time-limit", "0.1"), (5, 6)),
    "solve a foreign folder": (("solve", "talk", "--out", "broken"), (2,)),
    "verify": (("verify", "talk", "plan.csv"), (3,)),
    "verify nothing": (("verify", "talk", "nothing"), (3,)),
}


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("what", SPEAKING)
def test_one_language_at_a_time(tmp_path: Path, what: str, lang: str) -> None:
    write_folder(tmp_path / "talk", TALKATIVE)
    broken = tiny(programmes=[{**OUTFLOW, "priority": 9, "load_weight": -1, "colour": "qq"}])
    write_folder(tmp_path / "broken", {**broken, "stock": [{"corporation": "zz"}]})
    head = "programme,year,municipality,neighbourhood,corporation,site,support_point,dwellings"
    rows = ["outflow,2021,aa,a1,cc,,,900", "outflow,2022,bb,b1,cc,s1,p1,1"]
    (tmp_path / "plan.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    arguments, codes = SPEAKING[what]
    # Click keeps the words of its own options once a process has shown them.
    speaks = run_process if what.startswith("help") else run
    ran = speaks(tmp_path, *arguments, code=codes, lang=lang)
    words = said(ran.out + "\n" + ran.err)
    other = set(ENGLISH_WORDS if lang == "nl" else DUTCH_WORDS)
    own = set(DUTCH_WORDS if lang == "nl" else ENGLISH_WORDS)
    assert words & other == set()
    assert words & own


def script(tmp_path: Path, body: str, **more: str) -> Ran:
    """Run the planner with something in it replaced."""
    code = f"from planner.cli import app\n{body}\napp.main([])\n"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, env=environment("nl", **more),
        capture_output=True, encoding="utf-8", timeout=600, check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


RAISE = "def wrong(*_, **__): raise {}\napp.planner.main = wrong"


def test_a_defect_is_said_without_a_traceback(tmp_path: Path) -> None:
    ran = checked(script(tmp_path, RAISE.format("RuntimeError('qq')")), 1)
    assert ran.out == ""
    assert "RuntimeError: qq" in ran.err
    assert "PLANNER_DEBUG" in ran.err


def test_a_defect_can_be_looked_into(tmp_path: Path) -> None:
    ran = script(tmp_path, RAISE.format("RuntimeError('qq')"), PLANNER_DEBUG="1")
    assert ran.code == 1
    assert "Traceback" in ran.err


def test_ctrl_c_where_there_is_nothing_to_keep(tmp_path: Path) -> None:
    ran = checked(script(tmp_path, RAISE.format("KeyboardInterrupt")), 130)
    assert ran.err == "Gestopt.\n"


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_whoever_reads_may_stop(tmp_path: Path, more: tuple[str, ...]) -> None:
    with subprocess.Popen(
        command("check", BUNDLED, *more), cwd=tmp_path, env=environment(), encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
    checked(Ran(process.returncode, "", err), 0)
    assert "BrokenPipe" not in err
