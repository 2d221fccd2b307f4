//! Arrays as sets: `array_distinct`, `array_union`, `array_except`, `array_intersect`. Elements are
//! in the order in which they come first; NULL is an element as any other (`SQLOpenHashSet`).

use std::hash::Hash;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::buffer::NullBuffer;
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;
use hashbrown::HashSet;

use super::keys::{Keys, by_key, keys, one_nan};
use super::lists::{Lists, Mix, Picks};
use super::search::zeros_of;
use crate::table::{Call, Kernel};

/// Up to this many elements are quicker to search one by one.
const FEW: usize = 16;

/// The elements of a row that were seen.
struct Seen<K> {
    null: bool,
    few: Vec<K>,
    many: HashSet<K>,
}

impl<K: Copy + Eq + Hash> Seen<K> {
    fn new() -> Self {
        Self {
            null: false,
            few: Vec::with_capacity(FEW),
            many: HashSet::new(),
        }
    }

    fn clear(&mut self) {
        self.null = false;
        self.few.clear();
        self.many.clear();
    }

    #[inline]
    fn contains(&self, key: &K) -> bool {
        self.few.contains(key) || (!self.many.is_empty() && self.many.contains(key))
    }

    /// Whether it was not there before.
    #[inline]
    fn insert(&mut self, key: K) -> bool {
        if self.few.contains(&key) {
            return false;
        }
        if self.few.len() < FEW {
            self.few.push(key);
            return true;
        }
        self.many.insert(key)
    }

    fn insert_null(&mut self) -> bool {
        !std::mem::replace(&mut self.null, true)
    }
}

/// The elements of one argument.
struct Elements<'a, K> {
    lists: &'a Lists,
    nulls: Option<&'a NullBuffer>,
    keys: &'a K,
}

impl<'a, K: Keys> Elements<'a, K> {
    fn new(lists: &'a Lists, keys: &'a K) -> Self {
        Self {
            lists,
            nulls: lists.element_nulls(),
            keys,
        }
    }

    fn get(&self, row: usize) -> Option<Range<usize>> {
        self.lists.get(row)
    }

    /// Notes an element; whether it was not there before.
    #[inline]
    fn note(&self, at: usize, seen: &mut Seen<K::Key<'a>>) -> bool {
        if self.is_null(at) {
            seen.insert_null()
        } else {
            seen.insert(self.keys.key(at))
        }
    }

    #[inline]
    fn is_in(&self, at: usize, seen: &Seen<K::Key<'a>>) -> bool {
        if self.is_null(at) {
            seen.null
        } else {
            seen.contains(&self.keys.key(at))
        }
    }

    #[inline]
    fn is_null(&self, at: usize) -> bool {
        self.nulls.is_some_and(|n| n.is_null(at))
    }
}

pub fn distinct(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let lists = Lists::new(&args[0])?;
        let keys = element_keys(&lists)?;
        let mut picks = Picks::new(rows, lists.elements(rows));
        by_key!(keys, [keys = keys], {
            let elements = Elements::new(&lists, keys);
            let mut seen = Seen::new();
            for row in 0..rows {
                let Some(places) = elements.get(row) else {
                    picks.end_null()?;
                    continue;
                };
                seen.clear();
                for at in places {
                    if elements.note(at, &mut seen) {
                        picks.push(at);
                    }
                }
                picks.end()?;
            }
            picks.finish_with(lists.values(), &to, one_nan)
        })
    }))
}

pub fn union(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let both = Both::new(args)?;
        let (left, right) = (&both.left, &both.right);
        let mut mix = Mix::new(rows, left.elements(rows) + right.elements(rows));
        by_key!(both.left_keys, [l = both.left_keys, r = both.right_keys], {
            let (l, r) = (Elements::new(left, l), Elements::new(right, r));
            let mut seen = Seen::new();
            for row in 0..rows {
                let (Some(a), Some(b)) = (l.get(row), r.get(row)) else {
                    mix.end_null()?;
                    continue;
                };
                seen.clear();
                for at in a {
                    if l.note(at, &mut seen) {
                        mix.push(0, at);
                    }
                }
                for at in b {
                    if r.note(at, &mut seen) {
                        mix.push(1, at);
                    }
                }
                mix.end()?;
            }
            mix.finish(&[left.values(), right.values()], &to, one_nan)
        })
    }))
}

pub fn except(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let both = Both::new(args)?;
        let mut picks = Picks::new(rows, both.left.elements(rows));
        by_key!(both.left_keys, [l = both.left_keys, r = both.right_keys], {
            let (l, r) = (Elements::new(&both.left, l), Elements::new(&both.right, r));
            let mut seen = Seen::new();
            for row in 0..rows {
                let (Some(a), Some(b)) = (l.get(row), r.get(row)) else {
                    picks.end_null()?;
                    continue;
                };
                seen.clear();
                for at in b {
                    r.note(at, &mut seen);
                }
                for at in a {
                    if l.note(at, &mut seen) {
                        picks.push(at);
                    }
                }
                picks.end()?;
            }
            picks.finish_with(both.left.values(), &to, one_nan)
        })
    }))
}

pub fn intersect(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let both = Both::new(args)?;
        let mut picks = Picks::new(rows, both.left.elements(rows));
        by_key!(both.left_keys, [l = both.left_keys, r = both.right_keys], {
            let (l, r) = (Elements::new(&both.left, l), Elements::new(&both.right, r));
            let (mut theirs, mut seen) = (Seen::new(), Seen::new());
            for row in 0..rows {
                let (Some(a), Some(b)) = (l.get(row), r.get(row)) else {
                    picks.end_null()?;
                    continue;
                };
                theirs.clear();
                seen.clear();
                for at in b {
                    r.note(at, &mut theirs);
                }
                for at in a {
                    if l.is_in(at, &theirs) && l.note(at, &mut seen) {
                        picks.push(at);
                    }
                }
                picks.end()?;
            }
            picks.finish_with(both.left.values(), &to, one_nan)
        })
    }))
}

fn element_keys(lists: &Lists) -> Result<ArrayRef> {
    keys(lists.values(), zeros_of(lists.values().data_type()))
}

struct Both {
    left: Lists,
    right: Lists,
    left_keys: ArrayRef,
    right_keys: ArrayRef,
}

impl Both {
    fn new(args: &[ColumnarValue]) -> Result<Self> {
        let [left, right] = args else {
            return internal_err!("a set of {} arguments", args.len());
        };
        let (left, right) = (Lists::new(left)?, Lists::new(right)?);
        let (left_keys, right_keys) = (element_keys(&left)?, element_keys(&right)?);
        if left_keys.data_type() != right_keys.data_type() {
            let types = (left.values().data_type(), right.values().data_type());
            return internal_err!("a set of {types:?}");
        }
        Ok(Self {
            left,
            right,
            left_keys,
            right_keys,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::array::testing::{column, constant, eval, list_of, lists};
    use arrow::array::StringArray;
    use arrow::datatypes::{Float64Type, Int32Type};

    #[test]
    fn null_is_an_element() {
        let left = list_of::<Int32Type>(vec![
            Some(vec![Some(1), None, Some(1), Some(0), None]),
            Some(vec![Some(2)]),
            None,
        ]);
        let right = list_of::<Int32Type>(vec![
            Some(vec![Some(0), None, Some(3)]),
            Some(vec![]),
            Some(vec![Some(1)]),
        ]);
        let to = left.data_type().clone();
        let args = [column(&left), column(&right)];
        assert_eq!(
            eval(distinct, &args[..1], &to, 3),
            ["[1, NULL, 0]", "[2]", "NULL"]
        );
        assert_eq!(
            eval(union, &args, &to, 3),
            ["[1, NULL, 0, 3]", "[2]", "NULL"]
        );
        assert_eq!(eval(except, &args, &to, 3), ["[1]", "[2]", "NULL"]);
        assert_eq!(eval(intersect, &args, &to, 3), ["[NULL, 0]", "[]", "NULL"]);
        let tail = [column(&left.slice(1, 2)), constant(&right, 2)];
        assert_eq!(eval(union, &tail, &to, 2), ["[2, 1]", "NULL"]);
        assert_eq!(eval(except, &tail, &to, 2), ["[2]", "NULL"]);
    }

    #[test]
    fn zeros_differ_but_not_in_arrays() {
        let array = list_of::<Float64Type>(vec![Some(vec![
            Some(0.0),
            Some(-0.0),
            Some(f64::NAN),
            Some(-f64::NAN),
        ])]);
        let to = array.data_type().clone();
        assert_eq!(
            eval(distinct, &[column(&array)], &to, 1),
            ["[0.0, -0.0, NaN]"]
        );
        let inner = list_of::<Float64Type>(vec![
            Some(vec![Some(-0.0)]),
            Some(vec![Some(0.0)]),
            None,
            Some(vec![None]),
            None,
        ]);
        let outer = lists(inner, &[Some(5)]);
        assert_eq!(
            eval(distinct, &[column(&outer)], outer.data_type(), 1),
            ["[[-0.0], NULL, [NULL]]"]
        );
    }

    #[test]
    fn many_elements() {
        let texts: ArrayRef = Arc::new(StringArray::from_iter_values(
            (0..100).map(|i| format!("{}", i % 40)),
        ));
        let array = lists(texts, &[Some(60), Some(40)]);
        let to = array.data_type().clone();
        let all = eval(distinct, &[column(&array)], &to, 2);
        assert_eq!(all[0].split(", ").count(), 40);
        assert!(all[1].starts_with("[20, 21,") && all[1].ends_with("18, 19]"));
        let args = [column(&array), constant(&array, 0)];
        assert_eq!(eval(except, &args, &to, 2), ["[]", "[]"]);
        assert_eq!(eval(intersect, &args, &to, 2), all);
    }
}
