"""The loss over one parameter, with the run on it: a ball on a curve."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tutor.charting.canvas import NEVER, Grid, assemble, braille, text_rows
from tutor.charting.drawing import BALL, FRAME, MINIMUM, PATH, SLOPE, SURFACE, TITLE, Drawing
from tutor.charting.span import Span, across_ticks, say, span_of, upward_ticks


@dataclass(frozen=True, slots=True, eq=False)
class Landscape:
    grid: Grid
    width: int
    height: int
    across: Span
    upward: Span
    w: Floats
    loss: Floats
    slope: Floats | None
    dots: Floats
    curve: Flags
    trail: Whole
    marked: Whole
    mark: Cells
    best: tuple[tuple[int,int],...]
    margin: list[str]
    footer: list[tuple[str, list[int]]]
    titled: bool

    def draw(self, upto: int | None = None) -> Drawing:
        n = len(self.w)
        step = n - 1 if upto is None else min(max(upto, 0), n - 1)
        g = self.grid
        walked = self.trail <= step
        tangent = self._tangent(step)
        if g.ascii:
            cells = np.where(self.curve, "*", np.where(walked, ".", " "))
            tang_c = tangent
            cells = np.where(tang_c & ~self.curve, "-", cells)
        else:
            cells = braille(self.curve | walked | tangent)
        def per(d): 
            return d.reshape(g.rows, g.down, g.columns, g.across).any(axis=(1,3))
        owner = np.full((g.rows, g.columns), FRAME, dtype=np.int8)
        owner[per(walked)] = PATH
        owner[per(self.curve)] = SURFACE
        owner[per(tangent)] = SLOPE
        seen = self.marked <= step
        cells = np.where(seen, self.mark, cells)
        owner[seen] = PATH
        for c, r in self.best:
            cells[r, c] = "x"; owner[r, c] = MINIMUM
        if n and not np.isnan(self.dots[step]).any():
            d = self.dots[step]
            (c, r), = g.cells(d[None]).tolist()
            x, y = np.rint(d)
            ch = ("<" if g.ascii else "←") if x < 0 else (">" if g.ascii else "→") if x > g.wide-1 else ("^" if g.ascii else "▲") if y < 0 else ("O" if g.ascii else "●")
            cells[r, c] = ch; owner[r, c] = BALL
        rows = text_rows(cells, owner, self.margin)
        if self.titled:
            t = f"w = {say(self.w[step]):<7}  loss = {say(self.loss[step]):<8}" + (f"  slope = {say(self.slope[step]):<7}" if self.slope is not None else "")
            right = t + f"  step {step}"
            left = "loss over w"
            rows.insert(0, ((left.ljust(max(0,self.width - len(right))) + right)[:self.width].ljust(self.width), [TITLE]*self.width))
        return assemble(rows + self.footer)

    def _tangent(self, step):
        g = self.grid
        none = np.zeros((g.high, g.wide), bool)
        if self.slope is None or not len(self.w): return none
        s = self.slope[step]; d = self.dots[step]
        if not math.isfinite(s) or np.isnan(d).any() or g.outside(d[None])[0]: return none
        # dots per dot
        m = -s * (self.across.length/(g.wide-1)) / (self.upward.length/(g.high-1))
        ratio = 1.0 if not g.ascii else 0.5
        reach = g.wide/9
        dx = reach/math.hypot(1, m)
        dx = min(dx, reach)
        dy = m*dx
        return g.trail(np.array([[d[0]-dx, d[1]-dy],[d[0]+dx, d[1]+dy]])) != NEVER


def lay(value, window, path, *, width, height, ascii=False, slope=True, minimizers=None):
    w = np.asarray(path, float).reshape(-1)
    titled = True
    rows = height - 2
    across = choose(window, w)
    with np.errstate(all="ignore"):
        loss = value(w[:,None])
    # gutter guess
    gutter = 6
    for _ in range(2):
        columns = width - gutter - 1
        g = Grid(columns, rows, ascii)
        xs = np.linspace(across.low, across.high, g.wide)
        with np.errstate(all="ignore"):
            v = value(xs[:,None])
            inside = (w >= across.low) & (w <= across.high)
            visited = loss[inside & np.isfinite(loss)]
        f = v[np.isfinite(v)]
        best = np.asarray(minimizers if minimizers is not None else np.zeros((0,1)), float).reshape(-1)
        bl = value(best[:,None])
        low = min(f.min(initial=np.inf), bl.min(initial=np.inf))
        start = loss[0]
        hi = max(np.median(f), min(visited.max(initial=-np.inf), low + 5*(start-low)))
        inner = f[1:-1][(f[1:-1] >= f[:-2]) & (f[1:-1] >= f[2:])]
        hi = max(hi, inner.max(initial=-np.inf))
        upward = span_of([low, hi + .1*(hi-low)])
        upward = Span(upward.low - .04*upward.length, upward.high)
        ticks = upward_ticks(upward, rows, g.down)
        gutter = max((len(t.label) for t in ticks), default=0)
    margin = []
    for r in range(rows):
        lab = next((t.label for t in ticks if t.cell == r), None)
        margin.append((lab or "").rjust(gutter) + (("+" if ascii else "┤") if lab else ("|" if ascii else "│")))
    curve = g.trail(g.dots(across.fraction(xs), upward.fraction(v))) != NEVER
    dots = g.dots(across.fraction(w), upward.fraction(loss))
    trail = g.trail(dots, every=1 if ascii else 3)
    marked = np.full((rows, columns), NEVER); mark = np.full((rows, columns), " ")
    ok = np.flatnonzero(~np.isnan(dots).any(axis=1))
    c = g.cells(dots[ok])
    d = np.rint(dots[ok])
    for k, (cc, rr), (x, y) in list(zip(ok.tolist(), c.tolist(), d.tolist()))[::-1]:
        marked[rr, cc] = k
        mark[rr, cc] = ("<" if ascii else "←") if x < 0 else (">" if ascii else "→") if x > g.wide-1 else ("^" if ascii else "▲") if y < 0 else str(k) if k < 10 else ("o" if ascii else "•")
    slopes = None
    if slope:
        h = across.length*1e-6
        with np.errstate(all="ignore"):
            slopes = (value((w+h)[:,None]) - value((w-h)[:,None]))/(2*h)
    line = [("-" if ascii else "─")]*columns
    for t in across_ticks(across, columns, g.across):
        s = f" {t.label} "
        at = min(max(t.cell - len(s)//2, 0), columns - len(s))
        line[at:at+len(s)] = s
    footer = [(" "*gutter + ("+" if ascii else "└") + "".join(line), [FRAME]*width)]
    return Landscape(g, width, height, across, upward, w, loss, slopes, dots, curve, trail, marked, mark, tuple(map(tuple, g.cells(g.dots(across.fraction(best), upward.fraction(bl))).tolist())), margin, footer, titled)

def choose(window, w):
    lo, hi = window
    fin = w[np.isfinite(w)]
    core = span_of([lo, hi, *fin[:1]])
    lim = Span(core.low - core.length/2, core.high + core.length/2)
    vis = fin[(fin >= lim.low) & (fin <= lim.high)]
    both = span_of([lo, hi, *vis])
    return span_of([lo, hi, *vis], room=.03 if both.length > hi-lo else 0)
