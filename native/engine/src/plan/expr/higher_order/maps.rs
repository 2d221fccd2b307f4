//! Functions of a map's entries, as higherOrderFunctions.scala has them.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType;
use datafusion_common::Result;
use thermite_functions::map::{Builder, Kept, zipped};
use thermite_functions::nested::{self, Lists, retyped};

use super::lambda::Variable;
use super::{HigherOrder, arrays, taken};

fn entry_types(map: &DataType) -> Result<[DataType; 2]> {
    let (_, fields) = nested::entry_fields(map)?;
    Ok(fields.map(|field| field.data_type().clone()))
}

pub(super) fn key_and_value(args: &[DataType]) -> Result<Vec<Vec<DataType>>> {
    Ok(vec![entry_types(&args[0])?.to_vec()])
}

pub(super) fn key_and_two_values(args: &[DataType]) -> Result<Vec<Vec<DataType>>> {
    let ([key, left], [_, right]) = (entry_types(&args[0])?, entry_types(&args[1])?);
    Ok(vec![vec![key, left, right]])
}

/// The function of a key and its value, for the entries of all rows.
fn results(function: &HigherOrder, batch: &RecordBatch) -> Result<(Lists, ArrayRef)> {
    let maps = Lists::new(&function.argument(0, batch)?)?;
    let variables = maps.children.iter().cloned().map(Variable::Column);
    let variables: Vec<_> = variables.collect();
    let captured = function.captured(batch)?;
    let results = function.lambdas[0].over_elements(&maps.offsets, &captured, &variables)?;
    Ok((maps, results))
}

/// `MapFilter`: NULL is false.
pub(super) fn filter(function: &HigherOrder, batch: &RecordBatch) -> Result<ArrayRef> {
    let (maps, keep) = results(function, batch)?;
    let keep = retyped(&keep, &DataType::Boolean)?;
    let keep = keep.as_boolean();
    let offsets = arrays::kept(&maps.offsets, keep);
    let keys = arrow::compute::filter(&maps.children[0], keep)?;
    let values = arrow::compute::filter(&maps.children[1], keep)?;
    nested::map(function.output(), offsets, &keys, &values, maps.nulls)
}

/// `TransformKeys`.
pub(super) fn transform_keys(function: &HigherOrder, batch: &RecordBatch) -> Result<ArrayRef> {
    let (maps, keys) = results(function, batch)?;
    let builder = Builder {
        map: function.output().clone(),
        mode: function.mode,
        kept: Kept::AsGiven,
    };
    builder.build(maps.offsets, &keys, &maps.children[1], maps.nulls)
}

/// `TransformValues`.
pub(super) fn transform_values(function: &HigherOrder, batch: &RecordBatch) -> Result<ArrayRef> {
    let (maps, values) = results(function, batch)?;
    let keys = &maps.children[0];
    nested::map(function.output(), maps.offsets, keys, &values, maps.nulls)
}

/// `MapZipWith`.
pub(super) fn zip_with(function: &HigherOrder, batch: &RecordBatch) -> Result<ArrayRef> {
    let left = function.argument(0, batch)?;
    let right = function.argument_where(1, batch, left.nulls())?;
    let nulls = NullBuffer::union(left.nulls(), right.nulls());
    let left = Lists::of(&left, nulls.as_ref())?;
    let right = Lists::of(&right, nulls.as_ref())?;
    let zipped = zipped(&left, &right)?;
    let [l, r] = &zipped.places;
    let value = |side: &Lists, places: &dyn Array| {
        let values = &side.children[1];
        taken(values, places, values.data_type())
    };
    let variables = [
        Variable::Column(Arc::clone(&zipped.keys)),
        Variable::Column(value(&left, l)?),
        Variable::Column(value(&right, r)?),
    ];
    let captured = function.captured(batch)?;
    let values = function.lambdas[0].over_elements(&zipped.offsets, &captured, &variables)?;
    let output = function.output();
    nested::map(output, zipped.offsets, &zipped.keys, &values, left.nulls)
}
