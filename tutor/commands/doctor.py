"""`tutor doctor`: what this terminal and machine can do, and what to change. Imports neither Textual nor NumPy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tutor.cleaning import clean_line
from tutor.commands.machine import Fact, machine_facts
from tutor.commands.page import Page, open_page
from tutor.commands.pattern import Sample, samples
from tutor.terminal import SCREEN_COLUMNS, SCREEN_LINES, Terminal, line_mode_reason, user_environment

_NAME = 12
"""Columns of the names at the left."""
_LABEL, _SIGNS = 10, 23
"""Columns of the names and of the signs in the lines that are looked at."""
_USUAL = (80, 24)
_COLOURS = {"none": "none", "16": "16", "256": "256", "true": "16 million"}
_CHARSETS = {
    "ascii": "plain ASCII",
    "console": "UTF-8, as far as a text console has the signs",
    "all": "UTF-8, with mathematics and braille",
}


def doctor(*, folders: Sequence[Path] = (), plain: bool = False, ascii: bool = False, mono: bool = False) -> int:
    """Prints what was found; gives 1 if something is wrong, else 0.

    Args:
        folders: of courses that stand instead of the program's own, or beside it.
        plain: in words, without lines to look at.
        ascii: write no character beyond ASCII.
        mono: no colours.
    """
    page = open_page(ascii=ascii, mono=mono, plain=plain)
    terminal = page.terminal
    if page.ascii:
        terminal = replace(terminal, utf8=False, braille=False)
    here = list(terminal_facts(terminal, "" if ascii else _locale(user_environment()), plain=plain))
    machine = list(machine_facts(folders))
    _print(page, "This terminal", here)
    _print(page, "This machine", machine)
    if page.draws:
        _show(page, samples(terminal))
    facts = [*here, *machine]
    wrong = [fact.wrong for fact in facts if fact.wrong]
    page.say("What to change" if wrong or any(fact.advice for fact in facts) else "Nothing needs to be changed.")
    for what in wrong:
        page.say(f"Wrong: {what}")
    for fact in facts:
        if fact.advice:
            page.say(f"Advice: {fact.advice}")
    return 1 if wrong else 0


def terminal_facts(terminal: Terminal, locale: str, *, plain: bool = False) -> Iterator[Fact]:
    """What was found out about a terminal, and how tutor would play on it.

    Args:
        terminal: as it was judged, and as the options would have it.
        locale: which variable says that only ASCII can be shown, as a sentence tells it; empty if no variable does.
        plain: it is to be line by line in any case.
    """
    reason = line_mode_reason(terminal)
    kind = terminal.kind or "not known: TERM is not set"
    if terminal.kind in ("", "dumb", "unknown") and terminal.interactive:
        yield Fact("kind", kind, advice="If this is a window like any other, TERM is set wrongly: try "
                   "TERM=xterm-256color tutor doctor.")  # fmt: skip
    else:
        yield Fact("kind", kind + (", over SSH" if terminal.remote else ""))
    for which, there in (("input", terminal.input_is_terminal), ("output", terminal.output_is_terminal)):
        if not there:
            yield Fact(which, "not a terminal, but a file or a pipe")
    yield _size(terminal)
    yield Fact("colours", _COLOURS[terminal.colours])
    yield _characters(terminal, locale)
    if plain or reason:
        yield Fact("tutor", f"plays line by line{'' if plain else f', because {reason}'}")
    else:
        drawn = "braille" if terminal.braille else "letters"
        colours = "without colours" if terminal.colours == "none" else "with colours"
        yield Fact("tutor", f"plays on the full screen, {colours}, and draws curves in {drawn}")
    if terminal.remote:
        yield Fact("line", "SSH", advice="On a slow line, ssh -C sends a small part of the bytes.")


def _size(terminal: Terminal) -> Fact:
    told = f"{terminal.columns} columns, {terminal.lines} lines"
    if not terminal.output_is_terminal or (terminal.columns >= _USUAL[0] and terminal.lines >= _USUAL[1]):
        return Fact("size", told)
    needs = f"the full screen needs {SCREEN_COLUMNS} columns and {SCREEN_LINES} lines"
    fits = terminal.columns >= SCREEN_COLUMNS and terminal.lines >= SCREEN_LINES
    advice = f"Make the window larger, or its letters smaller: {needs}, and {_USUAL[0]} and {_USUAL[1]} are better."
    return Fact("size", told if fits else f"{told}: too small for the full screen", advice=advice)


def _characters(terminal: Terminal, locale: str) -> Fact:
    told = _CHARSETS[terminal.charset]
    if terminal.charset != "ascii" or not locale:
        return Fact("characters", told)
    return Fact("characters", told, advice=f"Only ASCII is used, because {locale}. Nearly every terminal shows more: "
                "try LC_ALL=C.UTF-8 tutor doctor, and look at its lines.")  # fmt: skip


def _locale(environ: Mapping[str, str]) -> str:
    """`LANG is C`: what decides which characters may be used, in the order in which the C library asks."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        if environ.get(name):
            return f"{name} is {clean_line(environ[name])}"
    return "LANG is not set"


def _print(page: Page, title: str, facts: Iterable[Fact]) -> None:
    page.say(title)
    for fact in facts:
        page.say(f"  {fact.name:<{_NAME}}{fact.told}", hanging=_NAME + 2)
    page.say()


def _show(page: Page, lines: Iterable[Sample]) -> None:
    page.say("Look at each of these lines. Where you do not see what is said beside it, but boxes, question marks or "
             "nothing, start tutor as the end of the line says.")  # fmt: skip
    for line in lines:
        signs = " ".join(page.paint(text, code) if code else text for text, code in line.signs)
        room = " " * max(0, _SIGNS - sum(len(text) + 1 for text, _ in line.signs))
        otherwise = f"; if not: {line.otherwise}" if line.otherwise else ""
        print(f"  {line.name:<{_LABEL}}{signs} {room}{page.fit(line.seen)}{otherwise}")
    page.say()
