#!/usr/bin/python3
"""Walks the hops of the lab's ways, and looks from behind the shield, with censors of every kind at every place.

The lab knows where it has put its censor, so that each walk has one right answer, hop by hop. It runs without privileges.
Usage: hops.py LAB_DIRECTORY BUILD_DIRECTORY [WORD...]    only cases with a WORD in their names
"""
import concurrent.futures
import dataclasses
import os
import subprocess
import sys
import tempfile

NET_ADMIN, NET_RAW = 12, 13
SITE = "www.example.com"
OTHER = "www.example.org"
URLS = f'urls = ["https://{SITE}/", "http://{SITE}/", "https://{OTHER}/"]\n'

# What tells at each TTL: "TTL REPLY NAME ROUTER".
HOME, ISP, TRANSIT = "192.168.1.1", "60.50.77.1", "62.115.0.2"
HOME6, ISP6, TRANSIT6 = "2403:5100:77:1::1", "2403:5100:0:77::1", "2001:2030::2"
LONG_WAY = (HOME, ISP, "60.50.1.2", TRANSIT, "62.115.10.2", "62.115.11.2")
SHORT_WAY, SHORT_WAY6 = (HOME, ISP, TRANSIT), (HOME6, ISP6, TRANSIT6)


def censor(kind, action, **more):
    lines = [f'kind = "{kind}"', f'action = "{action}"', f'hosts = ["{SITE}"]']
    for key, value in more.items():
        lines.append(f"{key} = {str(value).lower() if isinstance(value, bool) else repr(value)}")
    return "[[censor]]\n" + "\n".join(lines) + "\n"


def network(**values):
    return "[network]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())


def expired(*routers, name=SITE):
    return [f"{ttl} expired {name} {router}" for ttl, router in enumerate(routers, 1)]


def way(*routers):
    """What bare SYNs meet before the walk."""
    return [*expired(*routers, name="-"), f"{len(routers) + 1} answer - -"]


@dataclasses.dataclass
class Look:
    arguments: str  # of lab-hops
    lines: list[str]


@dataclasses.dataclass
class Case:
    name: str
    scenario: str
    looks: list[Look]


def name_based():
    """A reset, a silence and a page by name, at every place, over both IP versions."""
    for at, before, at6, before6, there, there6 in (
            ("home_router", (), 1, (), HOME, HOME6),
            ("isp", (HOME,), 2, (HOME6,), ISP, ISP6),
            ("transit", (HOME, ISP), 3, (HOME6, ISP6), TRANSIT, TRANSIT6)):
        ttl = at6
        for action in ("reset", "close", "alert"):
            reply = "reset" if action == "reset" else "answer" if action == "alert" else "closed"
            yield Case(f"tls {action} at {at}", URLS + network(rtt_ms=40) + censor("tls", action, at=at), [
                Look(f"walk tls {SITE}", [*way(*SHORT_WAY), *expired(*before), f"{ttl} {reply} {SITE} {there}"]),
                Look(f"walk tls {SITE} 6", [*way(*SHORT_WAY6), *expired(*before6), f"{ttl} {reply} {SITE} {there6}"])])
    yield Case("an innocent name gets through", URLS + network(rtt_ms=40) + censor("tls", "reset"), [
        Look(f"walk tls {OTHER}", [*way(*SHORT_WAY), *expired(*SHORT_WAY, name=OTHER), f"4 answer {OTHER} -"]),
        Look(f"walk tls {OTHER} 6", [*way(*SHORT_WAY6), *expired(*SHORT_WAY6, name=OTHER), f"4 answer {OTHER} -"])])
    for at, seen in (("home_router", [f"1 silence {SITE} {HOME}", f"2 silence {SITE} {ISP}"]),
                     ("isp", [*expired(HOME), f"2 silence {SITE} {ISP}", f"3 silence {SITE} {TRANSIT}"]),
                     ("transit", [*expired(HOME, ISP), f"3 silence {SITE} {TRANSIT}", f"4 silence {SITE} -"])):
        yield Case(f"tls timeout at {at}", URLS + censor("tls", "timeout", at=at),
                   [Look(f"walk tls {SITE}", [*way(*SHORT_WAY), *seen])])
    yield Case("http page in the path", URLS + censor("http", "page"),
               [Look(f"walk http {SITE}", [*way(*SHORT_WAY), *expired(HOME), f"2 answer {SITE} {ISP}"])])
    yield Case("http reset at the site", URLS + censor("http", "reset", at="site"),
               [Look(f"walk http {SITE}", [*way(*SHORT_WAY), *expired(*SHORT_WAY), f"4 reset {SITE} -"])])
    yield Case("shut out for a while", URLS + censor("tls", "reset", residual_s=60), [
        Look(f"walk tls {SITE}", [*way(*SHORT_WAY), *expired(HOME), f"2 reset {SITE} {ISP}"]),
        Look(f"walk tls {SITE}", [*expired(HOME, name="-"), f"1 no_connect {SITE} -", f"2 no_connect {SITE} -"])])


def long_way():
    for hop in range(1, 7):
        yield Case(f"hop {hop} of six", URLS + network(hops=6, rtt_ms=20) + censor("tls", "reset", at=f"hop:{hop}"), [
            Look(f"walk tls {SITE}",
                 [*way(*LONG_WAY), *expired(*LONG_WAY[:hop - 1]), f"{hop} reset {SITE} {LONG_WAY[hop - 1]}"])])


def questions():
    both = [*expired(HOME), f"2 expired {SITE} {ISP}", f"2 answer {SITE} {ISP}"]
    forged = censor("dns_injection", "address", on_path=True) + 'answers = ["31.13.94.37"]\n'
    yield Case("forged answers", URLS + network(rtt_ms=60) + forged, [
        Look(f"walk dns {SITE} 8.8.8.8:53", [*way(*SHORT_WAY), *both]),
        # Nobody answers DNS at the control.
        Look(f"walk dns {SITE} 195.201.7.7:53", [*expired(*SHORT_WAY, name="-"), *both]),
        Look(f"walk dns {OTHER} 8.8.8.8:53", [*way(*SHORT_WAY), *expired(*SHORT_WAY, name=OTHER), f"4 answer {OTHER} -"])])
    yield Case("questions that vanish", URLS + censor("dns_injection", "timeout"), [
        Look(f"walk dns {SITE} 8.8.8.8:53",
             [*way(*SHORT_WAY), *expired(HOME), f"2 silence {SITE} {ISP}", f"3 silence {SITE} {TRANSIT}"])])


def addresses():
    """A rule by address sees a packet after its TTL was counted down: one TTL later."""
    for action, reply in (("refused", "reset"), ("unreachable", "closed")):
        yield Case(f"tcp {action}", URLS + censor("tcp", action), [
            Look(f"walk tcp {SITE}",
                 [*expired(HOME, ISP), f"3 {reply} {SITE} {ISP if action == 'unreachable' else '-'}"])])
    yield Case("tcp timeout", URLS + censor("tcp", "timeout"), [
        Look(f"walk tcp {SITE}", [*expired(HOME, ISP), *(f"{ttl} silence {SITE} -" for ttl in range(3, 8))])])
    yield Case("tcp open", URLS, [Look(f"walk tcp {SITE}", [*expired(*SHORT_WAY), f"4 answer {SITE} -"])])


def shields():
    """The site's packets arrive with 61."""
    for name, rule, replies in (
            ("a forged reset of low TTL", censor("tls", "reset", on_path=True, reset_server=False, ttl=44), "reset answer"),
            ("a forged reset as high as the site's", censor("tls", "reset", on_path=True, reset_server=False), "reset reset"),
            ("a reset in place of the ClientHello", censor("tls", "reset", ttl=44), "reset silence"),
            ("no censor", "", "answer answer")):
        before, behind = replies.split()
        lines = [f"0 {before} {SITE} -", f"61 {behind} {SITE} -"]
        yield Case(f"shield: {name}", URLS + network(rtt_ms=60) + rule,
                   [Look(f"shield tls {SITE}", lines), Look(f"shield tls {SITE} 6", lines)])
    yield Case("shield: a forged page of low TTL", URLS + network(rtt_ms=60) + censor(
        "http", "page", on_path=True, reset_server=False, ttl=44),
        [Look(f"shield http {SITE}", [f"0 answer {SITE} -", f"61 answer {SITE} -"])])


def has_network_privileges(status):
    mask = next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapEff:"))
    return mask >> NET_ADMIN & 1 or mask >> NET_RAW & 1


def fits(got, wanted):
    """In any order within a TTL of one walk: a router's word and a forged answer race."""
    def places(lines):
        return [(line.split()[0], line.split()[2]) for line in lines]
    return sorted(got) == sorted(wanted) and places(got) == places(wanted)


def differences(case, output):
    status, *parts = output.split("== look\n")
    if has_network_privileges(status):
        yield "the home has privileges over the network: this proves nothing"
    for look, part in zip(case.looks, parts, strict=True):
        got = [" ".join(line.split()[:4]) for line in part.splitlines()]
        if not fits(got, look.lines):
            yield f"lab-hops {look.arguments}\n    wanted: {look.lines}\n    got:    {got}"


def check(lab, build, case):
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(case.scenario)
        file.flush()
        looks = "".join(f"; echo == look; {build}/lab-hops {look.arguments}" for look in case.looks)
        command = [f"{lab}/exec", "--bin", build, "--probe", f"{build}/saksi-probe", file.name, "--", "sh", "-c",
                   "grep CapEff /proc/self/status" + looks]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return [f"exit {done.returncode}: {done.stderr.strip()}"]
    return list(differences(case, done.stdout))


def main():
    lab, build, *words = sys.argv[1:]
    cases = [case for group in (name_based, long_way, questions, addresses, shields) for case in group()]
    cases = [case for case in cases if not words or any(word in case.name for word in words)]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for case, wrong in zip(cases, pool.map(lambda case: check(lab, os.path.abspath(build), case), cases)):
            print("ok   " if not wrong else "WRONG", case.name, flush=True)
            failed += bool(wrong)
            for line in wrong:
                print(f"  {line}", flush=True)
    print(f"{len(cases) - failed} of {len(cases)} right")
    sys.exit(1 if failed or not cases else 0)


if __name__ == "__main__":
    main()
