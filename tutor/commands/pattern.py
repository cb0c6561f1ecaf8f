"""The lines of `tutor doctor` that one looks at: what should be seen in each, and what to type if it is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.terminal import Terminal

_COLOURS = (("cyan", "36"), ("yellow", "33"), ("pink", "35"), ("bold", "1"))


@dataclass(frozen=True, slots=True)
class Sample:
    """One line to look at."""

    name: str
    signs: tuple[tuple[str, str], ...]
    """Stretches of text, each with the SGR number that it is painted with, or none."""
    seen: str
    """What a person sees if all is well."""
    otherwise: str
    """What to type if not."""


def samples(terminal: Terminal) -> Iterator[Sample]:
    """What tutor would use on this terminal, and nothing else: it shows whether the terminal was judged rightly.

    Args:
        terminal: as it was judged, and as `--ascii` and `--mono` would have it.
    """
    if terminal.charset == "ascii":
        yield Sample("lines", (("+--|--> O * x ^ #", ""),), "dashes, bars, letters", "")
    else:
        ascii_only = "tutor --ascii"
        yield Sample("lines", (("─│┌┐└┘├┤┬┴┼", ""),), "thin lines that touch", ascii_only)
        yield Sample("blocks", (("█ ▒ ░ ■", ""),), "four boxes", ascii_only)
        yield Sample("arrows", (("← → ↑ ↓ ▲ ▼ ▶", ""),), "arrows, triangles", ascii_only)
        yield Sample("signs", (("● • × ÷ ± ≤ ½ ² …", ""),), "dots, arithmetic", ascii_only)
        if terminal.charset == "all":
            yield Sample("maths", (("√ ∂ ∇ Σ η ₁ ⁻³ ○", ""),), "root, letters, digits", ascii_only)
            yield Sample("braille", (("⡀⠄⠂⠁⠈⠐⠠⢀⣀⣤⣶⣿⣶⣤⣀", ""),), "dots that climb, fall", ascii_only)
    if terminal.colours != "none":
        yield Sample("colours", _COLOURS, "each as it says", "tutor --mono")
