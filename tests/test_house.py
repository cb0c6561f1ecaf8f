"""The rules of the house: format, lint, strict types, one-way imports, light commands."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"textual", "numpy", "rich", "plotext", "markdown_it"}


def tool(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "command",
    [
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "ruff", "check", "."),
        ("-m", "mypy"),
        ("-c", "from importlinter.cli import lint_imports_command as check; check()", "--no-cache"),
    ],
    ids=["format", "lint", "types", "one-way doors"],
)
def test_the_house_is_in_order(command: tuple[str, ...]) -> None:
    result = tool(*command)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["lessons"]], ids=" ".join)
def test_light_commands_import_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    probe = (
        "import sys, json\n"
        "from tutor.cli import main\n"
        "try:\n"
        f"    main({arguments!r})\n"
        "except SystemExit as left:\n"
        "    print()\n"
        "    print(json.dumps([left.code, sorted({name.split('.')[0] for name in sys.modules})]))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", probe],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TUTOR_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    code, modules = json.loads(result.stdout.splitlines()[-1])
    assert code == 0
    assert HEAVY.isdisjoint(modules)
    assert "tutor" in modules


def test_contributing_names_every_room_in_the_order_of_the_doors() -> None:
    house = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("\ntutor/\n")[2].partition("\nlessons/")[0]
    rows = [row[2:22].strip() for row in house.splitlines()]
    named = [room.removesuffix("/").removesuffix(".py") for row in rows if row for room in row.split(", ")]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert named == ["__main__", *project["tool"]["importlinter"]["contracts"][0]["layers"]]


def test_no_file_is_past_300_lines_without_saying_why() -> None:
    unexplained = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tutor").rglob("*.py")
        if len((text := path.read_text(encoding="utf-8")).splitlines()) > 300 and "300 lines" not in text
    ]
    assert unexplained == []
