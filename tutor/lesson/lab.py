"""A fenced block `lab` as an experiment with the learner's own rate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutor.cleaning import clean_line
from tutor.engine.model import VERDICTS
from tutor.errors import LessonError, did_you_mean
from tutor.lesson.blocks import Reading
from tutor.lesson.lab_settings import FIELDS, SETTINGS
from tutor.lesson.markdown import SyntaxTreeNode
from tutor.lesson.model import Lab
from tutor.lesson.numbers import read_written
from tutor.lesson.readers import locator
from tutor.lesson.settings import Settings, read_settings
from tutor.lesson.source import shown


def read_lab(reading: Reading, node: SyntaxTreeNode, number: int) -> Lab | None:
    """A lab, the `number`th of its lesson. Problems are noted; None if there are any."""
    source, before = reading.source, len(reading.source.problems)
    lab = None
    with source.collecting():
        if not node.content.strip():
            raise reading.error(node, "this lab is empty", 'write problem = "bowl:curvature=2", for example')
        settings = read_settings(node.content, locator(reading, node))
        for key in settings.values:
            if key not in SETTINGS:
                with source.collecting():
                    raise _unknown(key, settings)
        values: dict[str, Any] = {"id": f"lab-{number}"}
        for key, read in SETTINGS.items():
            if key in settings.values:
                with source.collecting():
                    values[FIELDS.get(key, key)] = read(settings.values[key], key, settings)
        if "problem" not in settings.values:
            raise reading.error(node, "this lab has no problem", 'write problem = "bowl:curvature=2", for example')
        if len(source.problems) == before:
            if isinstance(named := values.get("race"), Mapping):
                values |= {"race": tuple(named), "called": named}
            lab = Lab(place=reading.place(node), **values)
            _agree(lab, settings)
    return lab if len(source.problems) == before else None


def _agree(lab: Lab, settings: Settings) -> None:
    """Settings that exclude each other."""
    kinds = [name for name, given in (("guess", lab.guess), ("race", lab.race), ("epochs", lab.epochs)) if given]
    if len(kinds) > 1:
        raise LessonError(
            f"a lab cannot have {kinds[0]} and {kinds[1]}", to_do="make two labs of it", where=settings.place(kinds[1])
        )
    if lab.map_range and not lab.map:
        raise LessonError(
            "map_range is given and map is not", to_do='add map = "open"', where=settings.place("map_range")
        )
    if lab.map and kinds:
        raise LessonError(
            f"a lab with {kinds[0]} has no map of rates", to_do=f"take {kinds[0]} or map away",
            where=settings.place("map"),
        )  # fmt: skip
    for claim in lab.claims:
        if not lab.guess and not claim.verdict:
            raise LessonError(
                "this claim has no verdict", to_do="begin it with one of " + ", ".join(VERDICTS), where=claim.place
            )
        if lab.guess and claim.verdict:
            raise LessonError(
                f"nothing is run here, so nothing is {claim.verdict}", to_do='claim figures, such as "loss = 9"',
                where=claim.place,
            )  # fmt: skip
        if claim.entrant and claim.entrant not in lab.race:
            raise LessonError(
                f"{shown(claim.entrant)} is not in the race",
                to_do=did_you_mean(claim.entrant, lab.race) if lab.race else "take it away",
                where=claim.place,
            )


def _unknown(key: str, settings: Settings) -> LessonError:
    is_rate = read_written(key) is not None
    to_do = "put rates below a line [claims] or [remarks]" if is_rate else did_you_mean(clean_line(key), SETTINGS)
    return LessonError(f"a lab has no {shown(key)}", to_do=to_do, where=settings.place(key))
