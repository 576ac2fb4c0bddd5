"""No braces and no capturing lambda in a statement with co_await: g++ 12.2 destroys such temporaries twice.
No coroutine takes a view or a const reference, which may outlive what it names; none is a capturing lambda."""
import re

import report
import source

_COROUTINE = {"co_await", "co_return", "co_yield"}
_DANGLING = re.compile(r"\bstring_view\b|\bspan\b|\bconst [^,]*&|&&|\bchar const ?\*|\bconst char ?\*")


def text_of(statement):
    return " ".join(token.text for token in statement)


def captures(statement):
    """What the lambdas of a statement capture; "list[i](x)" is none."""
    found = re.findall(r"(?:^|[^\w\])] |return |co_await )\[([^\[\]]*)\] ?(?:\(|\{)", text_of(statement))
    return [capture for capture in found if capture.strip()]


def statement_breaches(block):
    for statement in block.statements:
        waits = [token for token in statement if token.text == "co_await"]
        if not waits:
            continue
        if any(token.text in ("{", "{lambda}") for token in statement):
            yield waits[0].line, "braces in a statement with co_await; name the value on the line above"
        elif captures(statement):
            yield waits[0].line, "a lambda that captures in a statement with co_await; name it on the line above"


def parameters(header):
    """What stands in the last parentheses that are not of noexcept or an initializer list."""
    text = text_of(header)
    start = text.find("(")
    depth = 0
    for at in range(start, len(text)):
        depth += text[at] == "("
        depth -= text[at] == ")"
        if depth == 0:
            return text[start + 1:at]
    return ""


def coroutine_breaches(root):
    coroutines = {}
    for block, inside in source.walk(root):
        owner = block if block.kind in ("function", "lambda") else inside
        if owner and any(token.text in _COROUTINE for statement in block.statements for token in statement):
            coroutines[id(owner)] = owner
    for owner in coroutines.values():
        if owner.kind == "lambda":
            if captures(owner.header + [source.Token("(", owner.line)]):
                yield owner.line, "a coroutine that is a capturing lambda; make it a named function"
        elif _DANGLING.search(parameters(owner.header)):
            yield owner.line, "a coroutine that takes a view or a const reference; take the value"


def breaches_in(text):
    root = source.parse(text)
    found = [breach for block, _ in source.walk(root) for breach in statement_breaches(block)]
    return sorted(found + list(coroutine_breaches(root)))


def check(texts):
    waits = sum(token.text == "co_await" for text in texts.values() for token in source.tokens(text))
    breaches = [f"{name}:{line}: {what}" for name, text in sorted(texts.items()) for line, what in breaches_in(text)]
    return f"{waits} co_await in {len(texts)} files", breaches


if __name__ == "__main__":
    names = [name for name in source.listed() if name.endswith(source.CPP) and not name.startswith("tests/checks/")]
    report.conclude("co_await", *check({name: source.read(name) for name in names}))
