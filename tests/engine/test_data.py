"""Tables: the course's own are what they are said to be; the user's are read or refused with a reason."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.engine.catalogue import read_problem
from tutor.engine.data import parse_table, read_table
from tutor.engine.data_sets import data_folder, data_sets
from tutor.engine.samples import class_samples, held_back, number_samples
from tutor.errors import SpecificationError


def test_every_data_set_is_listed_with_its_source_and_licence() -> None:
    readme = (data_folder() / "README.md").read_text(encoding="utf-8")
    for name in data_sets():
        row = next(line for line in readme.splitlines() if f"`{name}.csv`" in line)
        assert f"| {read_table(name).rows} |" in row
    assert data_sets() == ["cars", "curve", "digits", "houses", "penguins", "tap"]


def test_cars_are_ezekiels_stopping_distances() -> None:
    cars = read_table("cars")
    assert cars.order == ("speed_mph", "distance_ft")
    # The fit that every textbook on R prints: dist = -17.5791 + 3.9324 speed.
    slope, intercept = np.polyfit(cars.numbers["speed_mph"], cars.numbers["distance_ft"], 1)
    assert (slope, intercept) == (pytest.approx(3.9324, abs=1e-4), pytest.approx(-17.5791, abs=1e-4))


def test_penguins_have_three_species_and_no_gaps() -> None:
    penguins = read_table("penguins")
    assert set(penguins.labels["species"]) == {"Adelie", "Chinstrap", "Gentoo"}
    assert penguins.labels["species"].count("Gentoo") == 119
    assert penguins.numbers["body_mass_g"].min() == 2700


def test_digits_are_eight_by_eight_pixels_of_seventeen_shades() -> None:
    digits = read_table("digits")
    assert len(digits.numbers) == 65
    assert set(digits.numbers["digit"]) == set(range(10))
    pixels = np.stack([column for name, column in digits.numbers.items() if name != "digit"])
    assert (pixels.min(), pixels.max()) == (0, 16)


def test_a_users_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "my data.csv"
    file.write_text("﻿x,kind,y\n1,a,2.5\n\n2,b,-1e3\n", encoding="utf-8")
    table = read_table(str(file))
    assert table.numbers["x"].tolist() == [1, 2]
    assert table.numbers["y"].tolist() == [2.5, -1000]
    assert table.labels["kind"] == ("a", "b")
    assert (table.name, table.rows, table.order) == ("my data.csv", 2, ("x", "kind", "y"))


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    file.write_text("x,y\n1,2\n", encoding="utf-8")
    assert read_table(str(file)).rows == 1
    file.write_text("x,y\n1,2\n3,4\n", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert read_table(str(file)).rows == 2


def test_semicolons_bring_decimal_commas() -> None:
    table = parse_table("x;y\n1,5;2\n-,5;1e3\n", "t")
    assert table.numbers["x"].tolist() == [1.5, -0.5]
    assert table.numbers["y"].tolist() == [2, 1000]


def test_tabs_and_quotes_are_understood() -> None:
    table = parse_table('x\t"y, in m"\n1\t"2"\n', "t")
    assert table.numbers["y, in m"].tolist() == [2]


def test_a_row_with_a_gap_is_left_out() -> None:
    table = parse_table("x,y\n1,2\n,3\nNA,4\n5,nan\n6,7\n?,1\n", "t")
    assert table.numbers["x"].tolist() == [1, 6]


def test_infinity_is_not_a_number() -> None:
    assert "x" in parse_table("x,y\n1,2\ninf,3\n", "t").labels


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the file is empty"),
        ("\n , \n", "the file is empty"),
        ("x,y\n", "no complete row"),
        ("x,y\nNA,1\n", "no complete row"),
        ("x,y\n1,2\n3\n", "t.csv:3: this row has 1 cells, the header 2"),
        ("1,2\n3,4\n", "t.csv:1: the first line has only numbers"),
        ("x,x\n1,2\n", 'two columns are called "x"'),
        ("x,\n1,2\n", "column 2 has no name"),
        ('x,y\n"1,2\n', "not a table"),
    ],
)
def test_what_is_no_table_is_refused_with_the_line(text: str, told: str) -> None:
    with pytest.raises(SpecificationError, match=told):
        parse_table(text, "t", "t.csv")


def test_an_unknown_data_set_is_refused_with_the_nearest() -> None:
    with pytest.raises(SpecificationError, match=r'no data set "penguin"; did you mean "penguins".*path of a CSV file'):
        read_table("penguin")


def test_what_is_no_ordinary_text_file_is_refused(tmp_path: Path) -> None:
    for path, told in (
        (tmp_path / "none.csv", "does not exist"),
        (tmp_path, "is not a file"),
        (Path("/dev/zero"), "is not a file"),
    ):
        with pytest.raises(SpecificationError, match=told):
            read_table(str(path))
    binary = tmp_path / "b.csv"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SpecificationError, match="not UTF-8 text"):
        read_table(str(binary))


def test_a_pipe_does_not_hang_the_reader(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(SpecificationError, match="is not a file"):
        read_table(str(tmp_path / "pipe.csv"))


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as handle:
        handle.truncate(30_000_000)
    with pytest.raises(SpecificationError, match="larger than 20 MB"):
        read_table(str(file))


def test_no_escape_sequence_of_a_file_comes_through() -> None:
    table = parse_table("x\x1b[31m,kind\n1,a\x1b]0;title\x07b\n", "t")
    assert table.order == ("x", "kind")
    assert table.labels["kind"] == ("ab",)


@given(st.text(alphabet='xy1,;.\t\n" -eE\x00é', max_size=80))
def test_any_text_is_a_table_or_is_refused(text: str) -> None:
    lengths = {1}
    told = ""
    try:
        table = parse_table(text, "t")
        lengths = {len(column) for column in table.numbers.values()} | {len(c) for c in table.labels.values()}
        assert table.rows in lengths
    except SpecificationError as error:
        told = str(error)
    assert "\n" not in told
    assert len(lengths) == 1
    assert 0 not in lengths


# ---------------------------------------------------------------- which columns, which rows


def test_a_number_is_predicted_from_all_other_columns_of_numbers() -> None:
    samples = number_samples(read_problem("linear-regression:data=penguins"))
    assert samples.target == "body_mass_g"
    assert samples.features == ("bill_length_mm", "bill_depth_mm", "flipper_length_mm")


def test_scaling_brings_every_feature_to_mean_zero_and_spread_one() -> None:
    x = number_samples(read_problem("linear-regression:data=penguins")).x
    np.testing.assert_allclose(x.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(x.std(axis=0), 1)


def test_scaling_learns_nothing_from_the_rows_held_back() -> None:
    raw = number_samples(read_problem("linear-regression:data=cars,scaled=no,validation=0.3"))
    scaled = number_samples(read_problem("linear-regression:data=cars,validation=0.3"))
    expected = (raw.validation_x - raw.x.mean(axis=0)) / raw.x.std(axis=0)
    np.testing.assert_allclose(scaled.validation_x, expected)
    assert len(raw.validation_x) == 15


def test_a_constant_feature_is_not_divided_by_its_spread(tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text("one,x,y\n1,2,3\n1,4,5\n", encoding="utf-8")
    x = number_samples(read_problem(f"linear-regression:data={file}")).x
    assert x.tolist() == [[0, -1], [0, 1]]


def test_two_kinds_are_found_without_being_named() -> None:
    samples = class_samples(read_problem("logistic-regression"), two=True)
    assert (samples.target, samples.classes) == ("sex", ("female", "male"))
    assert set(samples.y) == {0, 1}


def test_kinds_may_be_written_as_numbers() -> None:
    samples = class_samples(read_problem("network:data=digits,target=digit"))
    assert samples.classes == tuple("0123456789")
    assert (samples.y == read_table("digits").numbers["digit"]).all()


@given(st.integers(1, 300), st.floats(0, 0.99))
def test_the_share_held_back_is_kept_all_over_the_table(rows: int, share: float) -> None:
    held = held_back(rows, share)
    for end in range(rows + 1):
        assert abs(held[:end].sum() - share * end) <= 1


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        ("linear-regression:target=weight", r'"weight" is not a column of cars; valid: distance_ft, speed_mph'),
        ("linear-regression:data=penguins,target=sex", '"sex" is not a column of numbers of penguins'),
        ("linear-regression:features=speed_mph;speed_mph", "names a column twice"),
        ("linear-regression:features=distance_ft", "names a column twice"),
        ("linear-regression:features=speed", '"speed" is not a column of cars; did you mean "speed_mph"'),
        ("linear-regression:batch=51", "batch=51 is more than the 50 rows"),
    ],
)
def test_columns_and_batches_that_do_not_fit_are_refused(problem: str, told: str) -> None:
    with pytest.raises(SpecificationError, match=told):
        number_samples(read_problem(problem))


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (
            "logistic-regression:target=species",
            "tells two kinds apart, and species of penguins has 3: Adelie, Chinstrap",
        ),
        ("logistic-regression:data=houses", "no column that logistic-regression could predict"),
    ],
)
def test_more_or_fewer_than_two_kinds_are_refused(problem: str, told: str) -> None:
    with pytest.raises(SpecificationError, match=told):
        class_samples(read_problem(problem), two=True)
