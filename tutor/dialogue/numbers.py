"""Reads a number in every usual notation: 0.3, .3, 0,3, 1/3, ½, 1e-3, 10^-3, 10⁻³, 30 %, "a tenth", "try 0.3",
"w1 = 9.8", "2.4 metres"."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import replace

from tutor.frozen import dataclass
from tutor.later import pattern

_LONGEST = 200
"""Characters; a longer text is no number."""

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_WORDS = {
    "nothing": 0.0,
    "half": 0.5,
    "third": 1 / 3,
    "quarter": 0.25,
    "tenth": 0.1,
    "hundredth": 0.01,
    "thousandth": 0.001,
    "millionth": 1e-6,
    "two thirds": 2 / 3,
    "three quarters": 0.75,
} | {
    word: float(value)
    for value, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
}
# What people write around a number; "what about .3?" is a number, not a question.
_BEFORE = pattern(
    r"(?:(?:let['’]?s|let|me|please|try|use|run|with|take|go|the|a|my|guess|rate|of|lr|eta|η|alpha|α|learning[ -]rate|"
    r"maybe|perhaps|(?:what|how) (?:about|if)|what happens|why not|about|around|roughly|approximately|approx\.?|i|we|"
    r"i['’](?:ll|d)|can|could|would|should|must|it|that|think|say|bet|believe|choose|pick|is|be|its|(?:it|that)['’]s|equals|answer|"
    r"factor|times|by|w|at|to|and|now|then|ok|okay|yes|so|set|change|make|do|just|type|hm+|well|near|still)"
    r"(?=[\s=:≈~.,\d+-])(?:,(?=\s))?|[=:≈~$€])\s*",
    re.IGNORECASE,
)
_NAMED = pattern(
    r"(?!(?:steps?|epochs?|seed|start|batch|problem|optimi[sz]er|schedule|race|momentum|beta\d?|gamma)\b)"
    r"(?:[^\W\d][\w'’²/∂]*\s+){0,3}?([^\W\d][\w'’²/∂]*)\s*(?:=|:|->|→|←)\s*(?=[\d.,+−–½-])",
    re.IGNORECASE,
)
"""`w1 = `, `dL/dw2 = `, `new w: `: what the number is called. The settings of a run answer nothing."""
_WORKED_OUT = pattern(r"(?>[\d\s.,+−–*×·÷/()^x-]*)=\s*(?=[\d.,+−–½-])")
"""`1 − 1.8 = `: how it was found."""
_UNIT = (
    r"(?:m|km|cm|mm|m²|m2|(?:square )?met(?:er|re)s?|l|lit(?:er|re)s?|s|secs?|seconds?|mins?|minutes?|h|hours?|kg|g|"
    r"rows?|runs?|rounds?|rooms?|points?|degrees?|units?|euros?|dollars?|x|-?fold|epochs?)"
)
_AFTER = pattern(
    rf"(?:(?<=[\d.%])\s*{_UNIT}\b|(?<=[\d.])\s*[€°])?"
    r"(?:,?\s+\(?(?:please|then|now|steps?|times|maybe|instead|again|this time|or so|right|ok|rate|lr|"
    r"of (?:it|them|that|the way)|i (?:think|guess|say|bet))\)?)*[\s.!?]*$",
    re.IGNORECASE,
)
_WRAPPED = pattern(r"[\"'`“‘(\[]\s*(.+?)\s*[\"'`”’)\]]")
_USUAL = re.compile(r"(-?)([0-9]+(?:\.[0-9]+)?)")
"""What nearly everybody types. It is read the same by all the others here, which are then not needed: a lesson that
goes on reads again what was typed before its first page."""
# Atomic, (?>…): a comma in "1, 2" could end a number or part two, and trying both for each would take for ever.
_DIGITS = r"(?>\d+(?:[.,]\d*)?|[.,]\d+)"
_DECIMAL = rf"(?>{_DIGITS}(?:e[+-]?\d+)?)"
_PLAIN = pattern(rf"([+-]?)\s*({_DECIMAL})\s*(%|per ?cent)?")
_FRACTION = pattern(rf"([+-]?)\s*(?:(\d+)\s+)?({_DECIMAL})\s*/\s*({_DECIMAL})")
_POWER = pattern(rf"([+-]?)\s*(?:({_DIGITS})\s*[*x×·]\s*)?10\s*(?:\^|\*\*)\s*\(?([+-]?\d{{1,4}})\)?")
_THOUSANDS = pattern(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_LIST = pattern(rf"[+-]?{_DECIMAL}(?:(?:\s*(?:[,;/&-]|and|or|to|then)\s*|\s+)[+-]?{_DECIMAL})+")
_SUM = pattern(rf"[+-]?{_DECIMAL}(?:(?:\s*[+*×·÷]\s*|\s+[x-]\s+)[+-]?{_DECIMAL})+")
_INFINITE = pattern(r"[+-]?\s*(?:inf|infinity|infinite|∞)", re.IGNORECASE)
_NAN = pattern(r"[+-]?\s*nan", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberRead:
    """A number, as it was meant."""

    value: float
    """May be infinite or NaN, where that is what was typed."""
    text: str
    """As the learner wrote it, without the words around it."""
    overflow: bool = False
    """A finite number was typed, but float64 has no room for it (1e999)."""
    underflow: bool = False
    """A number other than 0 was typed, but it is so small that float64 has only 0 for it (1e-999)."""
    percent: bool = False
    """It was typed as so many per cent: 50 % is 0.5."""
    name: str = ""
    """What the learner calls it, in small letters: `w1` of `w1 = 9.8`."""


@dataclass(frozen=True, slots=True)
class NumberUnclear:
    """Something that is nearly a number; `why` tells the learner what is missing."""

    why: str


def read_number(text: str) -> NumberRead | NumberUnclear | None:
    """The number in `text`, or why it is not quite one, or None if `text` isn't about a number at all."""
    bare = text.strip()
    if not bare or len(text) > _LONGEST:
        return None
    if match := _USUAL.fullmatch(bare):
        sign, digits = match.groups()
        return _number(_signed(sign, float(digits)), match[0], digits)
    shown, name = _bare(text)
    read = _read(shown)
    return replace(read, name=name) if isinstance(read, NumberRead) and name else read


def _read(shown: str) -> NumberRead | NumberUnclear | None:
    normal = _normalise(shown)
    if not normal:
        return None
    if _NAN.fullmatch(normal):
        return NumberRead(math.nan, shown)
    if _INFINITE.fullmatch(normal):
        return NumberRead(-math.inf if normal.startswith("-") else math.inf, shown)
    normal = re.sub(r"^(?:minus|negative)\s+", "-", normal, flags=re.IGNORECASE)
    word = re.sub(r"^(-?)(?:an?|one) (?=half|\w+t(?:er|h)$|third$)", r"\1", normal.lower())
    if (size := word.removeprefix("-")) in _WORDS:
        return NumberRead(_signed(word[:1], _WORDS[size]), shown)
    if _THOUSANDS.fullmatch(normal):
        large = normal.replace(",", "")
        if normal.count(",") == 1 and "." not in normal:
            small = float(normal.replace(",", "."))
            return NumberUnclear(f"{shown} can be read in two ways. Please type {small:g} or {large}.")
        normal = large
    return _arithmetic(normal, shown)


def _bare(text: str) -> tuple[str, str]:
    """The number without the words and the quotation marks around it, and its name if it has one."""
    bare, name = text.strip(), ""
    while True:
        before = bare
        bare = _AFTER.sub("", bare)
        if match := _NAMED.match(bare):
            bare, name = bare[match.end() :], match[1].casefold()
        elif ((match := _BEFORE.match(bare)) and match.end() < len(bare)) or (match := _WORKED_OUT.match(bare)):
            bare = bare[match.end() :]
        elif match := _WRAPPED.fullmatch(bare):
            bare = match.group(1)
        if bare == before:
            return bare, name


def _arithmetic(normal: str, shown: str) -> NumberRead | NumberUnclear | None:
    if match := _PLAIN.fullmatch(normal):
        sign, digits, percent = match.groups()
        number = _number(_signed(sign, _float(digits)) / (100 if percent else 1), shown, digits)
        return replace(number, percent=bool(percent))
    if match := _POWER.fullmatch(normal):
        sign, factor, exponent = match.groups(default="1")
        return _number(_signed(sign, _float(f"{factor}e{exponent}")), shown, factor)
    if match := _FRACTION.fullmatch(normal):
        sign, whole, top, bottom = match.groups()
        if _float(bottom) == 0:
            return NumberUnclear(f"{shown} divides by zero, so it has no value.")
        return _number(_signed(sign, float(whole or 0) + _float(top) / _float(bottom)), shown, (whole or "") + top)
    if _SUM.fullmatch(normal):
        return NumberUnclear("Please work it out and type what comes out: one number.")
    if _LIST.fullmatch(normal):
        return NumberUnclear("I see more than one number. One at a time, please.")
    return None


def _normalise(text: str) -> str:
    """One spelling for what is spelled in many ways: signs, vulgar fractions, superscripts, wide digits."""
    text = re.sub(r"([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "^" + m.group().translate(_SUPERSCRIPTS), text)
    text = re.sub(r"(?<=\d)(?=[¼-¾⅐-⅞])", " ", text)
    text = unicodedata.normalize("NFKC", text).replace("⁄", "/")
    text = re.sub(r"[−–—﹣]", "-", text)
    return re.sub(r"(?<=[\d.,])E(?=[+-]?\d)", "e", text).strip()


def _float(digits: str) -> float:
    return float(digits.replace(",", "."))


def _signed(sign: str, value: float) -> float:
    return -value if sign == "-" else value


def _number(value: float, shown: str, mantissa: str) -> NumberRead:
    vanished = value == 0 and any(digit in mantissa for digit in "123456789")
    return NumberRead(value, shown, overflow=not math.isfinite(value), underflow=vanished)
