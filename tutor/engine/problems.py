"""A problem by its name: `build_problem("ravine:kappa=25")`."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import numpy as np

from tutor.engine.benchmark_functions import BENCHMARK_FUNCTIONS
from tutor.engine.catalogue import read_problem
from tutor.engine.location import location
from tutor.engine.network import network, xor
from tutor.engine.neuron import neuron
from tutor.engine.problem import Problem
from tutor.engine.regression import linear_regression, logistic_regression, polynomial
from tutor.engine.specification import Specification
from tutor.engine.surfaces import SURFACES

__all__ = ["Problem", "build_problem"]

_PROBLEMS: MappingProxyType[str, Callable[[Specification], Problem]] = MappingProxyType(
    {
        **SURFACES,
        "neuron": neuron,
        "location": location,
        **BENCHMARK_FUNCTIONS,
        "linear-regression": linear_regression,
        "logistic-regression": logistic_regression,
        "polynomial": polynomial,
        "xor": xor,
        "network": network,
    }
)


def build_problem(problem: str | Specification) -> Problem:
    """The problem that a specification names.

    Raises:
        SpecificationError: the specification is not valid, or its data cannot be read or do not suit it.
    """
    spec = read_problem(problem) if isinstance(problem, str) else problem
    # Some look for their minimum when they are made, where settings such as tilt=1e300 overflow.
    with np.errstate(all="ignore"):
        return _PROBLEMS[spec.name](spec)
