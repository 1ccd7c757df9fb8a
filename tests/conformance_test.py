#!/usr/bin/env python3
"""The matrix in conformance.yaml: each case is covered by tests that are there, or says why not, and
the README's counts are those of the matrix.

    conformance_test.py --count    prints what the README says"""

import collections
import os
import re
import sys
import unittest

try:
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}; tools/needs test installs it")
    sys.exit(77)

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BLOCKS = {"Ass": "association", "Srv": "server", "Dset": "data sets", "Sub": "substitution", "Sg": "setting groups",
          "Rp": "unbuffered reports", "Br": "buffered reports", "Ctl": "control", "DOns": "control", "SBOns": "control",
          "DOes": "control", "SBOes": "control", "Tm": "time", "Ft": "files"}


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as text:
        return text.read()


CASES = yaml.safe_load(read("tests/conformance.yaml"))["cases"]


def block_of(case):
    return BLOCKS[re.match(r"(DOns|SBOns|DOes|SBOes|[A-Z][a-z]+)", case["id"])[1]]


def counts():
    """`association 8 of 8, server 13 of 13, ...`, as the README has it."""
    all_of, covered = collections.Counter(), collections.Counter()
    for case in CASES:
        all_of[block_of(case)] += 1
        covered[block_of(case)] += "covered_by" in case
    parts = ", ".join(f"{name} {covered[name]} of {count}" for name, count in all_of.items())
    return f"{sum(covered.values())} of {sum(all_of.values())}: {parts}"


class Conformance(unittest.TestCase):
    def test_each_case_stands_once_and_is_covered_or_says_why_not(self):
        self.assertEqual(len(CASES), len({x["id"] for x in CASES}))
        for case in CASES:
            self.assertTrue(case["about"])
            self.assertNotEqual("covered_by" in case, "why_not" in case, case["id"])

    def test_what_covers_a_case_is_there(self):
        for case in CASES:
            for one in case.get("covered_by", []):
                for path, name in one.items():
                    pattern = rf"BOOST_(AUTO|FIXTURE|DATA)_TEST_CASE\({name}[,)]" if path.endswith(".cpp") else rf"def {name}\("
                    self.assertRegex(read(path), pattern, case["id"])

    def test_the_readme_has_the_counts(self):
        words = lambda text: " ".join(text.split())
        self.assertIn(words(counts()), words(read("README.md")))


if __name__ == "__main__":
    if "--count" in sys.argv:
        print(counts())
    else:
        unittest.main(verbosity=2)
