"""Columns of a log, as they come -> one `TrainingLog`, in which everything stands beside the loss it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tutor.errors import LogError
from tutor.training_log.columns import Meaning, Role, choose_column, meaning, no_loss, shown
from tutor.training_log.model import TrainingLog
from tutor.training_log.series import Series

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.training_log.model import Rows
    from tutor.training_log.source import Source

MOST_PARAMETERS = 16
"""With more columns of parameters, they are not looked at."""
_MOST_NAMES = 200
"""How many names are remembered for an error."""


class Collector:
    """Takes in columns piece by piece; `finish` puts them together.

    Args:
        source: where they come from, for errors.
        column: the column that holds the loss, if the user named one.
    """

    def __init__(self, source: Source, column: str | None = None) -> None:
        self.source = source
        self.minimum: float | None = None
        self._column = column
        self._series: dict[str, Series] = {}
        self._meanings: dict[str, Meaning | None] = {}

    def name(self, names: Sequence[str]) -> None:
        """All columns that there are, where they are known from the start.

        Raises:
            LogError: the column that the user named is not among them.
        """
        if self._column is not None:
            self._column = choose_column(self._column, names)
        parameters = [name for name in names if (what := meaning(name)) and what.role == "w"]
        if len(parameters) > MOST_PARAMETERS:
            self._meanings.update(dict.fromkeys(parameters))

    def meaning(self, name: str) -> Meaning | None:
        """What a column holds; None if it is nothing to look at."""
        if name not in self._meanings:
            if len(self._meanings) >= _MOST_NAMES:
                return None
            self._meanings[name] = self._understood(name)
        return self._meanings[name]

    def _understood(self, name: str) -> Meaning | None:
        found = meaning(name)
        if self._column is None:
            return found
        if name.strip().lower() == self._column.strip().lower():
            return Meaning("loss")
        return None if found and found.role == "loss" else found

    def push(self, name: str, rows: Rows, values: Floats) -> None:
        """More numbers of a column that has a meaning, and the data rows that they stand in."""
        self._series.setdefault(name, Series()).push(rows, values)

    def finish(self, form: str) -> TrainingLog:
        """The log.

        Raises:
            LogError: no column is the loss, or it holds fewer than two losses.
        """
        name, series = self._loss()
        rows, loss = series.curve()
        breaks = series.breaks
        # Where the loss comes back from NaN again and again, NaN stands for "not logged".
        gaps = breaks.missing if breaks.healed > 1 else 0
        if gaps and 0 < breaks.open <= breaks.longest:
            gaps += breaks.open
            rows, loss = rows[:-1], loss[:-1]
        counting = self._pick("step") or self._pick("epoch")
        ruler = _Ruler(counting)
        beside = {role: self._beside(role, rows, ruler) for role in ("gradient_norm", "lr", "val_loss")}
        steps = ruler.names(rows)
        return TrainingLog(
            name=self.source.name,
            form=form,
            column=shown(name),
            count=series.count - gaps,
            loss=loss,
            rows=rows,
            steps=steps,
            counted_in="" if steps is None else shown(ruler.name),
            unit="epoch" if steps is not None and counting is not None and self._counts_epochs(counting[0]) else "step",
            gradient_norm=beside["gradient_norm"],
            lr=beside["lr"],
            val_loss=beside["val_loss"],
            w=self._parameters(rows),
            minimum=self.minimum,
            gaps=gaps,
            thinned=series.thinned,
            went_back=shown(counting[0]) if counting and not counting[1].ordered else "",
        )

    def _counts_epochs(self, name: str) -> bool:
        what = self._meanings[name]
        return what is not None and what.role == "epoch"

    def _loss(self) -> tuple[str, Series]:
        found = self._pick("loss")
        if found is None:
            if self._column is not None:
                self._column = choose_column(self._column, self._meanings)  # raises, as nothing of this name came
            known = [name for name, what in self._meanings.items() if what and what.role == "loss"]
            if known:
                raise LogError(f'the column "{shown(known[0])}" holds no loss', where=self.source.place())
            raise no_loss(self._meanings, self.source.place())
        name, series = found
        if series.count < 2:
            raise LogError("there is only one loss in it, and a course needs at least two", where=self.source.place())
        return name, series

    def _pick(self, role: Role) -> tuple[str, Series] | None:
        """Of the columns with this role, the one with the most numbers; of several such, the one with the best name."""
        found = [
            (series.count, -what.rank, name)
            for name, series in self._series.items()
            if (what := self._meanings[name]) is not None and what.role == role and series.count
        ]
        if not found:
            return None
        name = max(found, key=lambda one: one[:2])[2]
        return name, self._series[name]

    def _beside(self, role: Role, rows: Rows, ruler: _Ruler) -> Floats | None:
        """(m,) what a column holds beside each loss: in its own row, or after the last loss that came before it."""
        found = self._pick(role)
        if found is None:
            return None
        own_rows, values = found[1].curve()
        same = np.searchsorted(rows, own_rows).clip(max=len(rows) - 1)
        before = np.searchsorted(ruler.at(rows), ruler.at(own_rows), side="right") - 1
        placed = np.where(rows[same] == own_rows, same, before.clip(min=0))
        beside = np.full(len(rows), np.nan)
        beside[placed] = values
        return beside if np.isfinite(beside).any() else None

    def _parameters(self, rows: Rows) -> Floats | None:
        """(m, d) the parameters beside each loss; NaN where a row was left out."""
        columns = sorted(
            (what.index, name) for name, what in self._meanings.items() if what and what.role == "w" and what.index
        )
        if not 0 < len(columns) <= MOST_PARAMETERS or any(name not in self._series for _, name in columns):
            return None
        w = np.full((len(rows), len(columns)), np.nan)
        for axis, (_, name) in enumerate(columns):
            own_rows, values = self._series[name].curve()
            at = np.searchsorted(rows, own_rows).clip(max=len(rows) - 1)
            same = rows[at] == own_rows
            w[at[same], axis] = values[same]
        return w


class _Ruler:
    """The column that counts steps or epochs, if it never goes back."""

    def __init__(self, found: tuple[str, Series] | None) -> None:
        self.name = ""
        self._rows: Rows | None = None
        if found is not None and found[1].ordered and found[1].count > 1:
            self.name = found[0]
            self._thinned = found[1].thinned
            self._rows, self._counts = found[1].curve()

    def at(self, rows: Rows) -> Floats:
        """The step or epoch in these rows; without a column, the rows themselves."""
        if self._rows is None:
            return rows.astype(np.float64)
        return np.interp(rows, self._rows, self._counts)

    def names(self, rows: Rows) -> Floats | None:
        """What the log calls these rows, if those are whole numbers that tell them apart."""
        if self._rows is None or not (self._counts == np.floor(self._counts)).all() or self._counts[-1] >= 2**53:
            return None
        counts = np.floor(self.at(rows) + 1e-6)
        # Between rows of a thinned log that were left out, a step is reckoned, and may come out like its neighbour's.
        alike = np.count_nonzero(np.diff(counts) <= 0)
        return counts if not alike or (self._thinned and alike < 0.1 * len(counts)) else None
