"""How many bytes a live loss chart sends through a real 80×24 pseudo-terminal.

    python tests/benchmarks/bytes_per_frame.py

Each 50-step run is revealed step by step; a frame is what arrives until the terminal is quiet. Budgets: a median of
300 B a frame, 12 KB a run, nothing while nothing happens. Exits 1 if one is exceeded. A curve that crosses the whole
picture at every step cannot keep them, since each of its rows costs a cursor move and a colour: those are told apart.
"""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import math
import os
import select
import statistics
import struct
import subprocess
import sys
import termios
from dataclasses import dataclass

STEPS = 50
WIDTH, HEIGHT = 80, 24
FRAME_BUDGET, RUN_BUDGET = 300, 12 * 1024
DEFAULTS = {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_FPS": "10", "TEXTUAL_SMOOTH_SCROLL": "0"}


def bowl(rate: float, momentum: float = 0.0) -> list[float]:
    """Loss w² from 3, by gradient descent with momentum."""
    w, velocity, loss = 3.0, 0.0, [9.0]
    for _ in range(STEPS):
        velocity = momentum * velocity + 2 * w
        w -= rate * velocity
        loss.append(w * w)
    return loss


RUNS: dict[str, list[list[float]]] = {
    "stalled, rate 0.001": [bowl(0.001)],
    "converged, rate 0.1": [bowl(0.1)],
    "overshot, rate 1.1": [bowl(1.1)],
    "ringing, momentum 0.9": [bowl(0.1, 0.9)],
    "four at once": [bowl(rate) for rate in (0.001, 0.1, 1.0, 1.1)],
}
WORST: dict[str, list[list[float]]] = {
    "half the height, every step": [[3 + (-1) ** step for step in range(STEPS + 1)]],
    "full height, every step": [[2 + 2 * math.cos(step * 2.5) for step in range(STEPS + 1)]],
}
THEME = "ansi-dark"
"""Textual's theme in the terminal's own sixteen colours; others spend about a fifth more on colours."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Bytes that arrived at the terminal."""

    frames: list[int]
    idle: int
    """In the second after the run."""


def measure(
    name: str, *, steps: int = STEPS, theme: str = THEME, ascii: bool = False, truecolor: bool = False
) -> Measured:
    """Plays one of `RUNS` or `WORST` in a pseudo-terminal, one step at a time."""
    terminal, child_side = os.openpty()
    fcntl.ioctl(child_side, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
    order_read, order_write = os.pipe()
    environment = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES", "NO_COLOR")}
    environment |= DEFAULTS | {"TERM": "xterm-256color", "COLORTERM": "truecolor" if truecolor else ""}
    command = [sys.executable, __file__, "--play", name, "--orders", str(order_read), "--theme", theme]
    process = subprocess.Popen(
        [*command, "--ascii"] if ascii else command,
        stdin=child_side,
        stdout=child_side,
        stderr=child_side,  # where Textual draws
        env=environment,
        pass_fds=[order_read],
        start_new_session=True,
    )
    os.close(child_side)
    os.close(order_read)
    try:
        _arrived(terminal, first=10, quiet=0.7)
        frames = []
        for _ in range(steps):
            os.write(order_write, b"\n")
            frames.append(_arrived(terminal, first=2, quiet=0.05))
        return Measured(frames, idle=_arrived(terminal, first=1, quiet=1))
    finally:
        os.close(order_write)
        try:
            _arrived(terminal, first=2, quiet=0.3)
            process.wait(timeout=5)
        except (subprocess.TimeoutExpired, OSError):
            process.kill()
            process.wait()
        os.close(terminal)


def _arrived(terminal: int, *, first: float, quiet: float) -> int:
    """How many bytes arrive until nothing does for `quiet` seconds; the first may take `first` seconds."""
    count, patience = 0, first
    while select.select([terminal], [], [], patience)[0]:
        try:
            received = os.read(terminal, 65536)
        except OSError:  # the program has gone
            break
        if b"\x1b[?2026$p" in received:
            os.write(terminal, b"\x1b[?2026;2$y")  # like modern terminals: 16 bytes more a frame
        count, patience = count + len(received), quiet
    return count


def play(name: str, orders: int, theme: str, ascii: bool) -> None:
    """The program in the pseudo-terminal: reveals one step for each byte that arrives on `orders`."""
    from textual.app import ComposeResult

    from tutor.chart import Curve, choose_axes, loss_picture
    from tutor.charting.drawing import TITLE, Drawing, above, stacked, written
    from tutor.tui.picture import Picture
    from tutor.tui.sent import SparingApp

    losses = (RUNS | WORST)[name]
    curves = [Curve(f"run {index}", loss) for index, loss in enumerate(losses)]
    axes = choose_axes(losses, STEPS, None)

    class Player(SparingApp):
        CSS = "Picture { height: 16; }"
        step = 0

        def compose(self) -> ComposeResult:
            yield Picture()

        def on_mount(self) -> None:
            self.theme = theme
            self.call_after_refresh(self.query_one(Picture).show, self.drawn)
            asyncio.get_running_loop().add_reader(orders, self.next_step)

        def drawn(self, width: int, height: int) -> Drawing:
            chart = loss_picture(curves, axes, width, height - 1, ascii=ascii).draw(self.step)
            return above(stacked([written(f"loss (log)   rate 0.9, step {self.step:>2}", width, TITLE)]), chart)

        def next_step(self) -> None:
            if not os.read(orders, 1):
                asyncio.get_running_loop().remove_reader(orders)
                self.exit()
                return
            self.step += 1
            self.query_one(Picture).draw()

    Player().run()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--play", help=argparse.SUPPRESS)
    parser.add_argument("--orders", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--theme", default=THEME, help="a theme of Textual's")
    parser.add_argument("--ascii", action="store_true")
    parser.add_argument("--truecolor", action="store_true")
    given = parser.parse_args()
    if given.play:
        play(given.play, given.orders, given.theme, given.ascii)
        return 0
    print(f"{'run of ' + str(STEPS) + ' steps, bytes':30}{'median':>8}{'most':>8}{'run':>9}{'idle':>6}")
    within = True
    for name in RUNS | WORST:
        got = measure(name, theme=given.theme, ascii=given.ascii, truecolor=given.truecolor)
        median, run = statistics.median(got.frames), sum(got.frames)
        fits = median <= FRAME_BUDGET and run <= RUN_BUDGET and got.idle == 0
        within = within and (fits or name in WORST)
        told = "" if fits else "  worst case, no budget" if name in WORST else "  OVER BUDGET"
        print(f"{name:30}{median:8.0f}{max(got.frames):8}{run:9,}{got.idle:6}{told}", flush=True)
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
