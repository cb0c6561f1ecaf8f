"""Takes out of foreign text (lessons, names, logs, keys typed) whatever could act on a terminal."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import Literal

from tutor.later import pattern

Charset = Literal["all", "console", "ascii"]
"""What a terminal can show: everything, what the fonts of a text console have (`CONSOLE`), or nothing beyond ASCII."""

# ECMA-48 control sequences and strings go as a whole, so that "\x1b[31m" leaves no "[31m" behind.
_SEQUENCE = pattern(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]?"
)
# C0 and C1 controls, zero-width and bidirectional marks (they reorder what is read), line and
# paragraph separators, lone surrogates, tags, and private use, which each font draws as it likes.
_CONTROL = pattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ue000-\uf8ff"
    "\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)


def clean(text: str) -> str:
    """`text` without escape sequences, control characters and invisible marks; keeps newlines, tabs become spaces."""
    if text.replace("\n", "").isprintable():
        return text  # most is: whatever goes below is not printable to Python either
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", _SEQUENCE.sub("", text)).replace("\t", "    ")


def clean_line(text: str) -> str:
    """`clean`, on one line: every run of white space becomes one space."""
    return " ".join(clean(text).split())


_ASCII = str.maketrans(
    {
        "−": "-", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "×": "x", "·": "*", "⋅": "*", "∙": "*", "÷": "/",
        "∕": "/", "±": "+-", "∓": "-+", "≈": "~", "∼": "~", "≠": "!=", "≡": "==", "≤": "<=", "≥": ">=", "≪": "<<",
        "≫": ">>", "→": "->", "←": "<-", "↔": "<->", "⇒": "=>", "⇐": "<=", "⇔": "<=>", "↑": "^", "↓": "v",
        "…": "...", "•": "-", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "′": "'",
        "″": "''", "√": "sqrt", "∂": "d", "∈": "in", "⌊": "[", "⌋": "]", "∝": "~", "°": " deg", "‖": "||",
        "⟨": "<", "⟩": ">",
        "▲": "^", "▼": "v", "▶": ">", "◀": "<", "●": "o", "○": ".", "■": "#", "✓": "v", "✔": "v", "✗": "x", "✘": "x",
        "│": "|", "─": "-", "└": "+", "┘": "+", "┌": "+", "┐": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+",
        "█": "#", "▓": "#", "▒": ":", "░": ".",
    }
)  # fmt: skip
_NAMES = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ϑ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ν": "nu", "ξ": "xi",
    "ο": "omicron", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi",
    "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda",
    "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "∇": "grad", "∑": "sum",
    "∏": "prod", "∫": "int", "∞": "inf",
}  # fmt: skip
"""Spelled out; a space keeps two of them, or one and the letters beside it, apart: `2ηL` becomes `2 eta L`."""
_NAMED = pattern(f"[{''.join(_NAMES)}]")
_SCRIPT = pattern("[²³¹\u2070-\u209c\u1d2c-\u1d6a\u1d9b-\u1dbf\u2c7c\u2c7d]+")
"""Superscripts and subscripts: every character of these blocks that Unicode calls so."""
_VULGAR = pattern("(?P<whole>[0-9])?(?P<fraction>[¼-¾⅐-⅞↉⅟])")

CONSOLE = frozenset(
    "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100))))
    + "ĞğİıŒœŞşŠšŸŽžƒμπ‐‑‒–—―‘’‚“”„†‡•…‰‹›€™←↑→↓∈−≈≠≡≤≥≪≫█░▒■▮▲▶▼◀●╭╮╯╰"
    + "".join(map(chr, range(0x2500, 0x2570)))
)
"""What Debian's console fonts for Latin scripts have in common (Lat15, Uni1, Uni2, Uni3 of console-setup 1.221, in
each face): no braille, no half blocks, no superscripts but ¹²³, no Greek but μ and π, no √ ∂ ∇ Σ ∞ ○ ✔."""


def fitted(text: str, charset: Charset) -> str:
    """`text` in what a terminal can show: signs that it has not are spelled out, as `ascii_only` does it."""
    if charset == "all" or text.isascii():
        return text
    return ascii_only(text) if charset == "ascii" else _likened(unicodedata.normalize("NFC", text), CONSOLE)


def ascii_only(text: str) -> str:
    """`text` in ASCII: signs of mathematics spelled out, accents dropped, "?" for what has no likeness.

    `10⁻³` becomes `10^-3`, `w₁` becomes `w1`, `1½` becomes `1 1/2`, `2η` becomes `2 eta`.
    """
    return text if text.isascii() else _likened(text, frozenset())


def _likened(text: str, shown: frozenset[str]) -> str:
    """`text` with whatever is neither ASCII nor in `shown` put into ASCII; a row of superscripts goes as a whole."""
    text = _VULGAR.sub(lambda found: found[0] if found["fraction"] in shown else _fraction(found), text)
    text = _SCRIPT.sub(lambda found: found[0] if shown.issuperset(found[0]) else _script(found), text)
    text = _NAMED.sub(lambda found: found[0] if found[0] in shown else _named(found), text)
    return "".join(one if one in shown else _plain(one) for one in text)


def _plain(character: str) -> str:
    if character.isascii():
        return character
    parts = unicodedata.normalize("NFKD", character.translate(_ASCII))
    # Marks: accents, vowel signs, and what asks for an emoji's colours; each belongs to the character before it.
    kept = "".join(part for part in parts if unicodedata.category(part)[0] != "M")
    return kept.encode("ascii", "replace").decode("ascii")


def _fraction(found: re.Match[str]) -> str:
    """`½` as `1/2`, `1½` as `1 1/2`: without the space it would be eleven halves."""
    told = unicodedata.normalize("NFKC", found["fraction"]).replace("⁄", "/")
    return f"{found['whole']} {told}" if found["whole"] else told


def _script(found: re.Match[str]) -> str:
    told = ""
    for raised, same in groupby(found[0], lambda character: "<super>" in unicodedata.decomposition(character)):
        told += "^" * raised + unicodedata.normalize("NFKC", "".join(same))
    return told


def _named(found: re.Match[str]) -> str:
    before, after = found.string[max(0, found.start() - 1) : found.start()], found.string[found.end() : found.end() + 1]
    # After another name there is a space already.
    parted = before.isalnum() and before not in _NAMES
    return " " * parted + _NAMES[found[0]] + " " * after.isalnum()
