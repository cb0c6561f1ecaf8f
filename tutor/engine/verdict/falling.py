"""What is said of a log whose loss was still falling when it ended: at what pace, and that more time comes first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.figures import apart, counted, figure, rate
from tutor.wording import percent

if TYPE_CHECKING:
    from tutor.engine.model import Evidence, Floats
    from tutor.engine.verdict.curve_wording import Unit
    from tutor.engine.verdict.log import Log, Overfitting

_LONG = 200
"""Of a log of more steps than this, the pace is told for many of them at once."""


def pace(log: Log) -> float:
    """How much the loss falls per step (or epoch) at the end of the log; 0 where it does not."""
    m = len(log.loss)
    for last in (max(3, m // 10), max(3, m // 4)):
        rows, loss = log.rows[-last:], log.loss[-last:]
        scatter = 0.0 if (np.diff(loss) <= 0).all() else log.noise * log.scale / math.sqrt(last)
        if len(loss) == last and rows[-1] > rows[0]:
            slope = -float(np.polyfit(rows - rows[0], loss, 1)[0])
            if slope * float(rows[-1] - rows[0]) > 2 * scatter:
                return slope
    return max(0.0, log.late_fall / max(1.0, float(log.rows[-1] - log.rows[0]) / 4))


def is_brisk(log: Log) -> bool:
    """Whether as many steps again would, at the pace of the last, at least halve the way that is left."""
    return pace(log) * float(log.rows[-1] - log.rows[0]) >= 0.5 * log.left


def fall_evidence(log: Log) -> Evidence:
    """The pace per step or epoch, and whether it is a good one: then the run is not said to crawl."""
    return {"pace": pace(log), "still_falling": is_brisk(log)}


def tell_fall(log: Log, unit: Unit) -> str:
    """`The loss was still falling at the end, by about 0.016 per epoch: it went from 2.32 to 0.042 in 14 epochs.`"""
    made = int(log.rows[-1] - log.rows[0])
    many = 10 ** int(math.log10(made / 10)) if made > _LONG else 1
    each = unit if many == 1 else counted(many, unit)
    first, last = apart(float(log.loss[0]), float(log.loss[-1]))
    how = ", with ups and downs" if log.restless else "" if is_brisk(log) else ", but slowly"
    by = f", by about {figure(pace(log) * many, 2)} per {each}" if pace(log) else ""
    told = f"The loss was still falling at the end{how}{by}: it went from {first} to {last} in {counted(made, unit)}."
    if log.known:
        return f"{told} {percent(min(log.fraction, 1.0))} of the way down is still to go."
    return f"{told} How low it can get is not known from a log, so most of the way may be done, or not."


def advise_fall(unit: Unit, suggested: float | None, *, patient: bool) -> str:
    """What to do where it falls at a good pace: no rate needs to change yet."""
    told = f"Go on training: more {unit}s come first."
    if patient:
        return told
    larger = f"about {rate(suggested)}" if suggested is not None else "about three times this one"
    return f"{told} Only if it falls slowly then, try a larger rate, {larger}."


def tell_validation(seen: Overfitting, values: Floats, log: Log, unit: Unit) -> str:
    """One sentence on a validation loss that shows no overfitting."""
    curve = values[np.isfinite(values)]
    third, last = (float(np.median(part)) for part in np.array_split(curve, 4)[2:])
    late = seen.row >= log.rows[-1] - 0.1 * (log.rows[-1] - log.rows[0])
    if late and third - last > 0.01 * float(np.ptp(curve)):
        told = f"The validation loss was still falling, too, to {figure(float(curve[-1]))}"
        return f"{told}, though far above the training loss." if seen.apart else f"{told}: no overfitting so far."
    if late:
        told = f"The validation loss levelled off at about {figure(last)}"
        return f"{told}, far above the training loss." if seen.apart else f"{told}: no overfitting so far."
    lowest, ended = figure(seen.lowest), figure(float(curve[-1]))
    if lowest == ended:
        return f"The validation loss came down to {lowest}, and fell no further after {unit} {seen.row:,}."
    told = f"The validation loss was lowest at {unit} {seen.row:,} ({lowest}) and ended at {ended}"
    # What has risen clearly, with the loss falling, was told as overfitting; this is a beginning of it, or chance.
    rises = not log.risen and seen.last > seen.lowest + 0.02 * abs(seen.lowest)
    return f"{told}: watch whether it goes on rising." if rises else f"{told}."
