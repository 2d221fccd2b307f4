//! Aggregate functions that the host computes: native groups, buffers of its own.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Int32Array, UInt64Array};
use arrow::compute::{filter, take};
use arrow::datatypes::Fields;
use datafusion_common::{Result, ScalarValue, internal_datafusion_err, internal_err};
use datafusion_expr::{AggregateUDF, EmitTo, GroupsAccumulator};
use thermite_functions::aggregate::AggregateCall;
use thermite_functions::aggregate::accumulator;
use thermite_functions::aggregate::running::{self, Running, Steps};

use crate::host::{Host, HostAggregate, arguments};

/// The name of all of them; the first parameter is the place among the block's functions.
pub const NAME: &str = "jvm_aggregate";

pub fn udaf(call: AggregateCall, host: Arc<dyn Host>) -> Result<Arc<AggregateUDF>> {
    let Some(ScalarValue::Int32(Some(index))) = call.parameters.first() else {
        return internal_err!("an aggregate of the JVM without its place");
    };
    let index = *index as u32;
    let create = move |call: &AggregateCall| -> Result<Box<dyn GroupsAccumulator>> {
        Ok(running::boxed(JvmAggregate {
            groups: 0,
            inner: host.aggregate(index)?,
            host: Arc::clone(&host),
            index,
            buffer: call.buffer.iter().cloned().collect(),
            result: Fields::from([Arc::clone(&call.return_field)]),
        }))
    };
    Ok(accumulator::udaf(call, Arc::new(create)))
}

struct JvmAggregate {
    groups: usize,
    inner: Box<dyn HostAggregate>,
    host: Arc<dyn Host>,
    index: u32,
    buffer: Fields,
    result: Fields,
}

impl JvmAggregate {
    fn add(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        kept: Option<&BooleanArray>,
        groups: usize,
        merge: bool,
    ) -> Result<()> {
        self.groups = groups;
        let places = group_indices.iter().map(|group| *group as i32);
        let mut columns: Vec<ArrayRef> = vec![Arc::new(Int32Array::from_iter_values(places))];
        columns.extend(values.iter().cloned());
        if let Some(kept) = kept {
            for column in &mut columns {
                *column = filter(column, kept)?;
            }
        }
        let rows = columns.first().map_or(0, |places| places.len());
        self.inner.add(arguments(columns, rows)?, groups, merge)
    }

    fn emit(&mut self, emit_to: EmitTo, buffers: bool) -> Result<Vec<ArrayRef>> {
        let count = match emit_to {
            EmitTo::All => self.groups,
            EmitTo::First(n) => n,
        };
        self.groups -= count;
        let fields = if buffers { &self.buffer } else { &self.result };
        self.inner.emit(count, fields, buffers)
    }
}

impl GroupsAccumulator for JvmAggregate {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.add(values, group_indices, filter, total_num_groups, false)
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.add(values, group_indices, None, total_num_groups, true)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let mut values = self.emit(emit_to, false)?;
        let value = values.pop();
        value.ok_or_else(|| internal_datafusion_err!("an aggregate of the JVM gave no column"))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        self.emit(emit_to, true)
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let groups: Vec<usize> = (0..values.first().map_or(0, |v| v.len())).collect();
        let mut each = Self {
            groups: 0,
            inner: self.host.aggregate(self.index)?,
            host: Arc::clone(&self.host),
            index: self.index,
            buffer: self.buffer.clone(),
            result: self.result.clone(),
        };
        each.update_batch(values, &groups, filter, groups.len())?;
        each.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.inner.bytes()
    }
}

/// Rows as the host takes them: each has its group; a group that begins anew has a row of no values
/// before its first one.
#[derive(Default)]
struct Places {
    places: Vec<i32>,
    rows: Vec<Option<u64>>,
}

impl Places {
    fn begin(&mut self, group: usize) {
        self.places.push(-1 - group as i32);
        self.rows.push(None);
    }

    fn add(&mut self, group: usize, row: usize) {
        self.places.push(group as i32);
        self.rows.push(Some(row as u64));
    }
}

impl Running for JvmAggregate {
    fn follow(&mut self, values: &[ArrayRef], steps: &Steps) -> Result<()> {
        let mut places = Places::default();
        // A group more than there are frames: the host gives the values of those before the last.
        let total = match steps {
            Steps::Growing {
                groups,
                fresh,
                total,
            } => {
                let mut fresh = fresh.iter().peekable();
                for (row, group) in groups.iter().enumerate() {
                    while let Some(fresh) = fresh.next_if(|fresh| *fresh <= group) {
                        places.begin(*fresh);
                    }
                    places.add(*group, row);
                }
                fresh.for_each(|group| places.begin(*group));
                *total
            }
            Steps::Frames(frames) => {
                for (group, rows) in frames.iter().enumerate() {
                    places.begin(group);
                    rows.clone().for_each(|row| places.add(group, row));
                }
                frames.len() + 1
            }
        };
        self.groups = total;
        let rows = UInt64Array::from(places.rows);
        let mut columns: Vec<ArrayRef> = vec![Arc::new(Int32Array::from(places.places))];
        for values in values {
            columns.push(take(values, &rows, None)?);
        }
        self.inner.follow(arguments(columns, rows.len())?, total)
    }
}
