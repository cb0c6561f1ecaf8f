"""What happened and is not in the record yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tutor.frozen import dataclass
from tutor.record.entry import RETURNED, REVIEWED

if TYPE_CHECKING:
    from tutor.record.store import Record


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What happened and is not in the record: the learner's place follows from it all the same."""

    lesson: str
    kind: str
    data: Mapping[str, object]
    position: int
    of: int
    never: bool = False
    """It stays out of the record: there is none, or none that can be written, or what it follows cannot be read."""


def write(unsaved: list[Unsaved], record: Record) -> Mapping[str, int]:
    """Writes what could not be written yet, oldest first, and takes it off the list; gives the newest id by lesson, as
    `Record.newest` counts them.

    Raises:
        RecordError: it still cannot be written; what is left of the list is what was not.
    """
    newest: dict[str, int] = {}
    while (oldest := next((one for one in unsaved if not one.never), None)) is not None:
        written = record.append(oldest.lesson, oldest.kind, oldest.data, position=oldest.position, of=oldest.of)
        if oldest.kind not in (RETURNED, REVIEWED):
            newest[oldest.lesson] = written
        unsaved.remove(oldest)
    return newest
