"""One host for the tests of a file: bringing it up takes longer than most of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.host.hosting import RunningHost


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHost]:
    """A host of this account."""
    if sys.platform != "linux":
        pytest.skip("tutor host needs Linux")
    running = RunningHost(tmp_path_factory.mktemp("hosted"))
    yield running
    running.end()
