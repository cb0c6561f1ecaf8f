"""The signs on the screen, in the characters that the terminal can show."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.cleaning import ascii_only
from tutor.terminal import Terminal


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One sign each; none of them needs its colour to be understood."""

    right: str
    wrong: str
    converged: str
    overshot: str
    stalled: str
    behind: str
    """An exchange that is behind the learner, in the progress bar."""
    ahead: str
    rule: str
    prompt: str
    more: str
    """There is text below."""
    ascii: bool = False
    """Nothing beyond ASCII may be shown."""

    def text(self, text: str) -> str:
        """`text` in the characters that the terminal can show."""
        return ascii_only(text.replace(" · ", " | ")) if self.ascii else text


# Debian's console fonts lack ✔ ✘ ○ and ›; these are in them.
FULL = Glyphs("✔", "✘", "✔", "▲", "■", "●", "○", "─", "›", "▼")
CONSOLE = Glyphs("+", "×", "+", "▲", "■", "●", "·", "─", ">", "▼")
ASCII = Glyphs("+", "x", "+", "^", "=", "#", ".", "-", ">", "v", ascii=True)


def glyphs_for(terminal: Terminal) -> Glyphs:
    """The best set that this terminal shows."""
    if not terminal.utf8:
        return ASCII
    return FULL if terminal.braille else CONSOLE
