"""Takes out of foreign text (lessons, names, logs, keys typed) whatever could act on a terminal."""

from __future__ import annotations

import re
import unicodedata

# ECMA-48 control sequences and strings go as a whole, so that "\x1b[31m" leaves no "[31m" behind.
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]?"
)
# C0 and C1 controls, zero-width and bidirectional marks (they reorder what is read), line and
# paragraph separators, lone surrogates, tags.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """`text` without escape sequences, control characters and invisible marks; keeps newlines, tabs become spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", _SEQUENCE.sub("", text)).replace("\t", "    ")


def clean_line(text: str) -> str:
    """`clean`, on one line: every run of white space becomes one space."""
    return " ".join(clean(text).split())


_ASCII = str.maketrans(
    {
        "−": "-", "–": "-", "—": "-", "×": "x", "·": "*", "÷": "/", "±": "+-", "≈": "~", "≤": "<=", "≥": ">=",
        "²": "^2", "³": "^3", "½": "1/2", "¼": "1/4", "¾": "3/4", "→": "->", "←": "<-", "…": "...", "•": "-",
        "“": '"', "”": '"', "‘": "'", "’": "'", "√": "sqrt", "▲": "^", "▼": "v", "▶": ">", "●": "o", "■": "#",
        "│": "|", "─": "-", "└": "+", "┘": "+", "┌": "+", "┐": "+", "█": "#", "░": ".",
    }
)  # fmt: skip


def ascii_only(text: str) -> str:
    """`text` in ASCII: signs of mathematics spelled out, accents dropped, "?" for what has no likeness."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text.translate(_ASCII))
    return (
        "".join(character for character in plain if not unicodedata.combining(character))
        .encode("ascii", "replace")
        .decode("ascii")
    )
