import unittest

import samples  # noqa: F401
import words


def found(name, text):
    return [what for _, what in words.breaches_in(name, text)]


class GoodSamples(unittest.TestCase):
    def test_telling_names(self):
        self.assertEqual(found("core/scrub.h", "class Scrubbed {};\nstruct DataBudget {};\nvoid handle_signal(int);\n"), [])

    def test_foreign_names_that_are_only_used(self):
        self.assertEqual(found("core/a.cc", "struct addrinfo hints {};\nSSL_CTX* context = new_context();\n"), [])

    def test_environment_in_main(self):
        self.assertEqual(found("probe/main.cc", 'auto home = std::getenv("HOME");\n'), [])

    def test_words_in_comments_of_code_may_name_calls(self):
        self.assertEqual(found("core/a.cc", "// never std::regex, never getenv\n"), [])

    def test_lists_hold_the_words_of_others(self):
        self.assertEqual(found("testlists/my.csv", "a seamless world-class site\n"), [])


class BadSamples(unittest.TestCase):
    def test_empty_type_names(self):
        for name in ("UrlManager", "StringUtils", "ProbeImpl", "GeoInfo", "RunContext", "PageData", "Helper"):
            self.assertEqual(found("core/a.h", f"class {name} {{\n}};\n"), [f"the name {name} says nothing"])

    def test_empty_file_names(self):
        for name in ("core/utils.h", "probe/string_util.cc", "analyzer/misc.cc", "scripts/checks/common.py"):
            self.assertEqual(len(found(name, "")), 1, name)

    def test_empty_function_names(self):
        self.assertEqual(len(found("core/a.h", "void process(int a);\nbool Loop::handle(int fd) {\n}\n")), 2)

    def test_calls(self):
        for call in ('getenv("A")', 'std::regex r("a")', 'system("ls")', "sprintf(a, b)"):
            self.assertEqual(len(found("core/a.cc", f"  {call};\n")), 1, call)

    def test_words_that_sell(self):
        self.assertEqual(len(found("README.md", "A seamless, world-class tool.\n")), 2)

    def test_notes_to_oneself(self):
        self.assertEqual(len(found("core/a.cc", "// TO" + "DO: later\n")), 1)


if __name__ == "__main__":
    unittest.main()
