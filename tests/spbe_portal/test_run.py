import socket

import pytest

from spbe_portal.processes import StoppedError
from spbe_portal.run import alone, free_to_use
from spbe_portal.services import LOOPBACK, free_port


def test_port_in_use_is_one_sentence():
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = str(other.getsockname()[1])

        with pytest.raises(StoppedError, match=f"^Port {port} cannot be used"):
            free_to_use(port)


def test_free_port_may_be_used():
    port = free_port()

    assert free_to_use(str(port)) == port


@pytest.mark.parametrize("port", ["", "http", "65536", "-1"])
def test_port_that_is_none_is_refused(port):
    with pytest.raises(StoppedError, match=f"^PORT={port}: use a number"):
        free_to_use(port)


def test_second_run_in_the_same_folder_is_refused(tmp_path):
    message = "^The portal already runs from this folder"

    with alone(tmp_path), pytest.raises(StoppedError, match=message), alone(tmp_path):
        pass


def test_folder_is_free_after_a_run(tmp_path):
    for _ in range(2):
        with alone(tmp_path):
            assert (tmp_path / "lock").exists()
