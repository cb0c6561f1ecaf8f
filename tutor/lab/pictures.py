"""The pictures of runs: each is laid out once for a size, and its frames are looked up.

A few lines past 300 lines, as what draws each of the views is named here, to be loaded when it is first looked at,
and as all views of a run share what is laid out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tutor.chart import Curve, choose_axes, loss_picture
from tutor.charting.drawing import LETTERS, TITLE, Drawing, above, axis_column, beside, blank, stacked, written
from tutor.charting.frame import legend_lines
from tutor.charting.span import say
from tutor.cleaning import ascii_only
from tutor.engine.figures import rate
from tutor.engine.problems import build_problem
from tutor.lab.run_names import Shown, in_lines, legend, shortened, told_apart, with_verdicts
from tutor.later import Later

if TYPE_CHECKING:
    from tutor.charting import (
        landscape_1d,
        landscape_2d,
        others,
        rate_map,
        rate_strip,
        runs_table,
        steps_table,
        weights_table,
    )
    from tutor.charting.landscape_1d import Landscape1D
    from tutor.charting.landscape_2d import Landscape2D
    from tutor.charting.loss_picture import LossPicture
    from tutor.charting.rate_strip import RateStrip
    from tutor.engine.model import Experiment, Floats
    from tutor.lab import rate_sweep
    from tutor.lab.playback import Playback
    from tutor.lab.rate_sweep import RateSweep
    from tutor.lab.view import View
else:  # each when it is first looked at
    landscape_1d = Later("tutor.charting.landscape_1d")
    landscape_2d = Later("tutor.charting.landscape_2d")
    others = Later("tutor.charting.others")
    rate_map = Later("tutor.charting.rate_map")
    rate_strip = Later("tutor.charting.rate_strip")
    runs_table = Later("tutor.charting.runs_table")
    steps_table = Later("tutor.charting.steps_table")
    weights_table = Later("tutor.charting.weights_table")
    rate_sweep = Later("tutor.lab.rate_sweep")

_STRIP_FROM, _STRIP_WHOLE_FROM = 8, 12
"""Lines beside the headings from which on there is room for the rate's own curve, in three lines or in four."""
_TITLED_FROM, _EXPLAINED_FROM = 4, 7
"""Lines from which on there is room for a title, and for the names of the curves."""
_LEGEND_FROM = (_EXPLAINED_FROM, 10, 14, 18)
"""Lines from which on these have one line, two, three or four."""
_STACKED_FROM, _BESIDE_FROM = 20, 56
"""Lines, or columns, from which on two pictures find room."""
_NUMBER = 8
"""Characters of a rate in the title."""


@dataclass(frozen=True, eq=False)
class RunPictures:
    """All that can be drawn of some runs."""

    runs: tuple[Shown, ...]
    """Those that are shown step by step."""
    earlier: tuple[Shown, ...]
    """Those that stand beside them, whole; the newest last."""
    surface: str | None
    """The problem whose landscape is drawn, if there is one."""
    steps: int
    """The last step of the axis."""
    progress: float = 1.0
    """The share of the steps that is worked out."""
    ascii: bool = False
    _laid: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def judged(self, verdicts: Sequence[str]) -> RunPictures:
        """The same with the runs' verdicts, which stand in the legend of a landscape that is alone."""
        runs = tuple(replace(one, verdict=verdict) for one, verdict in zip(self.runs, verdicts, strict=True))
        laid = {key: one for key, one in self._laid.items() if key[0] != "landscape" or not key[-1]}
        return replace(self, runs=runs, _laid=laid)

    def draw(
        self, view: View, playback: Playback, swept: RateSweep | None, fog: bool, width: int, height: int
    ) -> Drawing:
        """One frame, exactly so large."""
        match view.name:
            case "landscape":
                return self._landscape(view, playback, width, height)
            case "both" if height >= _STACKED_FROM:
                upper = height // 2
                return above(
                    self._loss(view, playback, width, upper, alone=False),
                    self._landscape(view, playback, width, height - upper, alone=False),
                )
            case "both" if width >= _BESIDE_FROM:
                left = (width - 2) // 2
                return beside(
                    self._loss(view, playback, left, height, alone=False),
                    self._landscape(view, playback, width - left - 2, height, alone=False),
                )
            case "both":
                return self._landscape(view, playback, width, height)
            case "numbers":
                return self._numbers(playback, width, height)
            case "map" if swept is not None:
                band = self._map(swept, fog, width)
                room = height - len(band.lines)
                if room < _TITLED_FROM or not any(one.trajectory.steps for one in self.runs):
                    return _fitted(band, width, height)
                # All rates are on the map already, and a second curve would take the lines that the first one needs.
                return above(band, self._loss(replace(view, compare=False), playback, width, room))
            case _:
                return self._loss(view, playback, width, height)

    # ------------------------------------------------------------ the loss over the steps

    def _loss(self, view: View, playback: Playback, width: int, height: int, *, alone: bool = True) -> Drawing:
        """Beside a landscape that picture says where w is, and this one which step it is."""
        shown = self._side_by_side(view)
        several = len(shown) > 1
        explained = (
            legend(shown, width, legend_lines(height, _LEGEND_FROM)) if several and height >= _EXPLAINED_FROM else []
        )
        room = height - (height >= _TITLED_FROM) - len(explained)
        strip = (4 if room >= _STRIP_WHOLE_FROM else 3) if self._varies and room >= _STRIP_FROM else 0
        chart = self._once(
            ("loss", view.scale, view.compare, width, room - strip),
            lambda: self._lay_loss(
                view, shown, width, room - strip, rate_strip.label_width(self._rates) if strip else 0
            ),
        )
        drawn = chart.draw(playback.shown, playback.at if playback.is_behind else None)
        parts = [drawn]
        if explained:
            parts.insert(0, stacked([written(line, width, TITLE) for line in explained]))
        if height >= _TITLED_FROM:
            parts.insert(0, stacked([written(self._title(chart.axes.label, playback, width, alone), width, TITLE)]))
        if strip:
            gutter = axis_column(drawn.lines)
            laid = self._once(("strip", width, strip, gutter), lambda: self._lay_strip(width, strip, gutter))
            parts.append(laid.draw(playback.shown))
        return above(*parts)

    def _lay_loss(self, view: View, shown: Sequence[Shown], width: int, height: int, gutter: int) -> LossPicture:
        minima = {one.trajectory.minimum for one in shown}
        minimum = minima.pop() if len(minima) == 1 else None
        steps = max(self.steps, *(one.trajectory.steps for one in shown))
        axes = choose_axes([one.trajectory.loss for one in shown], steps, minimum, scale=view.scale)
        several = len(shown) > 1
        curves = [
            Curve(one.name, one.trajectory.loss.tolist(), LETTERS[place] if several else "", one in self.earlier)
            for place, one in enumerate(shown)
        ]
        # A run that changed its rate is told from its neighbours; where all of them did, at one step, there is no need.
        changed = [{step for step, _ in one.trajectory.experiment.changes} for one in shown]
        common = set.intersection(*changed)
        curves = [replace(curve, changes=sorted(of - common)) for curve, of in zip(curves, changed, strict=True)]
        return loss_picture(curves, axes, width, height, ascii=self.ascii, marks=sorted(common), gutter=gutter)

    def _lay_strip(self, width: int, height: int, gutter: int) -> RateStrip:
        return rate_strip.rate_strip(
            self._rates, x_max=self.steps, width=width, height=height, gutter=gutter, ascii=self.ascii
        )  # fmt: skip

    @property
    def _rates(self) -> list[Floats]:
        return [one.trajectory.lr for one in self.runs]

    @property
    def _varies(self) -> bool:
        """Some run's rate is not the same all the way."""
        return any(len(lr) and float(lr.min()) != float(lr.max()) for lr in self._rates)

    def _side_by_side(self, view: View) -> tuple[Shown, ...]:
        """The earlier runs, where they are wanted, and those at hand; as many as can be told apart."""
        room = len(LETTERS) - len(self.runs)
        return (*self.earlier[-room:], *self.runs) if view.compare and room else self.runs

    def _title(self, label: str, playback: Playback, width: int, alone: bool) -> str:
        """What the axis shows, and on the right where the run is: the words keep still from step to step."""
        apart = ", " if self.ascii else " · "
        step = f"step {playback.at:>{len(str(self.steps))}}"
        told = [step]
        if len(self.runs) == 1:
            run = self.runs[0]
            told = [
                run.name if not self._varies else self._rate(run, playback.at),
                step,
                *(self._place(run, playback.at) if alone else []),
            ]
        elif len(rates := {one.trajectory.experiment.lr for one in self.runs}) == 1 and not self._varies:
            told.insert(0, f"rate {rate(rates.pop())}")
        if self.progress < 1 and not playback.stopped:
            told.insert(0, f"worked out: {self.progress:.0%}")
        right = apart.join(told)
        while len(told) > 1 and len(right) > width:
            del told[-1 if len(self.runs) == 1 else 0]
            right = apart.join(told)
        room = max(width - len(right) - 1, 0)
        left = label if len(label) <= room else label[: room + 1].rpartition(" ")[0]  # whole words only
        return f"{left:<{room}} {right}"[-width:]

    def _rate(self, run: Shown, step: int) -> str:
        """The rate of the update that led to a step, or at the start that of the first."""
        lr = run.trajectory.lr
        wide: int = self._once(
            ("rate", run.name), lambda: max(len(say(float(one))) for one in lr[:: max(1, len(lr) // 500)])
        )
        return f"rate {say(float(lr[max(0, min(step, len(lr)) - 1)])):<{min(wide, _NUMBER)}}"

    def _place(self, run: Shown, step: int) -> list[str]:
        """Where w is, in at most two numbers: the loss alone doesn't show that a run jumps across."""
        w = run.trajectory.w
        if w.shape[1] > 2:
            return []
        wide: int = self._once(
            ("place", run.name), lambda: max(len(_point(row)) for row in w[:: max(1, len(w) // 500)])
        )
        place = f"w {_point(w[min(step, len(w) - 1)]):<{wide}}"
        return [ascii_only(place) if self.ascii else place]

    # ------------------------------------------------------------ the other pictures

    def _landscape(self, view: View, playback: Playback, width: int, height: int, *, alone: bool = True) -> Drawing:
        if self.surface is None:
            return self._loss(view, playback, width, height)
        laid = self._once(
            ("landscape", view.compare, width, height, alone),
            lambda: self._lay_landscape(self._side_by_side(view), self.surface or "", width, height, alone),
        )
        drawn: Drawing = laid.draw(playback.at, numbered=alone)
        return drawn

    def _lay_landscape(
        self, shown: Sequence[Shown], surface: str, width: int, height: int, alone: bool
    ) -> Landscape1D | Landscape2D:
        problem = build_problem(surface)
        shown = [one for one in shown if one.trajectory.experiment.problem == surface]
        main = shown[-1] if len(self.runs) == 1 else shown[-len(self.runs)]
        letters = {id(one): letter for one, letter in zip(shown, LETTERS, strict=False)}
        rivals = [one for one in shown if one is not main]
        named = [main, *rivals]
        names = shortened(told_apart(named))
        judged = with_verdicts(named, names)
        # Beside a loss curve that picture's legend tells the verdicts.
        if alone and in_lines([f"a {name}" for name in judged], width, legend_lines(height)):
            names = judged
        settings: dict[str, Any] = {
            "width": width,
            "height": height,
            "ascii": self.ascii,
            "minimizers": problem.minimizers,
            "others": [others.Other(one.trajectory.w, letters[id(one)], one in self.earlier) for one in rivals],
            "letter": letters[id(main)],
            "names": names,
        }
        if len(problem.window) == 1:
            return landscape_1d.landscape_1d(problem.value, problem.window[0], main.trajectory.w, **settings)
        return landscape_2d.landscape_2d(problem.value, problem.window, main.trajectory.w, **settings)

    def _numbers(self, playback: Playback, width: int, height: int) -> Drawing:
        if len(self.runs) > 1:
            rows = [
                runs_table.Row(letter, one.name, run.w, run.loss, run.gradient, run.lr)
                for letter, one in zip(LETTERS, self.runs, strict=False)
                for run in (one.trajectory,)
            ]
            below = ["", *legend(self.runs, width, len(rows))] if any(one.verdict for one in self.runs) else []
            room = height - len(below)
            if not below or room < len(rows) + 2:  # the headings
                return runs_table.runs_table(rows, playback.at, width=width, height=height, ascii=self.ascii)
            table = runs_table.runs_table(rows, playback.at, width=width, height=len(rows) + 2, ascii=self.ascii)
            return _fitted(above(table, stacked([written(line, width, TITLE) for line in below])), width, height)
        run = self.runs[0].trajectory
        if not run.experiment.steps and run.w.shape[1] == 1:  # a weight is tried: there are no rates and no updates
            tried = [one.trajectory for one in (*self.earlier, *self.runs) if not one.trajectory.experiment.steps]
            weights = [
                weights_table.TriedWeight(float(one.w[0, 0]), float(one.loss[0]), float(one.gradient[0, 0]))
                for one in tried
            ]
            return weights_table.weights_table(weights, width=width, height=height)
        return steps_table.steps_table(
            run.w, run.loss, run.gradient, run.lr, playback.at, shown=playback.shown, width=width, height=height,
            ascii=self.ascii,
        )  # fmt: skip

    def _map(self, swept: RateSweep, fog: bool, width: int) -> Drawing:
        """The rates of the sweep, those not worked out yet as `?`, and the verdicts of those that were tried."""
        experiment = swept.experiment
        tried = [one for one in (*self.earlier, *self.runs) if one.trajectory.steps and _is_on(one, experiment)]
        known = {one.trajectory.experiment.lr: one.verdict for one in tried}
        outcomes = {outcome.rate: outcome.verdict for outcome in swept.outcomes}
        known_whole = {
            lr: word for lr, word in known.items() if word in rate_map.SIGNS
        }  # one that was stopped shows none
        verdicts = {**dict.fromkeys(swept.rates, ""), **outcomes, **known_whole}
        return rate_map.draw_rate_map(
            list(verdicts),
            list(verdicts.values()),
            width=width,
            limit=rate_sweep.stability_limit(experiment, build_problem(experiment.problem)),
            tried=list(known),
            fog=fog,
            ascii=self.ascii,
        )

    def _once(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """What was laid out for this size and view, laid out now if it was not yet."""
        if key not in self._laid:
            self._laid[key] = make()
        return self._laid[key]


def _is_on(run: Shown, experiment: Experiment) -> bool:
    """Nothing but the rate was different, and that from the start."""
    return replace(run.trajectory.experiment, lr=experiment.lr) == experiment


def _point(w: Floats) -> str:
    """−2.4, 4.28e−5: three digits, as one would write them."""
    return ", ".join(
        re.sub(r"e([+-])0*", r"e\1", f"{float(value):.3g}").replace("e+", "e").replace("-", "−") for value in w
    )


def _fitted(drawing: Drawing, width: int, height: int) -> Drawing:
    """Cut or filled up to so many lines."""
    lines = height - len(drawing.lines)
    if lines >= 0:
        return above(drawing, blank(width, lines))
    return Drawing(drawing.lines[:height], drawing.owner[:height])
