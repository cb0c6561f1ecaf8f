"""What a run does, in an author's words: `converged/zigzag, w@1 = -2.4` as a claim, `converged within 15` as a goal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.cleaning import clean_line
from tutor.engine.model import VERDICTS
from tutor.errors import LessonError, Place, did_you_mean
from tutor.lesson.model import Claim, Edge, Goal, LabGoal, Reach
from tutor.lesson.numbers import read_written
from tutor.lesson.source import shown

WITHIN, BELOW, SHARE, BEST = "within", "below", "share", "best-epoch"
REACHED = ("loss", "validation", "accuracy", "validation-accuracy")
"""Figures at the end of a run that a goal can ask for; all but the first need data, and rows that are held back."""
FIGURES = (
    "w", "w1", "w@1", "w1@1", "loss", "loss@1", "slope", "slope@1", "gradient", "gradient@1", "highest", "lowest",
    "floor", WITHIN, f"{BELOW}(0.001)", *REACHED[1:], "validation@1", "lowest-validation", BEST, f"{SHARE}(w<0)",
)  # fmt: skip
"""An example of each figure that can be claimed."""

FIGURE = re.compile(
    r"(?P<of>w[1-9][0-9]{0,3}|w|loss|slope|gradient|validation)(?:@(?P<step>[0-9]{1,7}))?"
    r"|(?P<extreme>highest|lowest|floor|lowest-validation)"
    rf"|(?P<within>{WITHIN})|{BELOW}\((?P<below>[^()]*)\)|(?P<best>{BEST})"
    rf"|(?P<reached>{'|'.join(REACHED[2:])})|{SHARE}\(w(?P<side>[<>])(?P<border>[^()<>]*)\)"
)
"""The name of a figure."""
BOUND = re.compile(r"(>=|<=)\s*(.*)", re.DOTALL)
"""A value that is a bound: `>= 0.95`."""

_COUNT = re.compile("[0-9]{1,7}")
_GOAL = re.compile(r"(\S+)(?:\s+(\S+)(?:\s+(.*))?)?", re.DOTALL)
_REACH = re.compile(r"([a-z-]+)\s*(>=|<=)\s*(.+)", re.DOTALL)
_EDGE = re.compile(r"edge\s+within\s+([0-9.]+)\s*%")
_FIGURE = re.compile(r"([^=]*?)\s*(>=|<=|=)\s*(.*)", re.DOTALL)
_ENTRANT = re.compile(r"(\S+)\s+with\s+(.+)")


def read_verdict(text: str, where: Place) -> tuple[str, str | None]:
    """`converged` or `converged/zigzag`.

    Raises:
        LessonError: there is no such verdict, or no such reason for it.
    """
    verdict, slash, reason = (part.strip() for part in text.partition("/"))
    if verdict not in VERDICTS:
        raise LessonError(
            f"there is no verdict {shown(verdict)}", to_do=did_you_mean(clean_line(verdict), VERDICTS), where=where
        )
    if slash and reason not in VERDICTS[verdict]:
        raise LessonError(
            f"{verdict} has no reason {shown(reason)}",
            to_do=did_you_mean(clean_line(reason), VERDICTS[verdict]),
            where=where,
        )
    return verdict, reason or None


def read_goal(text: str, where: Place) -> LabGoal:
    """`converged`, `overshot/bouncing`, `converged within 15`, `accuracy >= 0.95`, `edge within 10 %`.

    Raises:
        LessonError: it is of another form.
    """
    if reach := _REACH.fullmatch(text.strip()):
        return _reach(reach, where)
    if edge := _EDGE.fullmatch(text.strip()):
        share = read_written(edge[1])
        if share is None or not 0 < share.value <= 100:
            raise LessonError(f"{shown(text)} is not a goal", to_do='write "edge within 10 %"', where=where)
        return Edge(share.value / 100)
    match = _GOAL.fullmatch(text.strip())
    if match is None:
        raise LessonError("this goal is empty", to_do='write one such as "converged within 15"', where=where)
    verdict, reason = read_verdict(match[1], where)
    if match[2] is None:
        return Goal(verdict, reason)
    if match[2] != WITHIN or match[3] is None or not _COUNT.fullmatch(match[3]):
        raise LessonError(f"{shown(text)} is not a goal", to_do='write one such as "converged within 15"', where=where)
    if verdict != "converged":
        raise LessonError(
            f"a run that {verdict} is nowhere within any steps",
            to_do=f'write "converged within {match[3]}"',
            where=where,
        )
    return Goal(verdict, reason, int(match[3]))


def _reach(match: re.Match[str], where: Place) -> Reach:
    figure, sign, bound = match.groups()
    if figure not in REACHED:
        raise LessonError(
            f"no run reaches a {shown(figure)}", to_do=did_you_mean(clean_line(figure), REACHED), where=where
        )
    number = read_written(bound)
    if number is None:
        raise LessonError(f"{shown(bound)} is not a number", to_do=f"write {figure} {sign} 0.95", where=where)
    return Reach(figure, ">=" if sign == ">=" else "<=", number.value, clean_line(bound))


def read_claim(lr: str, text: str, where: Place) -> Claim:
    """A rate, or in a race `0.05 with adam`, and `stalled, w = 2.71, loss = 7.36` about it; the verdict may be left out
    (which a lab where something is run does not let pass).

    Raises:
        LessonError: the rate is not a number, or the claim is of another form.
    """
    entrant = ""
    if named := _ENTRANT.fullmatch(lr.strip()):
        lr, entrant = named.groups()
    if read_written(lr) is None:
        raise LessonError(f"{shown(lr)} is not a learning rate", to_do='write a number, such as "0.1"', where=where)
    first, *others = text.split(",")
    if _FIGURE.fullmatch(first.strip()):
        return Claim(clean_line(lr), "", None, tuple(_figures([first, *others], where)), where, clean_line(entrant))
    verdict, reason = read_verdict(first.strip(), where)
    return Claim(clean_line(lr), verdict, reason, tuple(_figures(others, where)), where, clean_line(entrant))


def _figures(parts: list[str], where: Place) -> Iterator[tuple[str, str]]:
    for part in parts:
        written = _FIGURE.fullmatch(part.strip())
        name, sign, value = written.groups() if written else (part.strip(), "", "")
        # The < of share(w<0) is not a sign of its own; and a name is told as it was written.
        match = FIGURE.fullmatch(name.replace(" ", ""))
        if match is None:
            raise LessonError(
                f"no run has the figure {shown(name)}", to_do=did_you_mean(clean_line(name), FIGURES), where=where
            )
        if not sign or not value:
            raise LessonError(
                f"the figure {shown(name)} has no value", to_do="write = and the number behind it", where=where
            )
        for bound, example in ((match["below"], f"{BELOW}(0.001) = 3"), (match["border"], f"{SHARE}(w<0) = 0.6")):
            if bound is not None and read_written(bound) is None:
                raise LessonError(
                    f"{shown(bound)} is not a {'loss' if bound is match['below'] else 'number'} to fall below",
                    to_do=f"write {example}",
                    where=where,
                )
        counts = match["within"] is not None or match["below"] is not None
        if counts and (sign != "=" or not _COUNT.fullmatch(value)):
            raise LessonError(
                f"{shown(value)} is not a number of steps", to_do=f"write {clean_line(name)} = 3", where=where
            )
        if not counts and read_written(value) is None:
            raise LessonError(f"{shown(value)} is not a number", to_do=f"write {clean_line(name)} = 2.71", where=where)
        yield name.replace(" ", ""), value if sign == "=" else f"{sign} {value}"
