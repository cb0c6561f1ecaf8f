"""A fenced block `lab` as an experiment with the learner's own rate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from tutor.cleaning import clean, clean_line
from tutor.engine.catalogue import read_optimizer, read_problem, read_schedule
from tutor.engine.model import VERDICTS
from tutor.errors import LessonError, Place, SpecificationError, did_you_mean, nearest
from tutor.lesson.blocks import Reading
from tutor.lesson.claims import read_claim, read_goal, read_verdict
from tutor.lesson.model import Claim, Goal, Lab
from tutor.lesson.numbers import read_written
from tutor.lesson.readers import is_number, locator, read_id, read_text, read_texts, wrong
from tutor.lesson.settings import Settings, read_settings
from tutor.lesson.source import shown

MOST_STEPS = 100_000
MOST_PARAMETERS = 1000
_DEFAULT = Lab(id="", problem="", place=Place(""))


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
                    values[_FIELDS.get(key, key)] = read(settings.values[key], key, settings)
        if "problem" not in settings.values:
            raise reading.error(node, "this lab has no problem", 'write problem = "bowl:curvature=2", for example')
        if len(source.problems) == before:
            lab = Lab(place=reading.place(node), **values)
    return lab


def _unknown(key: str, settings: Settings) -> LessonError:
    is_rate = read_written(key) is not None
    to_do = "put rates below a line [claims] or [remarks]" if is_rate else did_you_mean(clean_line(key), SETTINGS)
    return LessonError(f"a lab has no {shown(key)}", to_do=to_do, where=settings.place(key))


# ---------------------------------------------------------------- one reader for each key


def _specification(read: Callable[[str], object]) -> Callable[[Any, str, Settings], str]:
    def reader(value: Any, key: str, settings: Settings) -> str:
        text = read_text(value, key, settings)
        try:
            read(text)
        except SpecificationError as error:
            raise LessonError(
                clean_line(error.what), to_do=clean_line(error.to_do), where=settings.place(key)
            ) from None
        return text

    return reader


def _problem(value: Any, key: str, settings: Settings) -> str:
    """A problem over the course's own data sets: a lesson must not make its reader open other files."""
    text = _specification(read_problem)(value, key, settings)
    data = read_problem(text).values.get("data")
    if isinstance(data, str):
        # NumPy, about 60 ms, is imported only where a lesson has a problem with data.
        from tutor.engine.data import data_sets

        if data not in (names := data_sets()):
            raise LessonError(
                f"there is no data set {shown(data)} in the course",
                to_do=did_you_mean(clean_line(data), names),
                where=settings.place(key),
            )
    return text


def _start(value: Any, key: str, settings: Settings) -> tuple[float, ...]:
    numbers = value if isinstance(value, list) else [value]
    if not numbers or len(numbers) > MOST_PARAMETERS or not all(map(is_number, numbers)):
        raise wrong(key, value, "a number, or one for each parameter: start = [1, -2]", settings.place(key))
    return tuple(float(number) for number in numbers)


def _whole(low: int, high: int) -> Callable[[Any, str, Settings], int]:
    def reader(value: Any, key: str, settings: Settings) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise wrong(key, value, f"a whole number from {low} to {high}", settings.place(key))
        return value

    return reader


def _rate(value: Any, key: str, settings: Settings) -> str:
    if is_number(value):
        return str(value)
    if not isinstance(value, str):
        raise wrong(key, value, f'a rate: {key} = "0.1"', settings.place(key))
    return read_text(value, key, settings)


def _goals(value: Any, key: str, settings: Settings) -> tuple[Goal, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise wrong(key, value, f'a goal or a list of goals: {key} = ["converged within 15"]', settings.place(key))
    return tuple(read_goal(text, settings.place(key)) for text in texts)


def _table(value: Any, key: str, settings: Settings) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise wrong(key, value, f"a line [{key}] and rates below it", settings.place(key))
    for name, text in value.items():
        if name in SETTINGS:
            raise LessonError(
                f"{name} stands below [{key}], so it counts as one of the {key}",
                to_do=f"put it above the line [{key}]",
                where=settings.place(key, name),
            )
        if not isinstance(text, str) or not clean(text).strip():
            raise wrong(f"{key} for {shown(name)}", text, f'text in quotes: "{name}" = "…"', settings.place(key, name))
    return value


def _remarks(value: Any, key: str, settings: Settings) -> Mapping[str, str]:
    remarks: dict[str, str] = {}
    for name, text in _table(value, key, settings).items():
        where = settings.place(key, name)
        if read_written(name) is None:
            if not nearest(name.partition("/")[0], VERDICTS):
                raise LessonError(
                    f"{shown(name)} is neither a rate nor a verdict",
                    to_do='write a rate such as "0.1", or one of ' + ", ".join(VERDICTS),
                    where=where,
                )
            remarks["/".join(filter(None, read_verdict(name, where)))] = clean_line(text)
        else:
            remarks[clean_line(name)] = clean_line(text)
    return remarks


def _claims(value: Any, key: str, settings: Settings) -> tuple[Claim, ...]:
    return tuple(
        read_claim(lr, clean_line(text), settings.place(key, lr)) for lr, text in _table(value, key, settings).items()
    )


SETTINGS: Mapping[str, Callable[[Any, str, Settings], Any]] = {
    "id": read_id,
    "problem": _problem,
    "optimizer": _specification(read_optimizer),
    "schedule": _specification(read_schedule),
    "start": _start,
    "steps": _whole(1, MOST_STEPS),
    "seed": _whole(0, 2**32 - 1),
    "ask": read_text,
    "suggest": _rate,
    "goal": _goals,
    "hints": read_texts,
    "remarks": _remarks,
    "claims": _claims,
}
_FIELDS = {"goal": "goals"}
