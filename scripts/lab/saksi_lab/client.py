"""The home: what a program started there sees of the machine, and in which environment it runs.

A probe runs unmodified and unaware. What would betray the lab is covered by bind mounts in a mount namespace of
its own: the resolver's address, the hosts file, the trusted certificate authorities, the user's name.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from . import addresses as plan

# A probe must not keep whose machine it runs on. Here both have names that cannot occur by chance, for tests to look for.
HOST_NAME = "zahras-laptop"
USER_NAME = "nurulaisyah"

# A proxy or another set of certificates would lead the probe around the lab.
LEAKING = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR",
           "CURL_CA_BUNDLE", "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES")


def resolver_address(word: str) -> str:
    """The value of network.resolver: "isp", "home_router" or an address."""
    return {"isp": plan.ISP_RESOLVER, "home_router": plan.HOME_LAN_ROUTER}.get(word, word)


def mounts(directory: Path, resolver: str, trust_store: Path) -> dict[Path, Path]:
    """Files that stand in for those of the machine: target -> source."""
    directory.mkdir(parents=True, exist_ok=True)
    contents = {
        "resolv.conf": f"nameserver {resolver}\n",
        "hosts": f"127.0.0.1 localhost\n::1 localhost\n127.0.1.1 {HOST_NAME}\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
        "passwd": f"{USER_NAME}:x:{os.getuid()}:{os.getgid()}::/home/{USER_NAME}:/bin/sh\n",
    }
    found = {Path("/etc/ssl/certs"): trust_store}
    for name, content in contents.items():
        (directory / name).write_text(content, encoding="utf-8")
        found[Path("/etc") / name] = directory / name
    return found


def environment(home: Path, extra: Mapping[str, str]) -> dict[str, str]:
    """The caller's, without what leaks, with a home directory of the lab's."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items()
            if name.upper() not in LEAKING and not name.startswith("XDG_")}
    return kept | {"HOME": str(home)} | dict(extra)
