"""Names that say nothing, calls that do not belong in the product, and words that sell instead of telling."""
import posixpath
import re

import report
import source

_EMPTY = r"(?:Manager|Helper|Helpers|Util|Utils|Utility|Impl|Data|Info|Context)"
_EMPTY_TYPE = re.compile(r"\b(?:class|struct|enum|enum class|using)\s+(\w*" + _EMPTY + r")\b\s*[;:{=]")
_EMPTY_FILE = re.compile(r"(?:^|_)(?:manager|helpers?|utils?|utility|impl|misc|common)$")
_EMPTY_FUNCTION = re.compile(r"^\s*[\w:<>&*, ]+\s(?:\w+::)?(process|handle)\(", re.M)
_CALLS = [
    (re.compile(r"\bgetenv\b"), "only main reads the environment"),
    (re.compile(r"\bstd::regex\b"), "std::regex is not linear on hostile text; use RE2"),
    (re.compile(r"\b(?:sprintf|strcpy|strcat|gets|system|popen)\s*\("), "an unbounded call, or a shell"),
    (re.compile(r"\bstd::this_thread::sleep|\busleep\s*\("), "a sleep blocks the loop; wait with a deadline"),
]
_WORDS = re.compile(
    r"/wor[k]/|\bTO[D]O\b|\bFIX[M]E\b|\b(?:blazing(?:ly)?|seamless(?:ly)?|cutting[- ]edge|world[- ]class|"
    r"revolutionary|state[- ]of[- ]the[- ]art|best[- ]in[- ]class|game[- ]chang\w+|effortless(?:ly)?)\b", re.I)
_READ_WORDS_IN = (".cc", ".h", ".py", ".md", ".txt", ".cmake", ".sh", ".yml", ".json", "")
_OTHERS_WORDS = ("scripts/checks/words.py", "data/", "testlists/", "tests/golden/", "tests/fuzz/", "tests/checks/")


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def cpp_breaches(name, text):
    code = source.bare(text)
    for match in _EMPTY_TYPE.finditer(code):
        yield line_of(code, match.start()), f"the name {match.group(1)} says nothing"
    for match in _EMPTY_FUNCTION.finditer(code):
        yield line_of(code, match.start(1)), f"the name {match.group(1)}() says nothing"
    if name.startswith(("core/", "probe/", "analyzer/")) and posixpath.basename(name) != "main.cc":
        for pattern, why in _CALLS:
            for match in pattern.finditer(code):
                yield line_of(code, match.start()), f"{match.group(0)}: {why}"


def breaches_in(name, text):
    stem, extension = posixpath.splitext(posixpath.basename(name))
    if extension in source.CPP + (".py",) and _EMPTY_FILE.search(stem):
        yield 1, f"the file name {stem} says nothing"
    if extension in source.CPP:
        yield from cpp_breaches(name, text)
    if extension in _READ_WORDS_IN and not name.startswith(_OTHERS_WORDS):
        for match in _WORDS.finditer(text):
            yield line_of(text, match.start()), f"the words '{match.group(0)}' do not belong here"


def check(texts):
    breaches = [f"{name}:{line}: {what}" for name, text in sorted(texts.items()) for line, what in
                breaches_in(name, text)]
    return f"{len(texts)} files", breaches


if __name__ == "__main__":
    report.conclude("words", *check({name: source.read(name) for name in source.listed()}))
