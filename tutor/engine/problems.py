"""A problem by its name: `build_problem("ravine:kappa=25")`."""

from __future__ import annotations

from tutor.engine.catalogue import read_problem
from tutor.engine.problem import Problem
from tutor.engine.specification import Specification
from tutor.engine.surfaces import SURFACES

__all__ = ["Problem", "build_problem"]


def build_problem(problem: str | Specification) -> Problem:
    """The problem that a specification names.

    Raises:
        SpecificationError: the specification is not valid, or its data cannot be read.
    """
    spec = read_problem(problem) if isinstance(problem, str) else problem
    return SURFACES[spec.name](spec)
