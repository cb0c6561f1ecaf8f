"""Files that a learner asks for in the lab: what stands on the bench, under a plain name, in one folder."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cleaning import clean_line
from tutor.wording import listed

if TYPE_CHECKING:
    from tutor.lab.exhibit import Exhibit

NO_FOLDER = "Nothing can be saved here: this tutor was started without a folder to write to."
NOTHING_YET = "There is nothing to save yet. Run something first."
_NAME = re.compile(r"[\w][\w .+-]{0,99}")
_MOST_ALIKE = 1000


def save(folder: Path, name: str, forms: Sequence[str], written: Callable[[str], str]) -> str:
    """Writes a file, never over one that is there; gives what is to be told of it.

    Args:
        folder: where it goes.
        name: as the learner typed it; empty for one to be chosen.
        forms: the endings that a name may have, the usual one first.
        written: the ending of the name -> the file's text; raises ValueError, with words for the learner, where what
            stands on the bench has no such form; the usual one it always has.
    """
    name = clean_line(name) or f"tutor-lab.{forms[0]}"
    form = name.rpartition(".")[2].casefold() if "." in name else ""
    if not _NAME.fullmatch(name) or form not in forms:
        ends = listed([f".{end}" for end in forms], "or")
        return f"I save under a plain name that ends in {ends}, such as save bounce.{forms[0]}."
    try:
        text = written(form)
    except ValueError as error:
        return f"{error} What is shown or told here can be saved: save network.{forms[0]}."
    try:
        return f"Saved as {clean_line(str(_write(folder, name, text)))}."
    except OSError as error:
        return f"It could not be saved in {clean_line(str(folder))}: {error.strerror}."


def run_as_text(exhibit: Exhibit, form: str) -> str:
    """The run as `csv` or `json`.

    Raises:
        ValueError: there is no run in it; the message says so.
    """
    if form == "csv":
        page = io.StringIO()
        exhibit.write_csv(page)
        return page.getvalue()
    return json.dumps(exhibit.as_object(), allow_nan=False) + "\n"


def _write(folder: Path, name: str, text: str) -> Path:
    stem, dot, form = name.rpartition(".")
    for number in range(1, _MOST_ALIKE):
        path = folder / (name if number == 1 else f"{stem}-{number}{dot}{form}")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            continue
        return path
    raise OSError(0, "there are too many files of that name")
