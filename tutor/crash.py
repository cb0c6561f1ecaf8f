"""Where a traceback goes instead of to the learner."""

from __future__ import annotations

import os

LARGEST = 1_000_000
"""Bytes after which the log begins anew: a defect that meets a whole class every day must not fill the disk."""


def write_log(text: str) -> str:
    """Appends `text` to the crash log beside the records; gives its path, or "" if it could not be written."""
    from tutor.record.folder import data_folder, make_private

    try:
        folder = data_folder()
        make_private(folder)
        path = folder / "crash.log"
        # Closed to others, as the records are: a traceback may hold a name.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with open(descriptor, "a", encoding="utf-8", errors="replace") as log:  # noqa: PTH123
            if os.fstat(descriptor).st_size > LARGEST:
                log.truncate(0)
            log.write(f"{text}\n")
        return str(path)
    except Exception:  # a log that can't be written must not hide the crash itself
        return ""
