"""What a run does, in an author's words: `converged/zigzag, w@1 = -2.4` as a claim, `converged within 15` as a goal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.cleaning import clean_line
from tutor.engine.model import VERDICTS
from tutor.errors import LessonError, Place, did_you_mean
from tutor.lesson.model import Claim, Goal
from tutor.lesson.numbers import read_written
from tutor.lesson.source import shown

WITHIN, BELOW = "within", "below"
FIGURES = ("w", "w1", "w@1", "w1@1", "loss", "loss@1", "highest", "lowest", WITHIN, f"{BELOW}(0.001)")
"""An example of each figure that can be claimed."""

FIGURE = re.compile(
    r"(?P<of>w[1-9][0-9]{0,3}|w|loss)(?:@(?P<step>[0-9]{1,7}))?|(?P<extreme>highest|lowest)"
    rf"|(?P<within>{WITHIN})|{BELOW}\((?P<below>[^()]*)\)"
)
"""The name of a figure."""

_COUNT = re.compile("[0-9]{1,7}")
_GOAL = re.compile(r"(\S+)(?:\s+(\S+)(?:\s+(.*))?)?", re.DOTALL)


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


def read_goal(text: str, where: Place) -> Goal:
    """`converged`, `overshot/bouncing`, `converged within 15`.

    Raises:
        LessonError: it is of another form.
    """
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


def read_claim(lr: str, text: str, where: Place) -> Claim:
    """A rate, and `stalled, w = 2.71, loss = 7.36` about it.

    Raises:
        LessonError: the rate is not a number, or the claim is of another form.
    """
    if read_written(lr) is None:
        raise LessonError(f"{shown(lr)} is not a learning rate", to_do='write a number, such as "0.1"', where=where)
    verdict, *figures = text.split(",")
    return Claim(clean_line(lr), *read_verdict(verdict.strip(), where), tuple(_figures(figures, where)), where)


def _figures(parts: list[str], where: Place) -> Iterator[tuple[str, str]]:
    for part in parts:
        name, equals, value = (piece.strip() for piece in part.partition("="))
        match = FIGURE.fullmatch(name.replace(" ", ""))
        if match is None:
            raise LessonError(
                f"no run has the figure {shown(name)}", to_do=did_you_mean(clean_line(name), FIGURES), where=where
            )
        if not equals or not value:
            raise LessonError(
                f"the figure {shown(name)} has no value", to_do="write = and the number behind it", where=where
            )
        if match["below"] is not None and read_written(match["below"]) is None:
            raise LessonError(
                f"{shown(match['below'])} is not a loss to fall below", to_do=f"write {BELOW}(0.001) = 3", where=where
            )
        counts = match["within"] is not None or match["below"] is not None
        if counts and not _COUNT.fullmatch(value):
            raise LessonError(
                f"{shown(value)} is not a number of steps", to_do=f"write {clean_line(name)} = 3", where=where
            )
        if not counts and read_written(value) is None:
            raise LessonError(f"{shown(value)} is not a number", to_do=f"write {clean_line(name)} = 2.71", where=where)
        yield name.replace(" ", ""), value
