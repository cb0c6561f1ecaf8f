"""The settings of a lab: one reader for each key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from tutor.cleaning import clean, clean_line
from tutor.engine.catalogue import read_optimizer, read_problem, read_schedule
from tutor.engine.data_sets import data_sets
from tutor.engine.model import VERDICTS
from tutor.errors import LessonError, SpecificationError, did_you_mean, nearest
from tutor.lesson.claims import read_claim, read_goal, read_verdict
from tutor.lesson.experiment import entrant_of
from tutor.lesson.model import Claim, LabAxis, LabGoal, LabMap, LabView
from tutor.lesson.numbers import read_written
from tutor.lesson.readers import is_number, read_id, read_text, read_texts, wrong
from tutor.lesson.settings import Settings
from tutor.lesson.source import shown

MOST_STEPS = 100_000
MOST_PARAMETERS = 1000
MOST_EPOCHS = 1000
MOST_ENTRANTS = 4


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
    text = _specification(read_problem)(value, key, settings)
    _check_data(text, key, settings)
    return text


def _check_data(text: str, key: str, settings: Settings) -> None:
    """A problem is one over the course's own data sets: a lesson must not make its reader open other files."""
    data = read_problem(text).values.get("data")
    if isinstance(data, str) and data not in (names := data_sets()):
        raise LessonError(
            f"there is no data set {shown(data)} in the course",
            to_do=did_you_mean(clean_line(data), names),
            where=settings.place(key),
        )


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


def _one_of(words: tuple[str, ...]) -> Callable[[Any, str, Settings], str]:
    words = tuple(filter(None, words))

    def reader(value: Any, key: str, settings: Settings) -> str:
        if value not in words:
            raise LessonError(
                f"{key} is {shown(value)}",
                to_do=did_you_mean(clean_line(str(value)), words),
                where=settings.place(key),
            )
        return str(value)

    return reader


def _flag(value: Any, key: str, settings: Settings) -> bool:
    if not isinstance(value, bool):
        raise wrong(key, value, f"{key} = true or {key} = false", settings.place(key))
    return value


def _race(value: Any, key: str, settings: Settings) -> tuple[str, ...] | Mapping[str, str]:
    """A list of entrants, or a table of them by the names that learners read."""
    where = settings.place(key)
    if isinstance(value, dict):
        names = {clean_line(name): read_text(text, key, settings) for name, text in value.items()}
        texts = tuple(names.values())
        if not all(names):
            raise wrong(key, value, 'a name for each: "slow" = "sgd"', where)
    else:
        names, texts = {}, read_texts(value, key, settings)
    if not 2 <= len(texts) <= MOST_ENTRANTS or len(set(texts)) < len(texts):
        raise wrong(key, list(texts), f'2 to {MOST_ENTRANTS} different ones: {key} = ["sgd", "adam"]', where)
    for text in texts:
        try:
            kind = entrant_of(text)
        except SpecificationError as error:
            raise LessonError(clean_line(error.what), to_do=clean_line(error.to_do), where=where) from None
        if kind == "problem":
            _check_data(text, key, settings)
    return names or texts


def _range(value: Any, key: str, settings: Settings) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2 or not all(map(is_number, value)) or not 0 < value[0] < value[1]:
        raise wrong(key, value, f"the lowest and the highest rate: {key} = [0.001, 2]", settings.place(key))
    return float(value[0]), float(value[1])


def _goals(value: Any, key: str, settings: Settings) -> tuple[LabGoal, ...]:
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
    "view": _one_of(get_args(LabView)),
    "axis": _one_of(get_args(LabAxis)),
    "compare": _flag,
    "race": _race,
    "map": _one_of(get_args(LabMap)),
    "map_range": _range,
    "epochs": _whole(1, MOST_EPOCHS),
    "guess": _flag,
    "goal": _goals,
    "hints": read_texts,
    "remarks": _remarks,
    "claims": _claims,
}
FIELDS = {"goal": "goals"}
"""Fields of `Lab` that are not called as their keys are."""
