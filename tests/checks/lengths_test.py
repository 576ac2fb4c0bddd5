import unittest

import samples  # noqa: F401
import lengths


def function(name, lines):
    return f"void {name}() {{\n" + "  g();\n" * (lines - 2) + "}\n"


def cpp(text):
    return list(lengths.cpp_functions(text))


class Counts(unittest.TestCase):
    def test_function_of_a_namespace_a_class_and_a_template(self):
        text = ("namespace a {\nint f() {\n  return 1;\n}\nclass B {\n public:\n  int g() const { return 1; }\n};\n"
                "template <class T>\nauto h(T t) -> int {\n  return t;\n}\n}\n")
        self.assertEqual(cpp(text), [(2, 3), (7, 1), (9, 4)])

    def test_constructor_with_initializers_and_signature_over_two_lines(self):
        self.assertEqual(cpp("A::A(int a,\n     int b)\n    : a_{a}, b_(b) {\n  f();\n}\n"), [(1, 5)])

    def test_branches_lambdas_and_initializers_are_no_functions(self):
        text = ("void f() {\n  if (a) {\n    g();\n  }\n  auto l = [&](int x) { return x; };\n  for (;;) {\n  }\n"
                "  Foo x{1, {2}};\n  switch (a) {\n    case 1: {\n      break;\n    }\n  }\n}\n")
        self.assertEqual(cpp(text), [(1, 14)])

    def test_tables_are_no_functions(self):
        self.assertEqual(cpp("constexpr std::array<int, 2> kA{{1, 2}};\nstruct S {\n  int a = 0;\n};\nenum E { x };\n"), [])

    def test_braces_in_literals_and_comments(self):
        self.assertEqual(cpp("void f() {\n  g(\"}\", '{');  // }\n  /* { */\n}\n#define X {\n"), [(1, 4)])

    def test_python(self):
        self.assertEqual(list(lengths.python_functions("def f():\n    a = 1\n    return a\n")), [(1, 3)])


class Breaches(unittest.TestCase):
    def test_short_ones_pass(self):
        self.assertEqual(lengths.check({"core/a.cc": "".join(function(f"f{i}", 10) for i in range(20))})[1], [])

    def test_one_long_function(self):
        text = "".join(function(f"f{i}", 5) for i in range(20)) + function("g", 101)
        self.assertEqual(lengths.check({"core/a.cc": text})[1], ["core/a.cc:101: 101 lines, at most 100"])

    def test_many_longish_functions(self):
        text = "".join(function(f"f{i}", 31) for i in range(10))
        self.assertEqual(lengths.check({"core/a.cc": text})[1], ["p90 is 31 lines, must be under 30"])

    def test_long_file(self):
        self.assertEqual(lengths.check({"core/a.h": "int a;\n" * 501})[1], ["core/a.h: 501 lines, at most 500"])


if __name__ == "__main__":
    unittest.main()
