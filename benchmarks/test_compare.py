"""Tests of the comparison of results: it must see every difference."""

import unittest
from decimal import Decimal

from compare import same_result


class CompareTest(unittest.TestCase):
    def test_rows_compare_as_multisets(self):
        self.assertTrue(same_result([(1,), (2,)], [(2,), (1,)]))
        self.assertFalse(same_result([(1,), (1,), (2,)], [(1,), (2,), (2,)]))

    def test_a_missing_row_is_a_difference(self):
        self.assertFalse(same_result([(1,)], []))

    def test_types_differ_between_two_sparks(self):
        self.assertFalse(same_result([(1,)], [(Decimal(1),)]))
        self.assertTrue(same_result([(1,)], [(Decimal(1),)], exact=False))

    def test_decimals_are_exact(self):
        self.assertFalse(same_result([(Decimal("1.0000000001"),)], [(Decimal("1.0"),)]))

    def test_null_is_no_value(self):
        self.assertFalse(same_result([(None,)], [(0,)]))

    def test_floats_within_the_tolerance_of_a_sum(self):
        self.assertTrue(same_result([(1.0,)], [(1.0 + 1e-12,)]))
        self.assertFalse(same_result([(1.0,)], [(1.0 + 1e-6,)]))


if __name__ == "__main__":
    unittest.main()
