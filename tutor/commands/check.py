"""`tutor check`: lint lessons and prove their claims."""

from __future__ import annotations

from pathlib import Path


def check(paths: list[Path]) -> int:
    """Prints what is wrong, one line each; gives 1 if anything is, else 0."""
    from tutor.lesson.check import check as findings_of

    report = findings_of(paths)
    for finding in report.findings:
        print(finding)
    print(report.summary)
    return 1 if report.findings else 0
