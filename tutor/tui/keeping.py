"""Saves what stands on the bench: the picture as SVG or text, the run as JSON or CSV."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

from tutor.saving import run_as_text, save

if TYPE_CHECKING:
    from tutor.lab.exhibit import Exhibit
    from tutor.tui.stage import Stage

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
        # With all of free play's conversation, a twentieth of a lesson's start; who saves something has it already.
        from tutor.dialogue.freeplay import FORMS

        return save(self._folder, name, FORMS, lambda form: _written(exhibit, form, stage))


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
        case _:
            return run_as_text(exhibit, form)
