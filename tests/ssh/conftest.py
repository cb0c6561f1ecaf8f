"""One server for the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ssh.server import Server
from tests.tui.learner import write_course


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An sshd as the guide sets it up."""
    folder = tmp_path_factory.mktemp("ssh")
    write_course(folder / "course")
    server = Server(folder, folder / "course")
    yield server
    server.stop()
