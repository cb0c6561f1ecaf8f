"""No character of a lesson, a name or a log may act on a terminal; and what ASCII can say of mathematics."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cleaning import CONSOLE, ascii_only, clean, clean_line, fitted

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
"""Lone surrogates, controls and private use included."""
NASTY = st.lists(
    st.sampled_from(["\x1b", "[", "]", "\x9b", "\x9d", "0;", "31m", "\x07", "\\", "\x9c", "a", "\n", "\r", "\t", "P"])
).map("".join)


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[31m",
        "\x1b[?1049h",
        "\x1b[38;2;1;2;3m",
        "\x1b[ q",
        "\x9b2J",
        "\x1b]0;pwn\x07",
        "\x1b]8;;https://example.org\x1b\\",
        "\x9d0;pwn\x9c",
        "\x1bP1$r0m\x1b\\",
        "\x90q\x9c",
        "\x1bXstring\x1b\\",
        "\x1b^message\x1b\\",
        "\x1b_command\x1b\\",
        "\x1bc",
        "\x1b(0",
        "\x1b#8",
        "\x1b7",
        "\x1b\x1b[31m",
    ],
)
def test_an_escape_sequence_goes_as_a_whole(sequence: str) -> None:
    assert clean(f"before{sequence} after") == "before after"


def test_an_unfinished_sequence_leaves_nothing_behind() -> None:
    assert clean("a\x1b") == "a"
    assert clean("a\x1b[31") == "a"
    assert clean("a\x1b]0;pwn") == "a"


@pytest.mark.parametrize(
    "character",
    [chr(code) for code in (*range(9), 11, 12, *range(14, 32), *range(0x7F, 0xA0))]
    + [
        *("\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e"),
        *("\u2060\u2066\u2067\u2068\u2069\ufeff\ud800\udfff\ue000\uf8ff"),
        *("\U000e0001\U000e0041\U000e007f\U000f0000\U000ffffd\U00100000\U0010fffd"),
    ],
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_what_is_not_seen_or_has_no_meaning_is_taken_out(character: str) -> None:
    assert clean(f"a{character}") == "a"


@pytest.mark.parametrize("text", ["η = 0.1", "naïve", "日本語", "e\u0301", "½·w²", "🙂", "\ud7ff\uf900\U000e0080"])
def test_what_can_be_read_stays(text: str) -> None:
    assert clean(text) == text


def test_line_ends_of_any_system_become_newlines_and_tabs_become_spaces() -> None:
    assert clean("a\r\nb\rc\nd\te") == "a\nb\nc\nd    e"
    assert clean_line(" a\r\n\tb\u2028 c ") == "a b c"


@given(ANY_TEXT | NASTY)
def test_cleaning_twice_changes_nothing_more_and_leaves_nothing_that_acts(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not {unicodedata.category(character) for character in cleaned} & {"Cs", "Co", "Zl", "Zp"}
    assert not [character for character in cleaned if unicodedata.category(character) == "Cc" and character != "\n"]
    assert clean_line(clean_line(text)) == clean_line(text)
    assert "\n" not in clean_line(text)


# ---------------------------------------------------------------- ASCII


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("10⁻³", "10^-3"),
        ("(1−2η)ᵏ", "(1-2 eta)^k"),
        ("w²+w³", "w^2+w^3"),
        ("2⁽ⁿ⁺¹⁾", "2^(n+1)"),
        ("w₁, w₁₂, xᵢ, xⱼ", "w1, w12, xi, xj"),
        ("x₁²", "x1^2"),
        ("Aᵀ", "A^T"),
        ("⅓", "1/3"),
        ("1½", "1 1/2"),
        ("½·w", "1/2*w"),
        ("λ μ η α β π θ ∇ ∑ ∞", "lambda mu eta alpha beta pi theta grad sum inf"),
        ("βη = 2ηL", "beta eta = 2 eta L"),
        ("∂L/∂w", "dL/dw"),
        ("∇L(w) ≠ 0 ≥ −1", "grad L(w) != 0 >= -1"),
        ("µ ± σ", "mu +- sigma"),
        ("naïve “café”…", 'naive "cafe"...'),
        ("日本", "??"),
        ("I ❤\ufe0f क्षि 1\ufe0f\u20e3", "I ? ?? 1"),
    ],
)
def test_mathematics_is_spelled_out_in_ascii(text: str, plain: str) -> None:
    assert ascii_only(text) == plain


@pytest.mark.parametrize("fraction", "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞↉")
def test_every_vulgar_fraction_is_top_over_bottom(fraction: str) -> None:
    top, bottom = ascii_only(fraction).split("/")
    assert int(top) / int(bottom) == pytest.approx(unicodedata.numeric(fraction), rel=1e-6)


@pytest.mark.parametrize(("digits", "mark"), [("⁰¹²³⁴⁵⁶⁷⁸⁹", "^"), ("₀₁₂₃₄₅₆₇₈₉", "")])
def test_every_raised_and_lowered_digit_keeps_its_value(digits: str, mark: str) -> None:
    assert ascii_only(digits) == f"{mark}0123456789"


@given(ANY_TEXT)
def test_nothing_but_ascii_is_left(text: str) -> None:
    assert ascii_only(text).isascii()
    assert ascii_only(ascii_only(text)) == ascii_only(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("−0.8 × ½ ≈ π², müßig …", "−0.8 × ½ ≈ π², müßig …"),
        ("10⁻³ and w²", "10^−3 and w²"),
        ("w₁ − lr·m̂/(√ŝ + eps)", "w1 − lr·m/(sqrts + eps)"),
        ("2ηL, ∇L", "2 eta L, grad L"),
        ("4⅞", "4 7/8"),
        ("✔ ○ ⣀", "v . ?"),
        ("e\u0301", "é"),
    ],
)
def test_a_text_console_gets_only_the_signs_that_it_has(text: str, shown: str) -> None:
    assert fitted(text, "console") == shown
    assert fitted(text, "all") == text
    assert fitted(text, "ascii") == ascii_only(text)


@given(ANY_TEXT)
def test_nothing_else_ever_reaches_a_text_console(text: str) -> None:
    assert set(fitted(clean(text), "console")) <= CONSOLE | {"\n"}
