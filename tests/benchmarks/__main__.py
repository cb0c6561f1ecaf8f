"""All benchmarks, one table after the other: `python -m tests.benchmarks`. Exits with 1 if a budget is broken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Each benchmark runs in a process of its own, so that none warms another's caches."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))
    broken = []
    for name in names:
        print(f"\n=== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False).returncode:
            broken.append(name)
    print(f"\nover budget: {', '.join(broken)}" if broken else "\nevery budget holds")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
