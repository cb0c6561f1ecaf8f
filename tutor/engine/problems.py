"""A problem by its name: `build_problem("ravine:kappa=25")`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tutor.engine.catalogue import read_problem
from tutor.engine.problem import Problem
from tutor.engine.specification import Specification
from tutor.engine.surfaces import SURFACES

__all__ = ["Problem", "build_problem"]


def _maker(name: str) -> Callable[[Specification], Problem]:
    """What makes problems of this name. All but the surfaces are loaded with the first of their kind: a lesson has few
    kinds, and a class has many learners."""
    if name in SURFACES:
        return SURFACES[name]
    match name:
        case "neuron":
            from tutor.engine.neuron import neuron

            return neuron
        case "location":
            from tutor.engine.location import location

            return location
        case "linear-regression" | "logistic-regression" | "polynomial":
            from tutor.engine import regression

            return {
                "linear-regression": regression.linear_regression,
                "logistic-regression": regression.logistic_regression,
                "polynomial": regression.polynomial,
            }[name]
        case "xor" | "network":
            from tutor.engine.network import network, xor

            return xor if name == "xor" else network
        case _:
            from tutor.engine.benchmark_functions import BENCHMARK_FUNCTIONS

            return BENCHMARK_FUNCTIONS[name]


def build_problem(problem: str | Specification) -> Problem:
    """The problem that a specification names.

    Raises:
        SpecificationError: the specification is not valid, or its data cannot be read or do not suit it.
    """
    spec = read_problem(problem) if isinstance(problem, str) else problem
    # Some look for their minimum when they are made, where settings such as tilt=1e300 overflow.
    with np.errstate(all="ignore"):
        return _maker(spec.name)(spec)
