"""`tutor doctor`: what it finds out, what it advises, and that it promises what it keeps."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands.screen import PLAIN, tutor, tutor_on_a_terminal
from tests.terminals import USUAL
from tutor.cleaning import CONSOLE
from tutor.commands.doctor import doctor, terminal_facts
from tutor.commands.machine import Fact, machine_facts
from tutor.commands.pattern import samples
from tutor.terminal import Terminal

CONSOLE_ONLY = replace(USUAL, kind="linux", braille=False, colours="16")
ASCII_ONLY = replace(CONSOLE_ONLY, utf8=False)


def named(facts: list[Fact], name: str) -> Fact:
    return next(fact for fact in facts if fact.name == name)


# ---------------------------------------------------------------- the terminal


def test_a_usual_terminal_needs_no_change() -> None:
    facts = list(terminal_facts(USUAL, "LANG is C.UTF-8"))
    assert not [fact for fact in facts if fact.wrong or fact.advice]
    assert named(facts, "tutor").told == "plays on the full screen, with colours, and draws curves in braille"


@pytest.mark.parametrize(
    ("terminal", "name", "told", "advice"),
    [
        (replace(USUAL, kind="dumb", colours="none"), "tutor", "line by line, because TERM=dumb", ""),
        (replace(USUAL, kind="dumb"), "kind", "dumb", "try TERM=xterm-256color tutor doctor"),
        (replace(USUAL, kind=""), "kind", "TERM is not set", "try TERM=xterm-256color"),
        (replace(USUAL, columns=50), "size", "too small for the full screen", "needs 60 columns and 20 lines"),
        (replace(USUAL, lines=22), "size", "80 columns, 22 lines", "80 and 24 are better"),
        (replace(USUAL, remote=True), "kind", "xterm-256color, over SSH", ""),
        (replace(USUAL, remote=True), "line", "SSH", "ssh -C sends a small part"),
        (replace(USUAL, colours="none"), "tutor", "without colours", ""),
        (CONSOLE_ONLY, "tutor", "draws curves in letters", ""),
        (CONSOLE_ONLY, "characters", "text console", ""),
        (ASCII_ONLY, "characters", "plain ASCII", "because LANG is C. Nearly"),
        (replace(USUAL, interactive=False, input_is_terminal=False), "input", "a pipe", ""),
    ],
)
def test_each_thing_that_limits_a_terminal_is_told_with_what_to_do(
    terminal: Terminal, name: str, told: str, advice: str
) -> None:
    fact = named(list(terminal_facts(terminal, "LANG is C")), name)
    assert told in fact.told
    assert advice in fact.advice
    assert bool(advice) == bool(fact.advice)
    assert not fact.wrong


def test_ascii_that_was_asked_for_is_no_reason_for_advice() -> None:
    assert not named(list(terminal_facts(ASCII_ONLY, "")), "characters").advice


@pytest.mark.parametrize(
    ("terminal", "allowed"), [(CONSOLE_ONLY, CONSOLE), (ASCII_ONLY, {chr(code) for code in range(0x20, 0x7F)})]
)
def test_the_lines_to_look_at_hold_nothing_that_was_not_promised(terminal: Terminal, allowed: set[str]) -> None:
    lines = list(samples(terminal))
    assert lines[-1].name == "colours"
    assert {sign for line in lines for text, _ in line.signs for sign in text} <= allowed
    assert "braille" in [line.name for line in samples(USUAL)]
    assert "colours" not in [line.name for line in samples(replace(terminal, colours="none"))]


# ---------------------------------------------------------------- the machine


def test_this_machine_is_told_with_its_versions_lessons_and_place_for_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "data"))
    facts = list(machine_facts(()))
    assert re.search(r"tutor \S+, Python 3\.\d+\.\S+, numpy \d.*textual 8\.", named(facts, "versions").told)
    assert re.match(r"\d\d in ", named(facts, "lessons").told)
    assert f"{tmp_path}/data can be written" in named(facts, "records").told
    assert not [fact.wrong for fact in facts if fact.wrong]
    assert not (tmp_path / "data").exists()


def test_what_is_wrong_is_said_with_what_to_do_and_decides_the_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "file" / "data"))
    assert doctor(folders=(tmp_path / "nowhere",)) == 1
    said = capsys.readouterr().out
    assert "Wrong: What is learned cannot be kept: " in said
    assert "name another folder in TUTOR_DATA." in said
    assert f"Wrong: {tmp_path}/nowhere: there is no such folder" in said
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path))
    assert doctor() == 0
    assert "Wrong:" not in capsys.readouterr().out


def test_a_package_that_is_missing_or_too_old_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "tutor.commands.machine.metadata.requires",
        lambda _: ["nowhere-to-be-found>=1", "numpy>=999", "plotext<6,>=5.3", 'pytest>=99; extra == "dev"'],
    )
    wrong = named(list(machine_facts(())), "versions").wrong
    assert wrong.startswith("nowhere-to-be-found is missing and numpy is ")
    assert "but >=999 is needed. Install tutor anew: " in wrong
    assert "plotext" not in wrong
    assert "pytest" not in wrong


def test_without_compiled_files_starting_is_slow_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.commands.machine.cache_from_source", lambda path: path)
    assert not named(list(machine_facts(())), "start-up").advice
    monkeypatch.setattr("tutor.commands.machine.cache_from_source", lambda path: f"{path}.nowhere")
    assert "compileall" in named(list(machine_facts(())), "start-up").advice


def test_lessons_that_are_read_anew_at_each_start_are_told_where_one_cannot_keep_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tutor.commands.machine.cache_from_source", lambda path: path)
    monkeypatch.setattr("tutor.lesson.compiled.Compiled.holds", False)
    assert not named(list(machine_facts(())), "start-up").advice  # they are kept at the first start
    monkeypatch.setattr("tutor.commands.machine.os.access", lambda *_: False)
    assert "tutor check" in named(list(machine_facts(())), "start-up").advice
    monkeypatch.setattr("tutor.lesson.compiled.Compiled.holds", True)
    assert not named(list(machine_facts(())), "start-up").advice


def test_little_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.commands.machine._read", lambda _: "MemTotal: 1 kB\nMemAvailable:   20480 kB\n")
    assert "Only 20 MiB of memory are free" in named(list(machine_facts(())), "memory").advice
    monkeypatch.setattr("tutor.commands.machine._read", lambda _: "")
    assert "memory" not in [fact.name for fact in machine_facts(())]


# ---------------------------------------------------------------- as it is seen


def test_on_a_terminal_there_are_lines_to_look_at_each_with_what_to_type(tmp_path: Path) -> None:
    seen = tutor_on_a_terminal("doctor", folder=tmp_path)
    assert re.search(r"braille +⡀⠄.* dots that climb, fall; if not: tutor --ascii", seen)
    assert "\x1b[36mcyan\x1b[0m" in seen
    assert "Nothing needs to be changed." in seen
    # A long path is not broken.
    lines = [line for line in re.sub(r"\x1b\[\d+m", "", seen).splitlines() if str(tmp_path) not in line]
    assert max(map(len, lines)) < 80


def test_a_text_console_is_shown_only_the_signs_that_it_has(tmp_path: Path) -> None:
    seen = tutor_on_a_terminal("doctor", env=PLAIN | {"TERM": "linux"}, folder=tmp_path)
    assert "blocks" in seen
    assert "braille" not in seen
    assert set(re.sub(r"\x1b\[\d+m", "", seen)) <= CONSOLE | {"\n"}


def test_ascii_mono_and_plain_are_kept(tmp_path: Path) -> None:
    seen = tutor_on_a_terminal("doctor", "--ascii", "--mono", folder=tmp_path)
    assert seen.isascii()
    assert "\x1b" not in seen
    assert "lines " in seen
    seen = tutor_on_a_terminal("doctor", "--plain", folder=tmp_path)
    assert "plays line by line\n" in seen
    assert "Look at" not in seen
    assert "\x1b" not in seen


def test_in_a_pipe_it_is_told_in_words_and_costs_no_heavy_import(tmp_path: Path) -> None:
    told = tutor("doctor", folder=tmp_path)
    assert told.code == 0
    assert "plays line by line, because standard input is not a terminal" in told.out
    assert "Look at" not in told.out
    script = """
import sys
from tutor.commands.doctor import doctor
doctor()
print({"textual", "numpy", "rich", "plotext"} & set(sys.modules), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == "set()\n"
