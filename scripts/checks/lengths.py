"""Functions one can read (p90 under 30 lines, none over 100) and files one can hold in the head (500 lines)."""
import ast

import report
import source

MOST_LINES_P90 = 30
MOST_LINES = 100
MOST_FILE_LINES = 500


def cpp_functions(text):
    """(first line, lines) of each function with a body, from its signature to its closing brace."""
    for block, inside in source.walk(source.parse(text)):
        if block.kind == "function" and inside is None:
            yield block.line, block.end - block.line + 1


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno - node.lineno + 1


def percentile(sorted_values, share):
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))] if sorted_values else 0


def check(texts):
    found, breaches = [], []
    for name, text in sorted(texts.items()):
        lines = text.count("\n")
        if lines > MOST_FILE_LINES:
            breaches.append(f"{name}: {lines} lines, at most {MOST_FILE_LINES}")
        functions = python_functions if name.endswith(".py") else cpp_functions
        found += [(length, f"{name}:{line}") for line, length in functions(text)]
    found.sort()
    lengths = [length for length, _ in found]
    breaches += [f"{where}: {length} lines, at most {MOST_LINES}" for length, where in found if length > MOST_LINES]
    p90 = percentile(lengths, 0.9)
    if p90 >= MOST_LINES_P90:
        breaches.append(f"p90 is {p90} lines, must be under {MOST_LINES_P90}")
    longest = f"{found[-1][0]} ({found[-1][1]})" if found else "0"
    figures = f"{len(found)} functions, p50 {percentile(lengths, 0.5)}, p90 {p90}, longest {longest}"
    return figures, breaches


if __name__ == "__main__":
    names = [name for name in source.listed()
             if name.endswith((".cc", ".h", ".py")) and name.startswith(tuple(f"{top}/" for top in source.PRODUCT))]
    report.conclude("lengths", *check({name: source.read(name) for name in names}))
