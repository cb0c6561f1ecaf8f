"""Saves what stands on the bench: the picture as SVG or text, the run as JSON or CSV."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

from tutor.cleaning import clean_line
from tutor.dialogue.freeplay import FORMS

if TYPE_CHECKING:
    from tutor.lab.exhibit import Exhibit
    from tutor.tui.stage import Stage

_NAME = re.compile(r"[\w][\w .+-]{0,99}")
_MOST_ALIKE = 1000
# Without the web font of Rich's own: the file shall not ask anybody for anything.
_SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: {char_height}px;
line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>{lines}</defs>
<rect fill="#ffffff" width="{width}" height="{height}"/>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


class Keeper:
    """Writes into one folder, under plain names, never over a file that is there.

    Args:
        folder: where files go.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, exhibit: Exhibit, name: str, stage: Stage) -> str:
        """What is to be told of it."""
        name = clean_line(name) or "tutor-lab.svg"
        form = name.rpartition(".")[2].casefold() if "." in name else ""
        if not _NAME.fullmatch(name) or form not in FORMS:
            return (
                f"I save under a plain name that ends in {', '.join(f'.{end}' for end in FORMS[:-1])} or .{FORMS[-1]}, "
                "such as save bounce.svg."
            )
        try:
            text = _written(exhibit, form, stage)
        except ValueError as error:
            return str(error)
        try:
            return f"Saved as {clean_line(str(self._write(name, text)))}."
        except OSError as error:
            return f"It could not be saved in {clean_line(str(self._folder))}: {error.strerror}."

    def _write(self, name: str, text: str) -> Path:
        stem, dot, form = name.rpartition(".")
        for number in range(1, _MOST_ALIKE):
            path = self._folder / (name if number == 1 else f"{stem}-{number}{dot}{form}")
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(text)
            except FileExistsError:
                continue
            return path
        raise OSError(0, "there are too many files of that name")


def _written(exhibit: Exhibit, form: str, stage: Stage) -> str:
    """The picture or the run as text.

    Raises:
        ValueError: it has no such form; the message says which it has.
    """
    drawing = stage.picture.drawing
    match form:
        case "txt":
            return "\n".join(line.rstrip() for line in drawing.lines) + "\n"
        case "svg":
            console = Console(
                width=drawing.width, record=True, file=io.StringIO(), force_terminal=True, color_system="standard"
            )
            for line, owners in zip(drawing.lines, drawing.owner, strict=True):
                told = Text()
                for cell, owner in zip(line, owners, strict=True):
                    told.append(cell, stage.picture.style_of(owner))
                console.print(told, soft_wrap=True)
            return console.export_svg(title="", code_format=_SVG, theme=DEFAULT_TERMINAL_THEME)  # dark on white
        case "csv":
            page = io.StringIO()
            exhibit.write_csv(page)
            return page.getvalue()
        case _:
            value: Any = exhibit.as_object()
            return json.dumps(value, allow_nan=False) + "\n"
