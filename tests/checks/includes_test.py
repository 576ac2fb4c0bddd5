import unittest

import samples  # noqa: F401
import includes

HEADERS = {name: "" for name in ("core/a.h", "core/judge/j.h", "probe/engine/e.h", "probe/steps/s.h",
                                 "probe/control/c.h", "probe/nettests/n.h", "probe/p.h", "analyzer/z.h",
                                 "analyzer/report/r.h")}


def breaches(**files):
    texts = dict(HEADERS)
    texts.update({name.replace("__", "/") + ".cc": text for name, text in files.items()})
    return includes.check(texts)[1]


class GoodSamples(unittest.TestCase):
    def test_downwards(self):
        self.assertEqual(breaches(core__judge__x='#include "core/a.h"\n#include "core/judge/j.h"\n',
                                  probe__x='#include "probe/nettests/n.h"\n#include "core/judge/j.h"\n',
                                  probe__steps__x='#include "probe/engine/e.h"\n',
                                  analyzer__x='#include "analyzer/report/r.h"\n'), [])

    def test_system_headers_are_not_ours(self):
        self.assertEqual(breaches(core__x="#include <vector>\n#include <probe/p.h>\n"), [])

    def test_header_that_the_build_makes(self):
        self.assertEqual(includes.check({"core/x.cc": '#include "core/made.h"\n'}, {"core/made.h"})[1], [])

    def test_tests_may_include_anything(self):
        self.assertEqual(breaches(tests__unit__x='#include "probe/p.h"\n#include "analyzer/z.h"\n'), [])


class BadSamples(unittest.TestCase):
    def test_upwards(self):
        for name, target in (("core__x", "core/judge/j.h"), ("core__judge__x", "probe/p.h"),
                             ("probe__engine__x", "probe/steps/s.h"), ("probe__steps__x", "core/judge/j.h"),
                             ("probe__steps__x", "probe/control/c.h"), ("probe__control__x", "probe/nettests/n.h"),
                             ("analyzer__report__x", "analyzer/z.h"), ("core__x", "analyzer/z.h")):
            self.assertEqual(len(breaches(**{name: f'#include "{target}"\n'})), 1, (name, target))

    def test_probe_and_analyzer_sideways(self):
        self.assertEqual(len(breaches(probe__x='#include "analyzer/z.h"\n', analyzer__x='# include "probe/p.h"\n')), 2)

    def test_relative_or_absent(self):
        self.assertEqual(len(breaches(core__x='#include "a.h"\n#include "../core/a.h"\n#include "core/none.h"\n')), 3)

    def test_the_line_is_named(self):
        self.assertIn("core/x.cc:3:", breaches(core__x='\n\n#include "probe/p.h"\n')[0])

    def test_ring(self):
        texts = {"core/a.h": '#include "core/b.h"\n', "core/b.h": '#include "core/c.h"\n',
                 "core/c.h": '#include "core/a.h"\n'}
        self.assertEqual(includes.check(texts)[1], ["cycle: core/a.h -> core/b.h -> core/c.h -> core/a.h"])


if __name__ == "__main__":
    unittest.main()
