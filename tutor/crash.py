"""Where a traceback goes instead of to the learner."""

from __future__ import annotations


def write_log(text: str) -> str:
    """Appends `text` to the crash log beside the records; gives its path, or "" if it could not be written."""
    from tutor.record.store import data_folder

    try:
        folder = data_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / "crash.log"
        with path.open("a", encoding="utf-8", errors="replace") as log:
            log.write(f"{text}\n")
        return str(path)
    except Exception:  # a log that can't be written must not hide the crash itself
        return ""
