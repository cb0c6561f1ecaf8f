from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.errors import RecordError
from tutor.record.names import LONGEST, clean_name, file_name, identity

anything = st.text(max_size=60)
letters = st.text(alphabet=st.characters(categories=("L", "N")), min_size=1, max_size=LONGEST)


@given(anything)
def test_a_name_is_refused_in_one_line_or_fits_on_one(typed: str) -> None:
    try:
        name = clean_name(typed)
    except RecordError as error:
        told = str(error)
    else:
        told = name
        assert 1 <= len(name) <= LONGEST
        assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in name)
        assert clean_name(name) == name
    assert told == " ".join(told.split())


@given(letters)
def test_a_file_name_is_safe_whatever_the_name(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*-[0-9a-f]{16}\.db", file_name(name))
    assert len(file_name(name)) <= 24 + 1 + 16 + 3


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..", "/", "a/b", "\u2100", "con", "NUL", "-rf", ".hidden", "a\\b"]
)
def test_a_name_never_leads_out_of_its_folder(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*-[0-9a-f]{16}\.db", file_name(clean_name(name)))


@given(anything)
def test_the_identity_of_an_identity_is_itself(name: str) -> None:
    assert identity(identity(name)) == identity(name)


@given(letters, letters)
def test_two_names_share_a_file_only_if_they_are_one_name(one: str, other: str) -> None:
    assert (file_name(one) == file_name(other)) == (identity(one) == identity(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë", "zoe\u0308"),
        ("ANNA", "anna"),
        ("Straße", "STRASSE"),
        ("Anna", "Ａｎｎａ"),
        ("Ὀδυσσεύς", "ὀδυσσεύσ"),
    ],
)
def test_spellings_of_one_name_are_one_learner(one: str, other: str) -> None:
    assert file_name(one) == file_name(other)


@pytest.mark.parametrize(("one", "other"), [("Ana", "Anna"), ("Zoë", "Zoe"), ("李", "王"), ("a b", "a-b"), ("a.", "a")])
def test_names_that_look_alike_in_ascii_are_two_learners(one: str, other: str) -> None:
    assert file_name(one) != file_name(other)


def test_file_names_stay_what_they_are() -> None:
    # Computed once with `printf ana | sha256sum`: a change here loses every learner's record.
    assert file_name("Ana") == "ana-24d4b96f58da6d4a.db"
    assert file_name("李雷").startswith("learner-")


@pytest.mark.parametrize("name", ["", "   ", "\t\n", "\u200b\u200d", "\x1b[31m", "\u0301"])
def test_a_name_that_nobody_could_see_is_refused(name: str) -> None:
    with pytest.raises(RecordError, match="at least one letter"):
        clean_name(name)


def test_a_name_too_long_is_refused_not_cut() -> None:
    assert clean_name("x" * LONGEST) == "x" * LONGEST
    with pytest.raises(RecordError, match="has 41 characters; use at most 40"):
        clean_name("x" * (LONGEST + 1))


def test_an_escape_sequence_in_a_name_goes_as_a_whole() -> None:
    assert clean_name("A\x1b[31mn\x07a\u202e") == "Ana"
