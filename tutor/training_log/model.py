"""A training log as it was understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tutor.engine.model import Floats

    Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TrainingLog:
    """The loss curve and what was logged beside it: m entries of each, gaps as NaN.

    A long log is thinned: m is then smaller than `count`; `training_log.series` says what is left out.
    """

    name: str
    """The file, fit to be shown."""
    form: str
    """`CSV`, `JSON` or the like, for the reader."""
    column: str
    """What the loss was called; empty where nothing is named."""
    count: int
    """How many losses the log holds, those that are not finite included."""
    loss: Floats
    """(m,) in order; what is not finite has been logged so, and only the first entry of a row of such is kept."""
    rows: Rows
    """(m,) which data row of the log each comes from, from 0."""
    steps: Floats | None
    """(m,) the step or epoch logged for each, where they are whole numbers that grow."""
    counted_in: str = ""
    """The name of the column that `steps` comes from."""
    unit: Literal["step", "epoch"] = "step"
    """What that column counts."""
    gradient_norm: Floats | None = None
    lr: Floats | None = None
    val_loss: Floats | None = None
    w: Floats | None = None
    """(m, d) the parameters."""
    minimum: float | None = None
    """The lowest loss that the problem allows, where the log says so."""
    gaps: int = 0
    """How many more rows say "not a number" between numbers again and again, which is taken for "not logged"."""

    thinned: bool = False
    """Whether entries were left out to keep memory small."""

    went_back: str = ""
    """The column that counts steps or epochs, if it once counts backwards: as where two runs share a file."""

    @property
    def called(self) -> Floats:
        """(m,) what the log itself calls each entry: its step or epoch, else its row."""
        return self.rows.astype("float64") if self.steps is None else self.steps
