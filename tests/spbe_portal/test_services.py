from spbe_portal.services import forget_stale_pid, secret


def test_secret_is_made_once_and_read_by_its_owner_only(tmp_path):
    path = tmp_path / "secret-key"

    assert secret(path) == secret(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text()) >= 50


def test_number_of_another_program_does_not_stop_postgres(tmp_path):
    pid_file = tmp_path / "postmaster.pid"
    pid_file.write_text("1\n/somewhere\n")

    forget_stale_pid(pid_file)

    assert not pid_file.exists()
