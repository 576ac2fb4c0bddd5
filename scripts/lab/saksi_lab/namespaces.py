"""Linux namespaces from Python: enter a network namespace, make a mount namespace, give up privileges.

Everything here runs inside the sandbox (see sandbox.py), in which we are root over our own namespaces only.
"""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

CLONE_NEWUTS = 0x04000000
CLONE_NEWNS = 0x00020000
CLONE_NEWNET = 0x40000000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
PR_SET_PDEATHSIG, PR_SET_SECUREBITS = 1, 28
SECBIT_NOROOT, SECBIT_NOROOT_LOCKED = 1, 2
SIGKILL = 9

NETNS_DIR = Path("/run/netns")
_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def mount(source: str, target: str, kind: str = "", flags: int = 0) -> None:
    result = _libc.mount(source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), None)
    _check(result, f"mount {source} on {target}")


def bind(source: Path, target: Path) -> None:
    mount(str(source), str(target), flags=MS_BIND)


def enter_netns(name: str) -> None:
    descriptor = os.open(NETNS_DIR / name, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _check(_libc.setns(descriptor, CLONE_NEWNET), f"enter network namespace {name}")
    finally:
        os.close(descriptor)


@contextmanager
def inside_netns(name: str) -> Iterator[None]:
    """For opening a socket there: a socket keeps the namespace it was made in."""
    home = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    enter_netns(name)
    try:
        yield
    finally:
        _check(_libc.setns(home, CLONE_NEWNET), "return to the first network namespace")
        os.close(home)


def private_mounts(binds: Mapping[Path, Path]) -> None:
    """A mount namespace of one's own, in which each target shows its source."""
    _check(_libc.unshare(CLONE_NEWNS), "make a mount namespace")
    mount("none", "/", flags=MS_REC | MS_PRIVATE)
    for target, source in binds.items():
        bind(source, _existing(target))


def _existing(target: Path) -> Path:
    """/etc/resolv.conf is often a link into /run, which is empty in the sandbox: make the file it points to."""
    real = Path(os.path.realpath(target))
    if not real.exists() and str(real).startswith("/run/"):
        real.parent.mkdir(parents=True, exist_ok=True)
        real.touch()
    return real


def drop_capabilities() -> None:
    """From the next exec on, being root of the sandbox gives no powers; programs with powers of their own, such as
    ping, keep them, as at home."""
    _check(_libc.prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED, 0, 0, 0), "give up root's powers")


def die_with_parent() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)


def name_the_machine(name: str) -> None:
    """In a namespace of one's own: the servers of the lab would look a changed name up, and wait for the answer."""
    _check(_libc.unshare(CLONE_NEWUTS), "make a namespace for the machine's name")
    socket.sethostname(name)


def entry(netns: str, binds: Mapping[Path, Path] | None = None, unprivileged: bool = False,
          host_name: str = "") -> Callable[[], None]:
    """What a child does between fork and exec to find itself in that place of the lab."""
    def enter() -> None:
        die_with_parent()
        enter_netns(netns)
        if binds:
            private_mounts(binds)
        if host_name:
            name_the_machine(host_name)
        if unprivileged:
            drop_capabilities()
    return enter


def start(netns: str, command: list[str], log: Path, *, binds: Mapping[Path, Path] | None = None,
          cwd: Path | None = None, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Starts a server; what it prints goes to the log."""
    with log.open("wb") as output:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                cwd=cwd, env=env, start_new_session=True,
                                preexec_fn=entry(netns, binds))
