#!/usr/bin/python3
"""Measures servers that do everything wrong, and shows that each ends as a recorded observation: no hang, no crash, bounded memory.

Makes a network namespace of its own (unshare), so that the servers can have public-looking addresses on a machine without network.
Usage: hostile_servers.py PROBE
"""
import gzip
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

ADDRESS = "93.184.215.14"  # inside the namespace only
RESOLVER = "93.184.215.53"
# The bound is for the program that people run. A sanitized one keeps freed memory for hundreds of megabytes: only a leak without end
# would show there.
MOST_MEMORY_KIB = 1024 * 1024 if os.environ.get("SAKSI_SANITIZED") else 40 * 1024
HANG_SECONDS = 240


def read_request(connection):
    data = b""
    while b"\r\n\r\n" not in data and len(data) < 65536:
        piece = connection.recv(4096)
        if not piece:
            break
        data += piece
    return data


def page(headers, body=b""):
    return b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n" + body


def forever(connection, piece, pause=0.0):
    end = time.monotonic() + HANG_SECONDS
    while time.monotonic() < end:
        connection.sendall(piece)
        if pause:
            time.sleep(pause)


def endless_header(c, _):
    c.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    forever(c, b"a" * 65536)


def endless_headers(c, _):
    c.sendall(b"HTTP/1.1 200 OK\r\n")
    forever(c, b"".join(b"X-%d: y\r\n" % i for i in range(1000)))


def endless_body(c, _):
    c.sendall(page(b""))
    forever(c, b"<p>endless" * 6000)


def gzip_bomb(c, _):
    c.sendall(page(b"Content-Encoding: gzip\r\n"))
    bomb = gzip.compress(b"\0" * (64 << 20))
    forever(c, bomb)


def nested_gzip(c, _):
    once = gzip.compress(b"\0" * (64 << 20))
    c.sendall(page(b"Content-Encoding: gzip, gzip\r\n", gzip.compress(once)))


def false_gzip(c, _):
    c.sendall(page(b"Content-Encoding: gzip\r\nContent-Length: 20\r\n", b"this is not gzip at all"[:20]))


def slow_header(c, _):
    c.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    forever(c, b"a", 0.5)


def slow_body(c, _):
    c.sendall(page(b"Content-Length: 100000\r\n"))
    forever(c, b"a", 0.5)


def many_redirects(c, request):
    step = int(request.split(b" ")[1].rsplit(b"/", 1)[-1] or b"0") if request else 0
    c.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /hop/%d\r\n\r\n" % (step + 1))


def bad_location(c, _):
    c.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://\r\n\r\n")


def dangerous_location(c, _):
    c.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: file:///etc/passwd\r\n\r\n")


def bad_chunks(c, _):
    c.sendall(page(b"Transfer-Encoding: chunked\r\n", b"ZZZZ\r\nnot a chunk\r\n"))


def negative_length(c, _):
    c.sendall(page(b"Content-Length: -5\r\n", b"hello"))


def giant_length(c, _):
    c.sendall(page(b"Content-Length: 18446744073709551615\r\n", b"short"))


def garbage(c, _):
    c.sendall(os.urandom(4096))


def nul_bytes(c, _):
    c.sendall(b"HTTP/1.1 200 OK\r\nX-\0: \0\0\r\n\r\n\0\0\0")


def binary_body(c, _):
    c.sendall(page(b"Content-Length: 4096\r\n", bytes(range(256)) * 16))


def immediate_close(c, _):
    c.shutdown(socket.SHUT_RDWR)


def reset(c, _):
    c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silence(c, _):
    time.sleep(HANG_SECONDS)


def tls_garbage(c, _):
    c.sendall(os.urandom(8192))


def tls_half_hello(c, _):
    c.sendall(bytes.fromhex("160303007a0200007603"))
    time.sleep(HANG_SECONDS)


def tls_giant_record(c, _):
    c.sendall(b"\x16\x03\x03\xff\xff" + b"\x02\xff\xff\xff" * 20000)


def tls_alert(c, _):
    c.sendall(bytes.fromhex("15030300020228"))  # fatal, handshake_failure


def title_attack(c, _):
    body = b"<title>\x1b]0;owned\x07" + b"A" * 300000 + b"</title><script>alert(1)</script>"
    c.sendall(page(b"Content-Length: %d\r\n" % len(body), body))


ANY = None  # ended, with or without a failure

# name: (server, scheme, failures that are right; "" is success)
SERVERS = {
    "endless_header": (endless_header, "http", {"unknown_failure"}),
    "endless_headers": (endless_headers, "http", {"unknown_failure"}),
    "endless_body": (endless_body, "http", {""}),
    "gzip_bomb": (gzip_bomb, "http", {""}),
    "nested_gzip": (nested_gzip, "http", {"", "unknown_failure"}),
    "false_gzip": (false_gzip, "http", {"unknown_failure"}),
    "slow_header": (slow_header, "http", {"generic_timeout_error"}),
    "slow_body": (slow_body, "http", {"generic_timeout_error"}),
    "many_redirects": (many_redirects, "http", {"unknown_failure"}),
    "bad_location": (bad_location, "http", {"http_invalid_redirect_location_host"}),
    "dangerous_location": (dangerous_location, "http", {"http_invalid_redirect_location_host"}),
    "bad_chunks": (bad_chunks, "http", {"unknown_failure"}),
    "negative_length": (negative_length, "http", ANY),
    "giant_length": (giant_length, "http", ANY),
    "garbage": (garbage, "http", ANY),
    "nul_bytes": (nul_bytes, "http", ANY),
    "binary_body": (binary_body, "http", {""}),
    "immediate_close": (immediate_close, "http", {"eof_error", "connection_reset"}),
    "reset": (reset, "http", {"connection_reset", "eof_error"}),
    "silence": (silence, "http", {"generic_timeout_error"}),
    "title_attack": (title_attack, "http", {""}),
    "tls_garbage": (tls_garbage, "https", {"ssl_failed_handshake", "connection_reset", "eof_error"}),
    "tls_half_hello": (tls_half_hello, "https", {"generic_timeout_error"}),
    "tls_giant_record": (tls_giant_record, "https", {"ssl_failed_handshake", "connection_reset", "eof_error"}),
    "tls_alert": (tls_alert, "https", {"ssl_failed_handshake"}),
}


def serve(listener, behave):
    def answer(connection):
        try:
            request = b"" if behave.__name__.startswith("tls_") else read_request(connection)
            behave(connection, request)
        except OSError:
            pass
        finally:
            connection.close()

    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def start_servers():
    ports = {}
    for name, (behave, _, _) in SERVERS.items():
        listener = socket.create_server((ADDRESS, 0), backlog=64)
        ports[name] = listener.getsockname()[1]
        threading.Thread(target=serve, args=(listener, behave), daemon=True).start()
    return ports


def dns_replies(query):
    """Malformed answers to one question, by its first label."""
    head, label = query[:2], query[13:13 + query[12]].decode("ascii", "replace")
    question = query[12:query.index(b"\0", 12) + 5]
    ok = head + b"\x81\x80\0\1\0\1\0\0\0\0" + question
    return {
        "loop": [ok + b"\xc0\x0c\0\5\0\1\0\0\0\1\0\2\xc0" + bytes([len(ok) + 12 - 12])],
        "pointer": [ok + b"\xff\xff\0\1\0\1\0\0\0\1\0\4\1\2\3\4"],
        "short": [head],
        "empty": [b""],
        "lying": [head + b"\x81\x80\xff\xff\xff\xff\xff\xff\xff\xff" + question],
        "length": [ok + b"\xc0\x0c\0\1\0\1\0\0\0\1\xff\xff\1\2\3\4"],
        "wrongid": [bytes([head[0] ^ 1, head[1]]) + ok[2:] + b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4\1\2\3\4"],
        "noise": [os.urandom(900) for _ in range(50)],
    }.get(label, [head + b"\x81\x83\0\1\0\0\0\0\0\0" + question])


def serve_dns(listener):
    while True:
        query, peer = listener.recvfrom(4096)
        try:
            for reply in dns_replies(query):
                listener.sendto(reply, peer)
        except (OSError, ValueError, IndexError):
            pass


DNS_LABELS = ("loop", "pointer", "short", "empty", "lying", "length", "wrongid", "noise")


def watch_memory(process):
    """Peak resident KiB until the process ends. wait4's figure would count this program's own memory before the exec."""
    most, end = 0, time.monotonic() + HANG_SECONDS
    while process.poll() is None:
        assert time.monotonic() < end or process.kill(), "the probe hangs"
        try:
            with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                most = max([most] + [int(line.split()[1]) for line in status if line.startswith("VmHWM")])
        except OSError:
            pass
        time.sleep(0.02)
    return most


def run_probe(probe, database, arguments):
    command = [probe, "run", "--db", database, "--yes", "--control", "none", *arguments]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stderr=errors)
        memory = watch_memory(process)
        errors.seek(0)
        assert process.returncode in (0, 7), f"exit {process.returncode}: {errors.read()[-2000:]!r}"
    print(f"  peak memory of the run: {memory} KiB")
    assert memory <= MOST_MEMORY_KIB, f"more than {MOST_MEMORY_KIB}"
    text = subprocess.run([probe, "export", "--db", database], capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in text.splitlines()]


def word(failure):
    return (failure or "").split(":")[0]


def check_http(probe, folder):
    ports = start_servers()
    urls = {f"{SERVERS[name][1]}://{ADDRESS}:{port}/": name for name, port in ports.items()}
    arguments = [part for url in urls for part in ("--url", url)]
    documents = run_probe(probe, os.path.join(folder, "http.db"), ["--parallel", "32", *arguments])
    assert len(documents) == len(urls), f"{len(documents)} of {len(urls)} measured"
    wrong = []
    for document in documents:
        name = urls[document["input"]]
        keys = document["test_keys"]
        steps = (keys["requests"] or []) or (keys["tls_handshakes"] or []) or keys["tcp_connect"]
        failure = word(steps[0]["failure"] if "failure" in steps[0] else steps[0]["status"]["failure"])
        allowed = SERVERS[name][2]
        print(f"  {name:20} {failure or 'no failure'}")
        if allowed is not ANY and failure not in allowed:
            wrong.append(f"{name}: {failure!r}, expected one of {sorted(allowed)}")
    assert not wrong, "\n".join(wrong)


def check_dns(probe, folder):
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind((RESOLVER, 53))
    threading.Thread(target=serve_dns, args=(listener,), daemon=True).start()
    arguments = [part for label in DNS_LABELS for part in ("--url", f"http://{label}.example/")]
    documents = run_probe(probe, os.path.join(folder, "dns.db"),
                          [*arguments, "--resolver", f"udp://{RESOLVER}", "--resolver", "system"])
    assert len(documents) == len(DNS_LABELS)
    for document in documents:
        failures = {word(query["failure"]) for query in document["test_keys"]["queries"]}
        print(f"  {document['input']:28} {sorted(failures)}")
        assert "" not in failures, f"{document['input']}: a malformed answer was believed"


def wordy_chunks(c, _):
    """A hundred bytes on the wire for one of the page, 400 Mbit/s of them."""
    c.sendall(page(b"Transfer-Encoding: chunked\r\n"))
    forever(c, (b"1;" + b"x" * 94 + b"\r\na\r\n") * 500, 0.001)


def loopback_bytes():
    with open("/proc/net/dev", encoding="ascii") as devices:
        return next(int(line.split()[1]) for line in devices if line.split()[0] == "lo:")  # each packet once


def check_budget(probe, folder):
    """No cap on the page bounds this one: the data budget must."""
    limit = 3_000_000
    listener = socket.create_server((ADDRESS, 0), backlog=64)
    threading.Thread(target=serve, args=(listener, wordy_chunks), daemon=True).start()
    before = loopback_bytes()
    done = subprocess.run([probe, "run", "--db", os.path.join(folder, "budget.db"), "--yes", "--control", "none", "--url",
                           f"http://{ADDRESS}:{listener.getsockname()[1]}/", "--max-data", str(limit)],
                          capture_output=True, text=True, check=False, timeout=HANG_SECONDS)
    used = loopback_bytes() - before
    print(f"  wordy chunks: {used} bytes of {limit} used, exit {done.returncode}")
    assert used <= limit, "the data budget was exceeded"
    assert used > limit // 2, "it was not the budget that ended this"
    assert done.returncode == 6 and "--resume --max-data" in done.stderr, done.stderr


def isolated():
    """Starts this program again inside namespaces of its own."""
    flags = ["-nm"] if os.geteuid() == 0 else ["-rnm"]
    os.execvp("unshare", ["unshare", *flags, sys.executable, *sys.argv, "--inside"])


def prepare_namespace(folder):
    # Routes, not addresses of an interface: those would be the volunteer's own, and scrubbed.
    for command in (["ip", "link", "set", "lo", "up"], ["ip", "route", "add", "local", f"{ADDRESS}/32", "dev", "lo"],
                    ["ip", "route", "add", "local", f"{RESOLVER}/32", "dev", "lo"]):
        subprocess.run(command, check=True)
    resolv = os.path.join(folder, "resolv.conf")
    with open(resolv, "w", encoding="ascii") as out:
        out.write(f"nameserver {RESOLVER}\n")
    subprocess.run(["mount", "--bind", resolv, os.path.realpath("/etc/resolv.conf")], check=True)


def main():
    if sys.argv[-1] != "--inside":
        isolated()
    probe = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        prepare_namespace(folder)
        check_http(probe, folder)
        check_dns(probe, folder)
        check_budget(probe, folder)
    print(f"{len(SERVERS) + len(DNS_LABELS)} hostile servers, every one ended as an observation")


if __name__ == "__main__":
    main()
