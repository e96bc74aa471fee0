"""Locks on open files and folders, lifted by the system when the process ends, however it ends."""

from __future__ import annotations

import errno

_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
"""What file systems answer that have no locks."""


def try_lock(file: int) -> bool:
    """Lock an open file, unless another process has it locked.

    Parameters
    ----------
    file : int
        A file descriptor; to close it gives the lock up.

    Returns
    -------
    bool
        Whether we may go on: we hold the lock, or there are none on this system.
    """
    return _lock(file, wait=False)


def wait_and_lock(file: int) -> None:
    """Lock an open file as soon as no other process has it locked."""
    _lock(file, wait=True)


def _lock(file: int, *, wait: bool) -> bool:
    try:
        import fcntl
    except ImportError:  # not on Windows
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    return True
