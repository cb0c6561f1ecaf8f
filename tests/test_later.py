"""What is put off until it is wanted."""

from __future__ import annotations

import re
import sys

import pytest

from tutor.later import Later, pattern, without


def test_a_module_is_imported_when_something_of_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    later = Later("colorsys")
    assert "colorsys" not in sys.modules
    assert later.rgb_to_hsv(0, 0, 0) == (0, 0, 0)  # type: ignore[operator]
    assert "colorsys" in sys.modules
    with pytest.raises(AttributeError):
        _ = later.no_such_name


def test_a_pattern_is_compiled_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    usual = re.compile

    def compiling(text: str, flags: re.RegexFlag) -> re.Pattern[str]:
        compiled.append(text)
        return usual(text, flags)

    monkeypatch.setattr(re, "compile", compiling)
    late = pattern(r"(\d)x", re.IGNORECASE)
    assert compiled == []
    assert late.findall("1X 2x") == ["1", "2"]
    assert late.pattern == r"(\d)x"
    assert late.sub("", "3x4") == "4"
    assert set(compiled) == {r"(\d)x"}


def test_a_module_is_missing_only_for_as_long_as_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with without("colorsys"), pytest.raises(ImportError):
        import colorsys
    import colorsys

    with without("colorsys"):
        assert sys.modules["colorsys"] is colorsys
    assert sys.modules["colorsys"] is colorsys
