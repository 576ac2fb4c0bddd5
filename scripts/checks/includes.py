"""Includes point one way, from the root, without cycles; probe and analyzer never include each other."""
import posixpath
import re

import report
import source

# folder -> folders it may include, beside itself
MAY_INCLUDE = {
    "core": [],
    "core/judge": ["core"],
    "probe/engine": ["core"],
    "probe/steps": ["core", "probe/engine"],
    "probe/control": ["core", "core/judge", "probe/engine", "probe/steps"],
    "probe/nettests": ["core", "core/judge", "probe/engine", "probe/steps", "probe/control"],
    "probe": ["core", "core/judge", "probe/engine", "probe/steps", "probe/control", "probe/nettests"],
    "analyzer/archive": ["core"],
    "analyzer/ingest": ["core", "core/judge", "analyzer/archive"],
    "analyzer/truth": ["core", "analyzer/archive"],
    "analyzer/statistics": ["core", "analyzer/archive"],
    "analyzer/report": ["core", "core/judge"],
    "analyzer/questions": ["core", "core/judge", "analyzer/archive", "analyzer/statistics", "analyzer/report"],
    "analyzer": ["core", "core/judge", "analyzer/archive", "analyzer/ingest", "analyzer/truth", "analyzer/statistics",
                 "analyzer/questions", "analyzer/report"],
    "scripts/lab": ["core"],
}
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.M)


def includes_of(text):
    for match in _INCLUDE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match.group(1)


def breach_of(name, included, exists):
    folder, target = posixpath.dirname(name), posixpath.dirname(included)
    if not exists(included):
        return f'"{included}" is no file from the root; write the path from there'
    if folder not in MAY_INCLUDE or folder == target:
        return None
    if target not in MAY_INCLUDE[folder]:
        return f"{folder} must not include {target or 'the root'}"
    return None


def cycle_in(graph):
    """A list of files that include each other in a ring, or nothing."""
    done, path = set(), []

    def visit(name):
        if name in path:
            return path[path.index(name):] + [name]
        if name in done:
            return None
        path.append(name)
        for target in graph.get(name, []):
            ring = visit(target)
            if ring:
                return ring
        path.pop()
        done.add(name)
        return None

    return next((ring for ring in map(visit, sorted(graph)) if ring), None)


def check(texts, generated=()):
    """`texts`: file name -> text of every C++ file; `generated`: headers that the build makes of "NAME.in"."""
    breaches, graph = [], {}
    for name, text in sorted(texts.items()):
        if name.startswith("tests/") and not name.startswith("tests/support/"):
            continue
        graph[name] = []
        for line, included in includes_of(text):
            graph[name].append(included)
            breach = breach_of(name, included, lambda path: path in texts or path in generated)
            if breach:
                breaches.append(f"{name}:{line}: {breach}")
    ring = cycle_in(graph)
    if ring:
        breaches.append("cycle: " + " -> ".join(ring))
    return f"{len(graph)} files, {sum(map(len, graph.values()))} includes", breaches


if __name__ == "__main__":
    listed = source.listed()
    made = {name[:-len(".in")] for name in listed if name.endswith(".h.in")}
    names = [name for name in listed if name.endswith(source.CPP)]
    report.conclude("includes", *check({name: source.read(name) for name in names}, made))
