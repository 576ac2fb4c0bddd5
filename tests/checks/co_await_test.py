import unittest

import samples  # noqa: F401
import co_await


def found(body, head="Task<void> f(Probe& probe, Url url)"):
    return co_await.breaches_in(f"namespace a {{\n{head} {{\n{body}\n}}\n}}\n")


class GoodSamples(unittest.TestCase):
    def test_plain_wait(self):
        self.assertEqual(found("auto x = co_await g(url);\nco_return;"), [])

    def test_braces_on_the_line_above(self):
        self.assertEqual(found("const Endpoint e{a, 443};\nco_await connect(e);"), [])

    def test_braces_after_a_condition_that_waits(self):
        self.assertEqual(found("if (co_await g()) {\n  h();\n} else {\n  co_await i();\n}"), [])

    def test_braces_of_a_loop_that_waits(self):
        self.assertEqual(found("for (const auto& e : co_await g()) {\n  h(e);\n}\nwhile ((co_await g()).ok()) { h(); }"), [])

    def test_braces_in_comments_and_strings(self):
        self.assertEqual(found('co_await g("{", \'{\', R"(a{b)");  // {\n/* Foo{1} */ co_await g(1\'000);'), [])

    def test_lambda_that_waits_for_nothing_and_captures(self):
        self.assertEqual(found("auto by = [&probe](int a) { return a + probe.b; };\nco_await g(by);"), [])

    def test_lambda_that_captures_nothing(self):
        self.assertEqual(found("auto t = []() -> Task<void> { co_await g(); };"), [])

    def test_view_in_a_function_that_waits_for_nothing(self):
        self.assertEqual(found("return h(text);", "Task<void> f(std::string_view text, const Url& url)"), [])

    def test_brace_in_the_next_statement(self):
        self.assertEqual(found("co_await g();\nreturn_to({1, 2});\nFoo x{1};"), [])

    def test_constructor_with_an_initializer_list(self):
        self.assertEqual(found("", "Probe(Url url) : url_{url}, b_{1}"), [])

    def test_array_index_is_no_lambda(self):
        self.assertEqual(found("co_await g(list[i](x), table[j]);"), [])


class BadSamples(unittest.TestCase):
    def lines(self, body, **rest):
        return [line for line, _ in found(body, **rest)]

    def test_aggregate_in_the_call(self):
        self.assertEqual(self.lines("co_await connect(Endpoint{a, 443});"), [3])

    def test_bare_braces_over_several_lines(self):
        self.assertEqual(self.lines("auto x =\n    co_await connect(\n        {a,\n         443});"), [4])

    def test_braces_before_the_wait(self):
        self.assertEqual(self.lines("g(Foo{1}, co_await h());"), [3])

    def test_braced_variable(self):
        self.assertEqual(self.lines("Foo x{co_await h()};"), [3])

    def test_braces_inside_a_condition(self):
        self.assertEqual(self.lines("if ((co_await g(Foo{1})).ok()) {\n  h();\n}"), [3])

    def test_braces_inside_a_range(self):
        self.assertEqual(self.lines("for (auto e : co_await g({1})) h(e);"), [3])

    def test_returned_braces(self):
        self.assertEqual(self.lines("co_return Foo{co_await g()};"), [3])

    def test_capturing_lambda_as_an_argument(self):
        self.assertEqual(self.lines("co_await g([&probe](int a) { return a; });"), [3])

    def test_lambda_without_parameters_as_an_argument(self):
        self.assertEqual(self.lines("co_await g([probe] { return 1; });"), [3])

    def test_inside_a_nested_block(self):
        self.assertEqual(self.lines("for (;;) {\n  if (a) {\n    co_await g(Foo{});\n  }\n}"), [5])

    def test_coroutine_that_is_a_capturing_lambda(self):
        self.assertEqual(self.lines("auto t = [&probe]() -> Task<void> {\n  co_await g();\n};"), [3])

    def test_view_taken_by_a_coroutine(self):
        self.assertEqual(self.lines("co_await g();", head="Task<void> f(std::string_view text)"), [2])

    def test_const_reference_taken_by_a_coroutine(self):
        self.assertEqual(self.lines("co_return;", head="Task<int> Probe::f(int a,\n const std::string& text) const"), [2])

    def test_temporary_taken_by_a_coroutine(self):
        self.assertEqual(self.lines("co_return;", head="Task<int> f(Url&& url)"), [2])

    def test_wait_in_a_branch_makes_the_function_a_coroutine(self):
        self.assertEqual(self.lines("if (a) {\n  co_await g();\n}", head="Task<void> f(const Url& url)"), [2])


if __name__ == "__main__":
    unittest.main()
