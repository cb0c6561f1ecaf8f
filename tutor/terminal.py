"""What the terminal at hand can do, judged from the environment and the file descriptors before anything is drawn."""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Literal

from tutor.cleaning import Charset
from tutor.frozen import dataclass

Colours = Literal["none", "16", "256", "true"]

SCREEN_COLUMNS = 60
"""The narrowest window that the full screen fits in."""
SCREEN_LINES = 20
"""The lowest window that the full screen fits in."""

_USUAL_COLUMNS, _USUAL_LINES = 80, 24

_LINE_ONLY = frozenset(
    {"dumb", "unknown", "emacs", "network", "dialup", "lpr", "printer", "vt52", "adm3a", "tvi925", "wy50", "wyse50"}
)
"""Values of TERM that promise no cursor movement, or one by other sequences than ANSI's; Textual takes them for the
best terminal there is."""
_VIDEO_TERMINALS = frozenset({"vt100", "vt102", "vt220", "vt320", "vt420"})
"""They have no colours: https://invisible-island.net/ncurses/terminfo.src.html."""
_NO_BRAILLE = _VIDEO_TERMINALS | {"linux", "cons25", "wsvt25", "pcvt", "ansi", "pcansi", "cygwin"}
"""Text consoles: their fonts lack braille, half blocks and most mathematical signs."""
_TRUE_COLOUR_NAMES = ("alacritty", "foot", "wezterm", "ghostty", "contour", "iterm")
"""Terminals that name themselves in TERM and show 24-bit colours."""
_COERCED = frozenset({"C.UTF-8", "C.utf8"})
"""What Python puts into LC_CTYPE where the user has no locale: https://peps.python.org/pep-0538/."""

_TUNING = frozenset(
    {
        "TEXTUAL_ANIMATIONS",
        "TEXTUAL_COLOR_SYSTEM",
        "TEXTUAL_DISABLE_KITTY_KEY",
        "TEXTUAL_FPS",
        "TEXTUAL_SMOOTH_SCROLL",
    }
)
"""What a user may tell Textual: it changes how things move and look, nothing else."""
_STARTED_AS = os.getpid()
"""The process that was started, from which others may have been forked since."""
_COLOUR_SYSTEMS = frozenset({"auto", "standard", "256", "truecolor"})


@dataclass(frozen=True, slots=True)
class Terminal:
    """What one can count on at this terminal."""

    interactive: bool
    """Standard input and output are both terminals."""
    input_is_terminal: bool
    output_is_terminal: bool
    kind: str
    """TERM in lower case: `xterm-256color`, `linux`, `dumb`; empty if it is not set."""
    columns: int
    lines: int
    colours: Colours
    """`none` also where the user asked for none (NO_COLOR)."""
    utf8: bool
    """The user's locale says so. If not, nothing but ASCII is safe."""
    braille: bool
    """The font can be trusted to have braille and block characters; if `utf8` and not this, only what Debian's
    console fonts have: lines, full blocks and shades, arrows, Latin and Greek µ and π."""
    remote: bool
    """The terminal is at the other end of an SSH connection."""

    @property
    def charset(self) -> Charset:
        """What text may be written in."""
        if not self.utf8:
            return "ascii"
        # A terminal that only cannot move its cursor is often a window with the best of fonts: Emacs, a notebook.
        return "all" if self.braille or self.kind in _LINE_ONLY else "console"


def user_environment() -> dict[str, str]:
    """The environment as the user set it: without the LC_CTYPE that Python itself adds in the C locale.

    Without this, a Mac that sends nothing but LC_CTYPE=UTF-8 over SSH could not be told from LANG=C. In a forked
    process it is os.environ as it stands: whoever forked has set it, and what the kernel keeps is the parent's.
    """
    environ = dict(os.environ)
    if os.getpid() != _STARTED_AS:
        return environ
    try:
        started_with = Path("/proc/self/environ").read_bytes().split(b"\0")
    except OSError:  # not Linux: `survey` makes its guess
        return environ
    environ.pop("LC_CTYPE", None)
    for line in started_with:
        if line.startswith(b"LC_CTYPE="):
            environ["LC_CTYPE"] = os.fsdecode(line.partition(b"=")[2])
    return environ


def survey(environ: Mapping[str, str], stdin_fd: int = 0, stdout_fd: int = 1) -> Terminal:
    """Judge a terminal; depends on nothing but the arguments.

    Args:
        environ: `user_environment()`, or any other; `os.environ` does too, with the loss described there.
        stdin_fd: where keys come from.
        stdout_fd: where text goes.
    """
    reads, writes = _is_terminal(stdin_fd), _is_terminal(stdout_fd)
    kind = environ.get("TERM", "").strip().lower()
    columns, lines = _size(environ, stdout_fd)
    utf8 = _is_utf8(environ)
    return Terminal(
        interactive=reads and writes,
        input_is_terminal=reads,
        output_is_terminal=writes,
        kind=kind,
        columns=columns,
        lines=lines,
        colours=_colours(environ, kind) if writes else "none",
        utf8=utf8,
        braille=utf8 and kind not in _LINE_ONLY and kind.partition("-")[0] not in _NO_BRAILLE,
        remote=bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY")),
    )


def is_kiosk(environ: Mapping[str, str]) -> bool:
    """Whether this is a locked-down login (`TUTOR_KIOSK=1`): nothing is written but the learner's own record, and no
    file of the learner's choosing is read."""
    return environ.get("TUTOR_KIOSK", "").strip().lower() not in ("", "0", "no", "false", "off")


def line_mode_reason(terminal: Terminal) -> str | None:
    """Why the full screen cannot be used here, in words for the user; None if it can."""
    if not terminal.input_is_terminal:
        return "standard input is not a terminal"
    if not terminal.output_is_terminal:
        return "standard output is not a terminal"
    if not terminal.kind:
        return "TERM is not set, so the kind of terminal is not known"
    if terminal.kind in _LINE_ONLY:
        return f"TERM={terminal.kind}"
    if terminal.columns < SCREEN_COLUMNS or terminal.lines < SCREEN_LINES:
        by = "×" if terminal.utf8 else "x"
        return (
            f"the window is {terminal.columns}{by}{terminal.lines}; the screen needs {SCREEN_COLUMNS}{by}{SCREEN_LINES}"
        )
    return None


def apply_defaults(environ: MutableMapping[str, str], colours: Colours = "16") -> None:
    """Set what Textual and NumPy read when they are first imported; the user's own tuning stays.

    Whatever else Textual would obey goes: an environment that comes with an SSH connection must not make it write
    files, connect to another machine, press keys or import a driver.

    To be called with `os.environ`, after `survey` and before the first import of either.

    Args:
        environ: is changed.
        colours: what the terminal shows; with `none`, Textual sends none either.
    """
    for name in [name for name in environ if name.startswith("TEXTUAL") and name not in _TUNING]:
        del environ[name]
    if environ.get("TEXTUAL_COLOR_SYSTEM", "auto") not in _COLOUR_SYSTEMS:
        del environ["TEXTUAL_COLOR_SYSTEM"]  # Rich would raise KeyError
    for name, value in {
        "TEXTUAL_ANIMATIONS": "none",  # a page of scrolling: 4 KB instead of 82
        "TEXTUAL_SMOOTH_SCROLL": "0",
        # Behind a frame of a run, a key waits for up to two of these: at 25, for 80 ms. The bytes are the same, as runs
        # have a slower clock of their own.
        "TEXTUAL_FPS": "60",
        "ESCDELAY": "500",  # milliseconds; at 100, an arrow key that a bad link splits becomes text
        "OPENBLAS_NUM_THREADS": "1",  # saves 40 MiB of address space for each processor of a class's server
    }.items():
        environ.setdefault(name, value)
    if environ.get("TERM", "").strip().lower() == "linux":
        # COLORTERM left over from another terminal would make Textual send colours that the console has not.
        environ.setdefault("TEXTUAL_COLOR_SYSTEM", "standard")
    if environ.get("NO_COLOR") == "":
        # Empty means "not set" (https://no-color.org), to `survey` and to Rich; Textual looks at its presence alone.
        del environ["NO_COLOR"]
    if colours == "none":
        environ["NO_COLOR"] = "1"
    # They would override the window's real size, and stay as they are when it changes.
    for name in ("COLUMNS", "LINES"):
        environ.pop(name, None)


def _is_terminal(descriptor: int) -> bool:
    try:
        return os.isatty(descriptor)
    except (OSError, ValueError, OverflowError):
        return False


def _size(environ: Mapping[str, str], stdout_fd: int) -> tuple[int, int]:
    try:
        columns, lines = os.get_terminal_size(stdout_fd)
    except (OSError, ValueError, OverflowError):
        # No window: whoever pipes the output may say how wide it shall be.
        columns, lines = _positive(environ.get("COLUMNS")), _positive(environ.get("LINES"))
    # Serial lines and some containers report 0×0.
    return columns or _USUAL_COLUMNS, lines or _USUAL_LINES


def _positive(text: str | None) -> int:
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 4:
        return 0
    return int(text)


def _colours(environ: Mapping[str, str], kind: str) -> Colours:
    if environ.get("NO_COLOR") or not kind or kind in _LINE_ONLY or kind.endswith(("-m", "-mono")):
        return "none"
    if kind.partition("-")[0] in _VIDEO_TERMINALS:
        return "none"
    if kind == "linux":
        return "16"
    if environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return "true"
    if kind.endswith("-direct") or kind.startswith(_TRUE_COLOUR_NAMES):
        return "true"
    if "256color" in kind or "kitty" in kind:
        return "256"
    return "16"


def _is_utf8(environ: Mapping[str, str]) -> bool:
    names = [environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if names[1] in _COERCED:
        names[1] = ""
    locale = next((name for name in names if name), "")
    # "de_DE.UTF-8@euro", "UTF-8", "en_US.utf8"
    codeset = locale.partition("@")[0].rpartition(".")[2]
    return codeset.lower().replace("-", "") == "utf8"
