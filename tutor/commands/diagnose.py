"""`tutor diagnose`: the verdict on a training log."""

from __future__ import annotations

import sys
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cleaning import clean_line
from tutor.commands.page import Page, named, open_page, print_json, tell
from tutor.export import verdict_object
from tutor.wording import listed

if TYPE_CHECKING:
    from tutor.engine.model import Verdict
    from tutor.training_log.model import TrainingLog

_MOST_DRAWN = 100_000
"""A chart of more steps than this takes longer than the verdict."""

_FEW = 5
"""To fewer losses than these nothing beside them adds anything."""


def diagnose(
    path: str,
    *,
    column: str | None = None,
    as_json: bool = False,
    ascii: bool = False,
    mono: bool = False,
    plain: bool = False,
) -> int:
    """Reads a log and prints the verdict on it; gives the exit code.

    Args:
        path: a file, or `-` for standard input.
        column: the column that holds the loss; found by its name if None.
        as_json: print `{steps, verdict}`; `steps` is how many losses the log holds after its first.
        ascii: write no character beyond ASCII.
        mono: no colours.
        plain: in words, on a terminal too.

    Raises:
        LogError: it cannot be read as a training log.
    """
    # NumPy, about 60 ms, is imported only now that there is something to read.
    from tutor.engine.verdict import judge_curve
    from tutor.training_log.reading import read_log

    if path == "-" and sys.stdin is not None and sys.stdin.isatty():
        tell("reading what you type; end with Ctrl-D")
    log = read_log(path, column)
    verdict = judge_curve(
        log.loss,
        gradient_norm=log.gradient_norm,
        lr=log.lr,
        w=log.w,
        minimum=log.minimum,
        val_loss=log.val_loss,
        steps=log.called,
        unit=log.unit,
        count=log.count,
    )
    if as_json:
        print_json({"steps": log.count - 1, "verdict": verdict_object(verdict)})
        return 0
    page = open_page(ascii=ascii, mono=mono, plain=plain)
    page.say(_what_was_read(log))
    if page.draws:
        _draw(page, log)
    # What is no verdict is not more or less sure.
    page.say(f"{named(verdict)}." + ("" if verdict.is_open else f" How sure: {verdict.sure}."))
    page.say(clean_line(verdict.sentence))
    page.say(clean_line(verdict.advice))
    for line in _what_would_settle(log, verdict):
        page.say(line)
    return 0


def _what_was_read(log: TrainingLog) -> str:
    """`metrics.csv (CSV): 200 losses in "train_loss", step 49 to 9999; beside them val_loss, the learning rate.`"""
    column = f' in "{log.column}"' if log.column else ""
    # Of those that are no number at its end, not all are kept.
    until = f"to {log.called[-1]:,.0f}" if isfinite(log.loss[-1]) else "on"
    span = f", {log.counted_in} {log.called[0]:,.0f} {until}" if log.counted_in else ""
    beside = [
        name
        for name, there in (
            ("the validation loss", log.val_loss),
            ("the learning rate", log.lr),
            ("the gradient norm", log.gradient_norm),
            ("the parameters", log.w),
            ("the known minimum", log.minimum),
        )
        if there is not None
    ]
    told = f"{log.name} ({log.form}): {log.count:,} losses{column}{span}"
    told += f"; beside them {listed(beside)}." if beside else "; nothing beside them."
    if log.gaps:
        told += f" Where it says nan between two losses ({log.gaps:,} times), none was logged."
    if log.thinned:
        told += f" The verdict rests on {len(log.loss):,} of them, spread evenly, and on every one that stands out."
    if log.went_back:
        told += f' Somewhere "{log.went_back}" counts backwards: if this is more than one run, give them one by one.'
    return told


def _what_would_settle(log: TrainingLog, verdict: Verdict) -> list[str]:
    """What else to look at: what the verdict names, and what the log lacks."""
    if verdict.sure == "high":
        return []
    told = []
    named_by_verdict = verdict.evidence.get("would_settle")
    overfits = bool(verdict.evidence.get("overfitting"))  # then the advice is about that
    if isinstance(named_by_verdict, str) and named_by_verdict not in verdict.advice and not overfits:
        told.append(f"What would settle it: {named_by_verdict}.")
    if log.count < _FEW:
        return told  # beside so few losses nothing else helps
    missing = [
        name
        for name, there in (("the gradient norm", log.gradient_norm), ("the learning rate", log.lr))
        if there is None and name not in (verdict.advice + " ".join(told))
    ]
    if missing:
        told.append(f"It would be surer with {listed(missing)} logged beside the loss.")
    return told


def _draw(page: Page, log: TrainingLog) -> None:
    """Training and validation loss over the steps, straight lines between what was logged."""
    import numpy as np

    from tutor.chart import Curve, choose_axes
    from tutor.commands.run import draw_curves

    at = log.called
    if not 0 <= at[0] < at[-1] <= _MOST_DRAWN:
        return
    curves = []
    for name, values in (("training loss", log.loss), ("validation loss", log.val_loss)):
        fine = np.isfinite(values) if values is not None else np.array([False])
        if values is None or fine.sum() < 2:
            continue
        dense = np.full(int(at[-1]) + 1, np.nan)
        first, last = int(at[fine][0]), int(at[fine][-1])
        dense[first : last + 1] = np.interp(np.arange(first, last + 1), at[fine], values[fine])
        curves.append(Curve(name, dense.tolist()))
    if curves:
        axes = choose_axes([curve.loss for curve in curves], int(at[-1]), log.minimum)
        draw_curves(page, curves, axes, " · ".join(filter(None, (Path(log.name).name, log.counted_in))))
        print()
