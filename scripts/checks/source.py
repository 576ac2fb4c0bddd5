"""The files of the repository, and C++ reduced to what the checks need. No parser: tokens and braces."""
import pathlib
import re
import subprocess
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PRODUCT = ("core", "probe", "analyzer", "scripts")
CPP = (".cc", ".h")


def listed(root=ROOT):
    """Files that git knows or would add, as posix paths from the root."""
    command = ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return sorted(name for name in set(names) if (root / name).is_file())


def read(name, root=ROOT):
    return (root / name).read_text(encoding="utf-8", errors="replace")


_SKIPPED = re.compile(
    r'//[^\n]*|/\*.*?\*/'
    r'|R"([^()\s\\]{0,16})\(.*?\)\1"'
    r'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'',
    re.DOTALL)
_DIGIT_SEPARATOR = re.compile(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])")


def bare(text):
    """The text without comments, contents of literals and preprocessor lines; lines stay where they were."""
    text = _DIGIT_SEPARATOR.sub("", text)

    def blank(match):
        lines = "\n" * match.group(0).count("\n")
        return lines if match.group(0).startswith("/") else '""' + lines

    text = _SKIPPED.sub(blank, text)
    return re.sub(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.M)


@dataclass
class Token:
    text: str
    line: int


def tokens(text):
    line = 1
    for match in re.finditer(r"\n|[A-Za-z_]\w*|\d[\w.]*|->|::|&&|\S", bare(text)):
        if match.group(0) == "\n":
            line += 1
        else:
            yield Token(match.group(0), line)


@dataclass
class Block:
    """A braced block: a namespace, a class, a function, a branch, a lambda's body; or the whole file."""
    kind: str
    header: list
    line: int
    end: int = 0
    statements: list = field(default_factory=list)  # lists of tokens that stand directly in it
    blocks: list = field(default_factory=list)


_SCOPES = {"namespace", "class", "struct", "union", "enum", "extern"}
_ACCESS = {"public", "protected", "private"}
_BRANCHES = {"if", "for", "while", "switch", "catch", "else", "do", "try", "case", "default"}
_BEFORE_BLOCK = {")", "else", "do", "try", "const", "noexcept", "override", "final", "mutable", "{", "}", ";", ":"}


class Parser:
    """Parses tokens into blocks. An initializer's braces stay tokens of their statement; a lambda's body is a
    block of its own, and leaves the mark "{lambda}" in the statement that holds it."""

    def __init__(self, text):
        self.tokens = list(tokens(text))
        self.at = 0

    def file(self):
        block = Block("file", [], 1)
        while self.at < len(self.tokens):
            self.fill(block)
            self.at += 1  # a stray closing brace
        block.end = self.tokens[-1].line if self.tokens else 1
        return block

    def fill(self, block):
        """Reads statements into `block` up to its closing brace, which is left to the caller."""
        statement, depth = [], 0
        while self.at < len(self.tokens) and not (self.tokens[self.at].text == "}" and depth == 0):
            token = self.tokens[self.at]
            self.at += 1
            if token.text == "{":
                if self.opens_block(statement, depth):
                    block.statements.append(statement)
                    block.blocks.append(self.block(self.kind(statement), statement, token))
                    statement = []
                    continue
                if self.opens_lambda(statement):
                    block.blocks.append(self.block("lambda", list(statement), token))
                    statement.append(Token("{lambda}", token.line))
                    continue
            depth += token.text in "([{"
            depth -= token.text in ")]}"
            label = token.text == ":" and len(statement) == 1 and statement[0].text in _ACCESS
            if (token.text == ";" and depth <= 0) or label:
                block.statements.append(statement)
                statement, depth = [], 0
            else:
                statement.append(token)
        if statement:
            block.statements.append(statement)

    def block(self, kind, header, token):
        inner = Block(kind, header, header[0].line if header else token.line)
        self.fill(inner)
        inner.end = self.tokens[min(self.at, len(self.tokens) - 1)].line
        self.at += 1
        return inner

    @staticmethod
    def opens_block(statement, depth):
        words = [token.text for token in statement]
        if depth > 0:
            return False
        if not words or words[-1] in _BEFORE_BLOCK - {")"} and "return" not in words:
            return True
        if _SCOPES & set(words) and "=" not in words and "(" not in words:
            return True
        if "]" in words and Parser.opens_lambda(statement):
            return False
        if words[-1] == ")":
            return True
        return ")" in words and "->" in words and "=" not in words and "return" not in words

    @staticmethod
    def opens_lambda(statement):
        """The statement so far ends in "[...]", "[...](...)" or one of them with specifiers or "-> T"."""
        text = " ".join(token.text for token in statement)
        return re.search(r"(?:^|[=(,{&|?:!<]|return|co_await|co_return) \[[^\[\]]*\] ?"
                         r"(?:\((?:[^()]|\([^()]*\))*\) ?)?(?:mutable ?|noexcept ?|-> [^;()]*)*$", text) is not None

    @staticmethod
    def kind(statement):
        words = [token.text for token in statement]
        if not words or words[0] in _BRANCHES:
            return "branch"
        if _SCOPES & set(words) and "(" not in words:
            return "scope"
        return "function" if "(" in words else "branch"


def parse(text):
    return Parser(text).file()


def walk(block, inside=None):
    """Every block with the function (or lambda) it stands in."""
    yield block, inside
    owner = block if block.kind in ("function", "lambda") else inside
    for inner in block.blocks:
        yield from walk(inner, owner)
