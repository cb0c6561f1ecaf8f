"""Training logs as text -> `TrainingLog`, as through a pipe that hands on a few bytes at a time."""

from __future__ import annotations

import io

from tutor.training_log.model import TrainingLog
from tutor.training_log.reading import read
from tutor.training_log.source import Source


class Pipe:
    """Bytes that come in small pieces."""

    def __init__(self, data: bytes, piece: int) -> None:
        self._rest = io.BytesIO(data)
        self._piece = piece

    def read1(self, size: int, /) -> bytes:
        """As much as has arrived, at most `size` bytes."""
        return self._rest.read(min(size, self._piece))


def log_of(text: str | bytes, *, column: str | None = None, piece: int = 1 << 16) -> TrainingLog:
    """What `read_log` makes of a file with this text."""
    data = text.encode() if isinstance(text, str) else text
    return read(Source("log", Pipe(data, piece)), column)
