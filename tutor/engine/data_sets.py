"""Which data sets the course has, and where: without NumPy, for whoever only reads a lesson."""

from __future__ import annotations

from pathlib import Path


def data_folder() -> Path:
    """Where the course's data sets are: packed into an installed copy, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent.parent
    packed = package / "_lessons" / "data"
    return packed if packed.is_dir() else package.parent / "lessons" / "data"


def data_sets() -> list[str]:
    """The names of the course's data sets."""
    return sorted(file.stem for file in data_folder().glob("*.csv"))
