"""A lesson of one lab, and a learner in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from tests.tui.learner import Learner, write_course
from tests.tui.settling import PATIENCE
from tutor.dialogue.memory import decode
from tutor.dialogue.model import Event
from tutor.lab.playback import Playback
from tutor.lesson.course import Course
from tutor.record.store import open_record

TOP = "---\ntitle: A lab\nabout: One lab and nothing else\nminutes: 3\n---\n\n"
END = "\n\nSo it goes.\n\n---\n\nThe end.\n"
SPECIES = "network:target=species,features=bill_length_mm;flipper_length_mm,layers=4,validation=0.2,batch=16"
BOWL = 'problem = "bowl:curvature=2"\nstart = 3\nsteps = 20\n'


def lab_course(folder: Path, settings: str, problem: str = BOWL) -> Course:
    return write_course(folder, _01_lab=f"{TOP}```lab\n{problem}{settings}\n```\n{END}")


def playback(learner: Learner) -> Playback:
    exhibit = learner.screen.exhibit
    assert exhibit is not None
    return exhibit.playback


def last_event(lesson: str) -> Event | None:
    with open_record("Ada") as record:
        entry = record.entries(lesson)[-1]
    return decode(entry.kind, entry.data)


async def until(learner: Learner, holds: Callable[[], bool]) -> None:
    """Waits for what takes time, such as a run that is being watched."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await learner.pilot.pause(0.02)


async def until_over(learner: Learner) -> None:
    """Waits until the run was watched to its end."""
    await until(learner, lambda: not learner.screen.live)


async def paused_at(learner: Learner, step: int) -> None:
    """Runs what is suggested in `LEAPS`, and stops the clock there."""
    await learner.go_to_lab()
    await learner.press("enter", "space")
    await learner.press(*["right"] * (step - playback(learner).at))
    assert (playback(learner).at, playback(learner).paused) == (step, True)
