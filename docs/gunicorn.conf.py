"""Gunicorn behind nginx: `make serve`. Slow lines end at nginx, so a thread is held only while a page is made.

Beside the pages it runs the worker, which ends when gunicorn does.
"""

import os
import subprocess
import sys

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = (os.cpu_count() or 1) + 1
threads = 8
keepalive = 75  # seconds; longer than nginx keeps an idle connection, so that it never writes to a closed one
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # the sign of life must not wait for a disk
control_socket_disable = True


def on_starting(server: object) -> None:
    """Refuse a bad setting once, in words, before any worker is started."""
    from config import BadSetting, load

    try:
        load()
    except BadSetting as bad:
        raise SystemExit(f"Homeroom cannot start: {bad}") from None


def when_ready(server: object) -> None:
    """Start the worker; it looks after its parent, so that none is left behind even when gunicorn is killed."""
    command = [sys.executable, "-m", "flask", "work", "--watch", "--beside", str(os.getpid())]
    subprocess.Popen(command, start_new_session=True)
