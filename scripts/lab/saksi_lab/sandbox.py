"""Keeps a scenario away from the machine: own namespaces for users, mounts, processes and network, and a directory in
memory. Root is not needed where the kernel lets users make user namespaces. When the first process inside ends, or
the one that started it, everything in the sandbox is gone, however it ended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import namespaces

PACKAGE_PARENT = Path(__file__).resolve().parents[1]
PYTHON = "/usr/bin/python3"
WORK = Path("/run/lab")


def command(arguments: list[str]) -> list[str]:
    """Runs `python3 -m saksi_lab.inside ARGUMENTS` in a new sandbox."""
    # Killing this program kills `unshare`, and that everything inside.
    unshare = ["setpriv", "--pdeathsig", "KILL",
               "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0:
        unshare += ["--user", "--map-root-user"]
    return [*unshare, PYTHON, "-m", "saksi_lab.inside", *arguments]


def start(arguments: list[str], **options) -> subprocess.Popen:
    environment = os.environ | {"PYTHONPATH": str(PACKAGE_PARENT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(command(arguments), env=environment, **options)


def cover_the_machine() -> None:
    """First thing inside: what programs keep under /run (network namespaces, locks) stays here, the name service
    daemons that listen there are out of reach, and the lab's own files are in memory."""
    namespaces.mount("none", "/", flags=namespaces.MS_REC | namespaces.MS_PRIVATE)
    namespaces.mount("lab", "/run", "tmpfs")
    WORK.mkdir()


def explain_failure(code: int) -> str:
    if shutil.which("unshare") is None:
        return "the program 'unshare' (package util-linux) is missing"
    if os.geteuid() != 0 and not _users_may_unshare():
        return ("this kernel does not let users make namespaces: run as root, or "
                "`sysctl kernel.unprivileged_userns_clone=1`")
    return f"the sandbox ended with {code}"


def _users_may_unshare() -> bool:
    probe = ["unshare", "--user", "--map-root-user", "--net", "true"]
    return subprocess.run(probe, stderr=subprocess.DEVNULL, check=False).returncode == 0


def missing_programs() -> list[str]:
    """Programs of packages.txt that are not installed."""
    needed = ("ip", "iptables-restore", "ip6tables-restore", "tc", "unshare", "knotd", "unbound", "nginx", "openssl")
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    return [name for name in needed if shutil.which(name, path=path) is None]


def require_programs() -> None:
    if missing := missing_programs():
        packages = PACKAGE_PARENT / "packages.txt"
        sys.exit(f"lab: missing: {', '.join(missing)}; install: xargs apt-get install < {packages}")
