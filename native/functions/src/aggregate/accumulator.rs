//! Joins our group accumulators to DataFusion: one group for no grouping, merging for buffers in.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{Array, ArrayRef, BooleanArray, new_empty_array};
use arrow::datatypes::{DataType, FieldRef};
use datafusion_common::{Result, ScalarValue};
use datafusion_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility,
};

use super::{AggregateCall, AggregateInput};
use crate::SparkError;

/// Makes a fresh accumulator for a call, over rows.
pub type Create = Arc<dyn Fn(&AggregateCall) -> Result<Box<dyn GroupsAccumulator>> + Send + Sync>;

pub fn udaf(call: AggregateCall, create: Create) -> Arc<AggregateUDF> {
    Arc::new(AggregateUDF::from(SparkAggregate {
        call,
        create,
        signature: Signature::variadic_any(Volatility::Immutable),
    }))
}

struct SparkAggregate {
    call: AggregateCall,
    create: Create,
    signature: Signature,
}

fn groups(call: &AggregateCall, create: &Create) -> Result<Box<dyn GroupsAccumulator>> {
    Ok(Box::new(Placed {
        inner: create(call)?,
        input: call.input,
        origin: call.origin,
        update_origin: call.update_origin,
    }))
}

/// The states of the rows, each a group of its own, of an accumulator that is empty yet.
pub fn states_of_rows(
    mut each: impl GroupsAccumulator,
    values: &[ArrayRef],
    filter: Option<&BooleanArray>,
) -> Result<Vec<ArrayRef>> {
    let groups: Vec<usize> = (0..values[0].len()).collect();
    each.update_batch(values, &groups, filter, groups.len())?;
    each.state(EmitTo::All)
}

/// An accumulator for no grouping.
pub fn one_group(call: &AggregateCall, create: &Create) -> Result<Box<dyn Accumulator>> {
    let mut groups = groups(call, create)?;
    // The one group exists even if no row comes.
    let types = call.buffer.iter().map(|f| f.data_type());
    let none: Vec<ArrayRef> = types.map(new_empty_array).collect();
    groups.merge_batch(&none, &[], 1)?;
    Ok(Box::new(OneGroup {
        groups: Mutex::new(groups),
        zeros: Vec::new(),
    }))
}

impl fmt::Debug for SparkAggregate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

impl PartialEq for SparkAggregate {
    fn eq(&self, other: &Self) -> bool {
        self.call == other.call
    }
}

impl Eq for SparkAggregate {}

impl Hash for SparkAggregate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.call.hash(state);
    }
}

impl AggregateUDFImpl for SparkAggregate {
    fn name(&self) -> &str {
        &self.call.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arg_types: &[DataType]) -> Result<DataType> {
        Ok(self.call.return_field.data_type().clone())
    }

    fn return_field(&self, _arg_fields: &[FieldRef]) -> Result<FieldRef> {
        Ok(Arc::clone(&self.call.return_field))
    }

    fn state_fields(&self, _args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        Ok(self.call.buffer.clone())
    }

    fn accumulator(&self, _args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        one_group(&self.call, &self.create)
    }

    fn groups_accumulator_supported(&self, _args: AccumulatorArgs) -> bool {
        true
    }

    fn create_groups_accumulator(
        &self,
        _args: AccumulatorArgs,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        groups(&self.call, &self.create)
    }
}

/// An accumulator in its place in the plan: it takes buffers where DataFusion hands it rows, and its
/// errors name the place in the query.
pub struct Placed {
    pub inner: Box<dyn GroupsAccumulator>,
    input: AggregateInput,
    pub origin: u32,
    pub update_origin: u32,
}

impl GroupsAccumulator for Placed {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        let updated = match self.input {
            AggregateInput::Rows => {
                self.inner
                    .update_batch(values, group_indices, filter, total_num_groups)
            }
            AggregateInput::Buffer => {
                self.inner
                    .merge_batch(values, group_indices, total_num_groups)
            }
        };
        updated.map_err(|e| SparkError::located(e, self.update_origin))
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        let merged = self
            .inner
            .merge_batch(values, group_indices, total_num_groups);
        merged.map_err(|e| SparkError::located(e, self.update_origin))
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let result = self.inner.evaluate(emit_to);
        result.map_err(|e| SparkError::located(e, self.origin))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        self.inner.state(emit_to)
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        match self.input {
            AggregateInput::Rows => self.inner.convert_to_state(values, filter),
            AggregateInput::Buffer => Ok(values.to_vec()),
        }
    }

    fn size(&self) -> usize {
        self.inner.size()
    }
}

/// An aggregate without grouping: all rows are of group 0.
struct OneGroup {
    /// Never contended: `Accumulator` asks for `Sync`, which group accumulators are not.
    groups: Mutex<Box<dyn GroupsAccumulator>>,
    zeros: Vec<usize>,
}

impl OneGroup {
    fn groups(&mut self) -> &mut dyn GroupsAccumulator {
        let groups = self.groups.get_mut();
        groups.unwrap_or_else(PoisonError::into_inner).as_mut()
    }

    /// The group of each row of `values`.
    fn zeros(&mut self, values: &[ArrayRef]) -> Vec<usize> {
        let mut zeros = std::mem::take(&mut self.zeros);
        zeros.resize(values.first().map_or(0, |v| v.len()), 0);
        zeros
    }
}

impl fmt::Debug for OneGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneGroup")
    }
}

impl Accumulator for OneGroup {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let zeros = self.zeros(values);
        let result = self.groups().update_batch(values, &zeros, None, 1);
        self.zeros = zeros;
        result
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let zeros = self.zeros(states);
        let result = self.groups().merge_batch(states, &zeros, 1);
        self.zeros = zeros;
        result
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let value = self.groups().evaluate(EmitTo::All)?;
        ScalarValue::try_from_array(&value, 0)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let columns = self.groups().state(EmitTo::All)?;
        columns
            .iter()
            .map(|c| ScalarValue::try_from_array(c, 0))
            .collect()
    }

    fn size(&self) -> usize {
        let groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        groups.size() + self.zeros.capacity() * size_of::<usize>()
    }
}
