"""A table as a learning problem: which columns go in, which comes out, which rows are held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.cleaning import clean_line
from tutor.engine.data import Table, read_table
from tutor.errors import SpecificationError, did_you_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.engine.model import Floats
    from tutor.engine.specification import Specification


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """What a model learns from, and what it is checked on."""

    x: Floats
    """(rows, features) for training."""
    y: Floats
    """(rows,) for training: a number, or the position of the class in `classes`."""
    validation_x: Floats
    """(rows held back, features)"""
    validation_y: Floats
    features: tuple[str, ...]
    target: str
    classes: tuple[str, ...] = ()
    """The kinds to tell apart; empty where a number is to be predicted."""
    mean: Floats | None = None
    """(features,) what was taken from each feature; None where they are as measured."""
    spread: Floats | None = None
    """(features,) what each feature was then divided by: its standard deviation, 1 where that is 0."""

    def scaled(self, measured: Floats) -> Floats:
        """(rows, features) as measured -> as `x` has them: (measured − mean) / spread."""
        return measured if self.mean is None or self.spread is None else (measured - self.mean) / self.spread

    def measured(self, scaled: Floats) -> Floats:
        """(rows, features) as `x` has them -> as measured: scaled · spread + mean."""
        return scaled if self.mean is None or self.spread is None else scaled * self.spread + self.mean


def number_samples(spec: Specification) -> Samples:
    """Samples with a number as the target: by default the last column of numbers, predicted from all others.

    Raises:
        SpecificationError: the data cannot be read or do not have what the specification asks for.
    """
    table = read_table(spec.text("data"))
    target = _target(spec, table, tuple(table.numbers), tuple(table.numbers)[-1:])
    return _samples(spec, table, target, table.numbers[target], ())


def class_samples(spec: Specification, *, two: bool = False) -> Samples:
    """Samples with a kind as the target: by default the last column of words, or the last of all if there is none.

    Args:
        two: only two kinds will do; the default is then the last column with two.

    Raises:
        SpecificationError: the data cannot be read or do not have what the specification asks for.
    """
    table = read_table(spec.text("data"))
    kinds = {name: _kinds(table, name) for name in table.order}
    pairs = [name for name in table.order if len(kinds[name]) == 2]
    likely = pairs if two else list(table.labels) or [table.order[-1]]
    target = _target(spec, table, table.order, tuple(likely[-1:]))
    classes = kinds[target]
    if len(classes) != 2 if two else not 2 <= len(classes) <= 100:
        told = f": {', '.join(classes)}" if len(classes) <= 5 else ""
        raise SpecificationError(
            f"{spec.name} tells {'two' if two else '2 to 100'} kinds apart, "
            f"and {target} of {table.name} has {len(classes)}{told}",
            to_do="name another column as target=…",
        )
    position = {kind: float(index) for index, kind in enumerate(classes)}
    y = np.array([position[kind] for kind in _cells(table, target)])
    return _samples(spec, table, target, y, classes)


def wants_classes(spec: Specification) -> bool:
    """Whether the target, named or not, is a column of words."""
    table = read_table(spec.text("data"))
    return spec.values["target"] in table.labels if spec.values["target"] else bool(table.labels)


def _cells(table: Table, column: str) -> tuple[str, ...]:
    return table.labels[column] if column in table.labels else tuple(f"{value:g}" for value in table.numbers[column])


def _kinds(table: Table, column: str) -> tuple[str, ...]:
    if column in table.labels:
        return tuple(sorted(set(table.labels[column])))
    return tuple(f"{value:g}" for value in np.unique(table.numbers[column]))


def _target(spec: Specification, table: Table, possible: tuple[str, ...], default: tuple[str, ...]) -> str:
    if spec.values["target"] is not None:
        return _column(table, spec.text("target"), possible)
    if not default:
        raise SpecificationError(
            f"{table.name} has no column that {spec.name} could predict",
            to_do="name one as target=…, or use other data",
        )
    return default[0]


def _column(table: Table, name: str, possible: tuple[str, ...]) -> str:
    if name in possible:
        return name
    what = "is not a column of numbers" if name in table.order else "is not a column"
    raise SpecificationError(
        f'"{clean_line(name)}" {what} of {table.name}', to_do=did_you_mean(name, possible) if possible else ""
    )


def _samples(spec: Specification, table: Table, target: str, y: Floats, classes: tuple[str, ...]) -> Samples:
    named = spec.values["features"]
    if named is None:
        features = tuple(name for name in table.numbers if name != target)
    else:
        assert isinstance(named, tuple)
        features = tuple(_column(table, str(name), tuple(table.numbers)) for name in named)
        if target in features or len(set(features)) < len(features):
            raise SpecificationError(
                f"{spec.name}: features={';'.join(features)} with target={target} names a column twice",
                to_do="name each column once",
            )
    if not features:
        raise SpecificationError(
            f"{table.name} has no column of numbers to predict {target} from",
            to_do="use data with at least two columns",
        )
    x = np.stack([table.numbers[name] for name in features], axis=1)  # (rows, features)
    held = held_back(len(x), spec.real("validation"))
    if held.all():
        raise SpecificationError(f"{table.name} is too small to hold rows back", to_do="lower validation")
    mean = spread = None
    if spec.values.get("scaled"):
        # The held-back rows are scaled like the others, by what the training rows say: nothing of them may leak.
        seen = x[~held]
        mean, spread = seen.mean(axis=0), seen.std(axis=0)
        spread = np.where(spread > 0, spread, 1)
        x = (x - mean) / spread
    batch = spec.values.get("batch")
    if isinstance(batch, int) and batch > (~held).sum():
        raise SpecificationError(
            f"{spec.name}: batch={batch} is more than the {(~held).sum()} rows there are", to_do="use a smaller batch"
        )
    return Samples(x[~held], y[~held], x[held], y[held], features, target, classes, mean, spread)


def held_back(rows: int, share: float) -> NDArray[np.bool_]:
    """(rows,) whether a row is held back: that share of them, spread evenly over the table.

    Even, not random: tables are often sorted, by kind or by size, and every run shall learn from the same rows.
    """
    reached = np.floor(np.arange(rows + 1) * share + 1e-9)
    held: NDArray[np.bool_] = np.diff(reached) > 0
    return held
