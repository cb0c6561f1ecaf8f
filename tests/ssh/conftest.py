"""One server for the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ssh.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An sshd as the guide sets it up."""
    server = Server(tmp_path_factory.mktemp("ssh"))
    yield server
    server.stop()
