"""A captive portal on the home router: every web page is the portal's until one logs in."""

from __future__ import annotations

from pathlib import Path

from . import addresses as plan
from . import nginx, pages

LOGIN = f"http://{plan.HOME_LAN_ROUTER}/login"


def write(directory: Path, style: str) -> list[str]:
    """`style` "redirect" sends browsers to a login page, "page" shows it in place of whatever was asked for."""
    directory.mkdir(parents=True, exist_ok=True)
    page = pages.page("portal", "Welcome to Lab Cafe", "Please accept the terms to use this network.", 2500)
    (directory / "login").write_text(page, encoding="utf-8")
    show = nginx.block("location = /login", [f"root {directory};"])
    answer = [f"return 302 {LOGIN};"] if style == "redirect" else [f"root {directory};", "try_files /login =404;"]
    server = ["listen 80;", *show, *nginx.block("location /", answer)]
    return nginx.write(directory, nginx.block("server", server))
