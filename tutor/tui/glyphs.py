"""The signs on the screen, in the characters that the terminal can show."""

from __future__ import annotations

from tutor.cleaning import Charset, fitted
from tutor.frozen import dataclass
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
    charset: Charset = "all"
    """What text may be shown in."""

    @property
    def ascii(self) -> bool:
        """Nothing beyond ASCII may be shown."""
        return self.charset == "ascii"

    def text(self, text: str) -> str:
        """`text` in the characters that the terminal can show."""
        return fitted(text.replace(" · ", " | ") if self.ascii else text, self.charset)


# Debian's console fonts lack ✔ ✘ ○ and ›; these are in them.
FULL = Glyphs("✔", "✘", "✔", "▲", "■", "●", "○", "─", "›", "▼")
CONSOLE = Glyphs("+", "×", "+", "▲", "■", "●", "·", "─", ">", "▼", "console")
ASCII = Glyphs("+", "x", "+", "^", "=", "#", ".", "-", ">", "v", "ascii")


def glyphs_for(terminal: Terminal) -> Glyphs:
    """The best set that this terminal shows."""
    return {"all": FULL, "console": CONSOLE, "ascii": ASCII}[terminal.charset]
