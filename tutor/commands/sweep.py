"""`tutor sweep`: many rates at once; which stall, which converge, which overshoot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tutor.charting.rate_map import LEGEND, SIGNS
from tutor.commands.page import Page, open_page, print_json
from tutor.engine.figures import counted
from tutor.engine.model import Experiment
from tutor.engine.tuning import log_grid
from tutor.errors import UsageError
from tutor.export import figure, number
from tutor.lab.rate_sweep import Outcome, RateSweep, stability_limit, usual_ends
from tutor.lab.rate_words import in_words, sayer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.engine.problems import Problem

    Sayer = Callable[[float], str]

LEAST_RATES, MOST_RATES = 2, 1000
USUAL_RATES = 60
"""One line of a map on a terminal of 80 columns."""
MOST_UPDATES = 10_000_000
"""Of all rates together: some half a minute."""


def sweep(
    experiment: Experiment,
    *,
    low: float | None,
    high: float | None,
    count: int = USUAL_RATES,
    as_json: bool = False,
    ascii: bool = False,
    mono: bool = False,
    plain: bool = False,
) -> int:
    """Runs `count` rates from `low` to `high`, each the same factor above the one before; gives the exit code.

    Args:
        experiment: everything but the rate.
        low: the lowest rate; None for one that suits the problem.
        high: the highest; None likewise.
        count: how many rates.
        as_json: print one object: what was run, `rates`, and as lists of the same length and order `verdict`, `reason`,
            `final_loss`, `steps_to_converge`.
        ascii: write no character beyond ASCII.
        mono: no colours.
        plain: in words, on a terminal too.

    Raises:
        TutorError: the experiment cannot be made, or no grid can be laid from `low` to `high`.
    """
    from tutor.engine.problems import build_problem

    if not LEAST_RATES <= count <= MOST_RATES:
        raise UsageError(f"--count {count} is out of range", to_do=f"it goes from {LEAST_RATES} to {MOST_RATES}")
    problem = build_problem(experiment.problem)
    if count * experiment.steps > MOST_UPDATES:
        raise UsageError(
            f"{count} rates with {experiment.steps} steps each are too many",
            to_do=f"make at most {MOST_UPDATES // count} steps with {count} rates",
        )
    low, high = _ends(experiment, problem, low, high)
    swept = RateSweep(experiment, log_grid(low, high, count))
    while not swept.advance(math.inf):
        pass
    outcomes, limit = swept.outcomes, stability_limit(experiment, problem)
    if as_json:
        print_json(_as_object(experiment, problem, outcomes, limit))
        return 0
    _print(open_page(ascii=ascii, mono=mono, plain=plain), experiment, outcomes, limit)
    return 0


# ---------------------------------------------------------------- which rates


def _ends(experiment: Experiment, problem: Problem, low: float | None, high: float | None) -> tuple[float, float]:
    for option, given in (("--from", low), ("--to", high)):
        if given is not None and given <= 0:
            raise UsageError(
                f"{option} {given:g} is not above 0", to_do="the rates grow by a factor, so they begin above 0"
            )
    usual_low, usual_high = usual_ends(experiment, problem)
    if low is None:
        low = usual_low if high is None or high > usual_low else high / 1000
    if high is None:
        high = usual_high if low < usual_high else low * 1000
    if low >= high:
        raise UsageError(f"--from {low:g} is not below --to {high:g}", to_do="give the lower rate first")
    if not high / low < math.inf or not math.isfinite(high):
        raise UsageError(f"from {low:g} to {high:g} is too wide a range", to_do="bring the two closer")
    return low, high


# ---------------------------------------------------------------- the runs


def _as_object(
    experiment: Experiment, problem: Problem, outcomes: Sequence[Outcome], limit: float | None
) -> dict[str, Any]:
    return {
        "problem": experiment.problem,
        "optimizer": experiment.optimizer,
        "schedule": experiment.schedule,
        "seed": experiment.seed,
        "steps": experiment.steps,
        "minimum": number(problem.minimum),
        "limit": limit,
        "rates": [outcome.rate for outcome in outcomes],
        "verdict": [outcome.verdict for outcome in outcomes],
        "reason": [outcome.reason for outcome in outcomes],
        "final_loss": [number(outcome.final_loss) for outcome in outcomes],
        "steps_to_converge": [outcome.steps_to_converge for outcome in outcomes],
    }


# ---------------------------------------------------------------- the map


def _print(page: Page, experiment: Experiment, outcomes: Sequence[Outcome], limit: float | None) -> None:
    say = sayer([outcome.rate for outcome in outcomes])
    if page.draws:
        used = [name for name in (experiment.optimizer, experiment.schedule) if name != "constant"]
        page.lines([" · ".join([experiment.problem, *used, counted(experiment.steps, "step")]), ""])
        _draw(page, outcomes, limit, say)
        print()
    else:
        rows = [("rate", "verdict", "reason", "final loss", "steps to 1 %")]
        for outcome in outcomes:
            steps = "-" if outcome.steps_to_converge is None else str(outcome.steps_to_converge)
            rows.append((say(outcome.rate), outcome.verdict, outcome.reason, figure(outcome.final_loss, 4), steps))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        page.lines("  ".join(map(str.ljust, row, widths)) for row in rows)
    page.say(in_words(outcomes))
    if limit is not None and not (page.draws and outcomes[0].rate <= limit <= outcomes[-1].rate):
        page.say(f"The limit 2/L is {figure(limit)}.")
    converged = [outcome for outcome in outcomes if outcome.steps_to_converge is not None]
    if converged:
        best = min(converged, key=lambda outcome: outcome.steps_to_converge or 0)
        needed = counted(best.steps_to_converge or 0, "step")
        page.say(f"Fewest steps: with {say(best.rate)}, 99 % of the way down, in loss, is done after {needed}.")


def _draw(page: Page, outcomes: Sequence[Outcome], limit: float | None, say: Sayer) -> None:
    """A letter for each rate, in as many lines as it takes, each between its first rate and its last."""
    room = max(len(say(outcome.rate)) for outcome in outcomes)
    most = max(page.width - 2 * room - 2, 10)
    lines = math.ceil(len(outcomes) / most)
    each = math.ceil(len(outcomes) / lines)
    marked = limit is None
    for begin in range(0, len(outcomes), each):
        row = outcomes[begin : begin + each]
        band = "".join(
            page.paint(SIGNS[verdict] * len(list(same)), verdict)
            for verdict, same in groupby(outcome.verdict for outcome in row)
        )
        print(f"{say(row[0].rate):>{room}} {band} {say(row[-1].rate)}".rstrip())
        if not marked and limit is not None and outcomes[0].rate <= limit <= row[-1].rate:
            at = next(index for index, outcome in enumerate(row) if outcome.rate >= limit)
            label = f"limit 2/L = {figure(limit)}"
            before = " " * (room + 1 + at)
            fits = len(before) + 2 + len(label) <= page.width
            page.lines([f"{before}^ {label}" if fits else f"{label} ^".rjust(room + 2 + at)])
            marked = True
    page.lines([" " * (room + 1) + LEGEND])
