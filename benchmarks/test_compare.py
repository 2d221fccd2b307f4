"""Tests of the comparison of results: it must see every difference."""

import unittest
from decimal import Decimal

from compare import order, same_result


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

    def test_another_type_gives_no_more_room_than_its_rounding(self):
        self.assertTrue(same_result([(Decimal("0.333333"),)], [(1 / 3,)], exact=False))
        self.assertFalse(same_result([(Decimal("0.333333"),)], [(0.33334,)], exact=False))
        self.assertFalse(same_result([(Decimal("1.10"),)], [(Decimal("1.11"),)], exact=False))

    def test_a_last_digit_may_be_cut_off_an_average_but_not_a_sum(self):
        a, b = Decimal("0.050074"), Decimal("0.050073")
        self.assertTrue(same_result([(a,)], [(b,)], exact=False))
        self.assertFalse(same_result([(a,)], [(b,)]))
        self.assertFalse(same_result([(a,)], [(Decimal("0.050071"),)], exact=False))
        sums = [(Decimal("2652862620.33"),)], [(Decimal("2652862620.34"),)]
        self.assertFalse(same_result(*sums, exact=False))
        self.assertFalse(same_result([(10**12,)], [(10**12 + 1,)], exact=False))

    def test_rows_are_paired_by_what_is_exact(self):
        rows = [("a", 1.0), ("b", 1.0 + 1e-12)]
        self.assertTrue(same_result(rows, [("b", 1.0), ("a", 1.0 + 1e-12)]))

    def test_sorted_columns_compare_in_order(self):
        a, b = [(1, "x"), (2, "y"), (2, "z")], [(1, "x"), (2, "z"), (2, "y")]
        self.assertTrue(same_result(a, b, order=[0]))
        self.assertFalse(same_result(a, b[::-1], order=[0]))

    def test_the_outermost_order_by_counts(self):
        columns = ["a", "B", "c"]
        self.assertEqual(order("select * from t order by c desc, b limit 3", columns), [2, 1])
        self.assertEqual(order("select * from (select * from t order by a)", columns), [])
        self.assertEqual(order("select * from t", columns), [])
        self.assertEqual(order("select * from t order by a, x + 1, b", columns), [0])

    def test_null_is_no_value(self):
        self.assertFalse(same_result([(None,)], [(0,)]))

    def test_floats_within_the_tolerance_of_a_sum(self):
        self.assertTrue(same_result([(1.0,)], [(1.0 + 1e-12,)]))
        self.assertFalse(same_result([(1.0,)], [(1.0 + 1e-6,)]))


if __name__ == "__main__":
    unittest.main()
