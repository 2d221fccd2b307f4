//! `collect_set`: the values of a group that are not NULL, each once, in the order of the table that
//! Spark keeps them in (`CollectSet`, `scala.collection.mutable.HashSet`). Buffer: a byte string.
//!
//! Values are equal as Scala's `==` says: zeros of both signs are, NaN is not even equal to itself.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::datatypes::FieldRef;
use datafusion_common::Result;
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::AggregateCall;
use super::cells::Cells;
use super::collect_list::{element, lists};
use super::distinct::{Distinct, Equality};
use super::grouped::{Grouped, Lists};
use super::jvm_hash::{HashCode, cooperative_hash};

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    let element = element(call)?;
    Ok(Box::new(CollectSet {
        distinct: Distinct::new(element.data_type(), Equality::Cooperative)?,
        tables: Vec::new(),
        hash: cooperative_hash(element.data_type()),
        element,
    }))
}

/// What `scala.collection.mutable.HashSet` makes of its table: its buckets and its values.
#[derive(Clone, Copy)]
struct Table {
    buckets: u32,
    values: u32,
}

impl Table {
    const NEW: Self = Self {
        buckets: 16,
        values: 0,
    };
    const MOST: u32 = 1 << 30;

    /// `add`, which makes room before it looks whether the value is new.
    fn add(&mut self, new: bool) {
        if self.values + 1 >= self.buckets / 4 * 3 && self.buckets < Self::MOST {
            self.buckets *= 2;
        }
        self.values += u32::from(new);
    }

    /// `addAll` of another table, which makes room for its values alone.
    fn add_all(&mut self, all: u32, new: u32) {
        let capacity = (f64::from(all + 1) / 0.75) as u32;
        let least = (capacity.saturating_sub(1).max(4).ilog2() + 1).min(30);
        self.buckets = self.buckets.max(1 << least);
        self.values += new;
    }
}

/// The order in which Scala's table gives the values of each list: by bucket, in a bucket by hash,
/// then as they were put in.
fn in_table_order(cells: &Cells, lens: &[u32], tables: &[Table], hash: HashCode) -> Cells {
    let mut order = Vec::with_capacity(cells.len());
    let mut entries: Vec<(u32, i32, u32)> = Vec::new();
    let mut start = 0;
    for (len, table) in lens.iter().zip(tables) {
        let end = start + len;
        entries.clear();
        entries.extend((start..end).map(|at| {
            let code = hash(cells.cell(at as usize));
            let improved = code ^ ((code as u32) >> 16) as i32;
            (improved as u32 & (table.buckets - 1), improved, at)
        }));
        entries.sort_unstable();
        order.extend(entries.iter().map(|entry| entry.2));
        start = end;
    }
    cells.gather(&order)
}

struct CollectSet {
    distinct: Distinct,
    /// Of each group, if the order of the values is known.
    tables: Vec<Table>,
    hash: Option<HashCode>,
    element: FieldRef,
}

impl CollectSet {
    fn resize(&mut self, groups: usize) {
        self.distinct.resize(groups);
        if self.hash.is_some() {
            self.tables.resize(groups, Table::NEW);
        }
    }
}

impl GroupsAccumulator for CollectSet {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.resize(total_num_groups);
        let (distinct, tables) = (&mut self.distinct, &mut self.tables);
        distinct.update(&values[0], group_indices, filter, |group, _, new| {
            if let Some(table) = tables.get_mut(group) {
                table.add(new);
            }
        })
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.resize(total_num_groups);
        let (distinct, tables) = (&mut self.distinct, &mut self.tables);
        distinct.merge(&values[0], group_indices, |group, all, new| {
            if let Some(table) = tables.get_mut(group) {
                table.add_all(all, new);
            }
        })
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let Lists { cells, lens } = self.distinct.take(emit_to);
        match self.hash {
            Some(hash) => {
                let tables = emit_to.take_needed(&mut self.tables);
                let cells = in_table_order(&cells, &lens, &tables, hash);
                lists(cells, &lens, &self.element)
            }
            _ => lists(cells, &lens, &self.element),
        }
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let Lists { cells, lens } = self.distinct.take(emit_to);
        if self.hash.is_some() {
            emit_to.take_needed(&mut self.tables);
        }
        Ok(vec![Arc::new(cells.pack(&lens)?)])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        Grouped::rows(self.element.data_type(), &values[0], filter)
    }

    fn size(&self) -> usize {
        self.distinct.size() + self.tables.capacity() * size_of::<Table>()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{call, groups};
    use super::*;
    use arrow::array::{Array, AsArray, Float64Array, Int64Array, StringArray};
    use arrow::datatypes::{DataType, Field, Float64Type, Int64Type};

    fn set_call(element: &DataType) -> AggregateCall {
        let list = DataType::List(Arc::new(Field::new("element", element.clone(), false)));
        let args = std::slice::from_ref(element);
        call("collect_set", args, list, &[DataType::Binary])
    }

    fn set(values: &ArrayRef) -> ArrayRef {
        let call = set_call(values.data_type());
        let mut partial = groups(&call);
        let places: Vec<usize> = vec![1; values.len()];
        partial
            .update_batch(std::slice::from_ref(values), &places, None, 2)
            .unwrap();
        let empty = partial.state(EmitTo::First(1)).unwrap();
        partial
            .update_batch(
                std::slice::from_ref(values),
                &vec![0; values.len()],
                None,
                1,
            )
            .unwrap();
        let state = partial.state(EmitTo::All).unwrap();
        let mut merged = groups(&call);
        merged.merge_batch(&empty, &[0], 1).unwrap();
        merged.merge_batch(&state, &[0], 1).unwrap();
        merged.merge_batch(&empty, &[0], 1).unwrap();
        merged
            .evaluate(EmitTo::All)
            .unwrap()
            .as_list::<i32>()
            .value(0)
    }

    #[test]
    fn numbers_in_the_order_of_their_buckets() {
        let values: ArrayRef = Arc::new(Int64Array::from(vec![17, 1, 16, 3, 17, 1, 33, 2]));
        let got = set(&values);
        assert_eq!(
            got.as_primitive::<Int64Type>().values(),
            &[16, 1, 17, 33, 2, 3]
        );
        let values: ArrayRef =
            Arc::new(Int64Array::from_iter_values((0..12).rev().map(|v| v * 16)));
        let got = set(&values);
        let expected = [0, 32, 64, 96, 128, 160, 16, 48, 80, 112, 144, 176];
        assert_eq!(got.as_primitive::<Int64Type>().values(), &expected);
    }

    #[test]
    fn tables_grow_as_scalas() {
        let mut table = Table::NEW;
        (0..11).for_each(|_| table.add(true));
        assert_eq!((table.buckets, table.values), (16, 11));
        table.add(false);
        assert_eq!((table.buckets, table.values), (32, 11));
        let mut table = Table::NEW;
        for _ in 0..3 {
            table.add_all(11, 11);
        }
        assert_eq!((table.buckets, table.values), (16, 33));
        table.add_all(12, 12);
        assert_eq!(table.buckets, 32);
        table.add_all(10_000, 0);
        assert_eq!(table.buckets, 16384);
    }

    #[test]
    fn zeros_are_equal_and_nans_are_not() {
        let values: ArrayRef = Arc::new(Float64Array::from(vec![-0.0, 0.0, 1.0, 1.0]));
        let got = set(&values);
        let got = got.as_primitive::<Float64Type>();
        assert_eq!(got.len(), 2);
        assert!(got.value(0).is_sign_negative());
        let values: ArrayRef = Arc::new(Float64Array::from(vec![f64::NAN, f64::NAN]));
        // Twice the two of them.
        assert_eq!(set(&values).len(), 4);
    }

    #[test]
    fn many_strings() {
        let values = (0..5000).map(|i| format!("value {}", i % 1000));
        let values: ArrayRef = Arc::new(StringArray::from_iter_values(values));
        assert_eq!(set(&values).len(), 1000);
    }
}
