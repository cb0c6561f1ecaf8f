"""`tutor run`: one run, or several rates side by side, without the screen."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from tutor.commands.page import CURVE_CODES, Page, named, open_page, print_json
from tutor.engine.model import Experiment
from tutor.export import figure, lengths, run_object, write_csv

if TYPE_CHECKING:
    from tutor.chart import Axes, Curve
    from tutor.engine.model import Trajectory, Verdict

Form = Literal["text", "json", "csv"]

MOST_CURVES = 4
"""How many rates a chart shows."""
_MOST_PARAMETERS = 4
"""How many parameters are told in words."""


def run(
    experiment: Experiment,
    rates: Sequence[float],
    *,
    form: Form = "text",
    ascii: bool = False,
    mono: bool = False,
    plain: bool = False,
) -> int:
    """Makes a run for each rate and prints them; gives the exit code.

    Args:
        experiment: everything but the rate.
        rates: one rate or several.
        form: `json` prints one object for one rate, a list of objects for several; `csv` a row for each step.
        ascii: write no character beyond ASCII.
        mono: no colours.
        plain: in words, on a terminal too.

    Raises:
        TutorError: the experiment can't be made.
    """
    # NumPy, about 60 ms, is imported only now that something is to be computed.
    from tutor.engine.descent import run as descend
    from tutor.engine.fitting import fitted_schedule
    from tutor.engine.verdict import judge

    trajectories = [
        descend(replace(experiment, lr=rate, schedule=fitted_schedule(experiment.schedule, experiment.steps, rate)))
        for rate in rates
    ]
    if form == "csv":
        if sys.stdout is not None:  # closed by the caller: `>&-`
            write_csv(trajectories, sys.stdout)
        return 0
    verdicts = [judge(trajectory) for trajectory in trajectories]
    if form == "json":
        objects = [run_object(trajectory, verdict) for trajectory, verdict in zip(trajectories, verdicts, strict=True)]
        print_json(objects[0] if len(objects) == 1 else objects)
        return 0
    page = open_page(ascii=ascii, mono=mono, plain=plain)
    if page.draws:
        _draw(page, trajectories)
    for trajectory, verdict in zip(trajectories, verdicts, strict=True):
        _tell(page, trajectory, verdict, several=len(trajectories) > 1)
    return 0


def _draw(page: Page, trajectories: Sequence[Trajectory]) -> None:
    from tutor.chart import Curve, choose_axes
    from tutor.charting.axes import CUT

    shown = trajectories[:MOST_CURVES]
    experiment = shown[0].experiment
    curves = [Curve(f"rate {figure(one.experiment.lr)}", one.loss.tolist()) for one in shown]
    axes = choose_axes([curve.loss for curve in curves], max(experiment.steps, 1), shown[0].minimum)
    schedules = {one.experiment.schedule for one in shown}
    # One with rates of its own is made to fit each run.
    schedule = experiment.schedule if len(schedules) == 1 else experiment.schedule.partition(":")[0]
    if CUT in axes.label:
        left = [bool(axes.all_beyond(one.loss).any()) for one in shown]
        curves = [
            replace(one, name=f"{one.name} (goes on above)") if off else one
            for one, off in zip(curves, left, strict=True)
        ]
    used = [name for name in (experiment.optimizer, schedule) if name not in ("sgd", "constant")]
    right = " · ".join([experiment.problem, *used, *([curves[0].name] if len(curves) == 1 else [])])
    draw_curves(page, curves, axes, right)
    if len(shown) < len(trajectories):
        page.say(f"The chart shows the first {len(shown)} of {len(trajectories)} rates.")
    print()


def draw_curves(page: Page, curves: Sequence[Curve], axes: Axes, right: str) -> None:
    """A chart as wide as the page, each curve in its colour, a legend under it if there are several."""
    from tutor.chart import draw_loss_cells, legend

    width, height = page.width, max(8, min(16, page.terminal.lines - 8))
    label = page.fit(axes.label)
    right = page.fit(right)
    page.lines([f"{label}{right:>{width - len(label)}}" if len(label) + len(right) < width else label])
    drawing = draw_loss_cells(curves, axes, width, height, ascii=page.plain_chart)
    for line, owners in zip(drawing.lines, drawing.owner, strict=True):
        print(_coloured(page, line, owners).rstrip())
    if len(curves) > 1:
        page.say(legend(curves))


def _coloured(page: Page, line: str, owners: Sequence[int]) -> str:
    from tutor.charting.drawing import RUNS

    painted, begin = "", 0
    for at in range(1, len(line) + 1):
        if at == len(line) or owners[at] != owners[begin]:
            owner = owners[begin]
            piece = line[begin:at]
            painted += page.paint(piece, CURVE_CODES[RUNS.index(owner)]) if owner in RUNS else piece
            begin = at
    return painted


def _tell(page: Page, trajectory: Trajectory, verdict: Verdict, *, several: bool) -> None:
    from tutor.chart import describe_loss
    from tutor.charting.path_description import describe_path, describe_rate
    from tutor.engine.problems import build_problem

    told = f"{named(verdict)}. {verdict.sentence} {verdict.advice}".rstrip()
    rate = f"rate {figure(trajectory.experiment.lr)}: " if several else ""
    if not page.draws:
        lowest = build_problem(trajectory.experiment.problem).minimizers
        curve = describe_loss(trajectory.loss.tolist(), trajectory.minimum)
        page.say(
            rate
            + " ".join(
                filter(None, (curve, describe_path(trajectory.w, lowest), describe_rate(trajectory.lr.tolist())))
            )
        )
        page.say(_last_figures(trajectory))
    page.say(rate + told)


def _last_figures(trajectory: Trajectory) -> str:
    """`At the end: step 50, loss 1.8e-09, w 4.28e-05, gradient norm 8.56e-05, rate 0.9.`"""
    w = trajectory.w[-1]
    point = ", ".join(figure(float(value)) for value in w[:_MOST_PARAMETERS])
    told = [
        f"step {trajectory.steps}",
        f"loss {figure(float(trajectory.loss[-1]))}",
        f"w {point}" if len(w) == 1 else f"w ({point}{', …' if len(w) > _MOST_PARAMETERS else ''})",
        f"gradient norm {figure(float(lengths(trajectory.gradient[-1:])[0]))}",
    ]
    if trajectory.steps:
        told.append(f"rate {figure(float(trajectory.lr[-1]))}")
    return f"At the end: {', '.join(told)}."
