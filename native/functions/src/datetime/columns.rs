//! Kernels of three and more columns: a pass over all rows, NULL ones too, and another one only if a
//! row has failed.

use arrow::array::{Array, ArrowPrimitiveType, PrimitiveArray};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use datafusion_common::Result;

use crate::SparkError;
use crate::argument::Values;

/// A row's value, or whatever lies below a NULL.
#[inline]
pub(super) fn raw<T: ArrowPrimitiveType>(values: &Values<T>, row: usize) -> T::Native {
    match values {
        Values::Constant(value) => value.unwrap_or_default(),
        Values::Column(array) => array.values()[row],
    }
}

/// The rows in which no argument is NULL.
#[derive(Debug, Default)]
pub(super) struct Valid {
    nulls: Option<NullBuffer>,
    none: bool,
}

impl Valid {
    pub(super) fn and<T: ArrowPrimitiveType>(self, values: &Values<T>) -> Self {
        match values {
            Values::Constant(value) => Self {
                none: self.none || value.is_none(),
                ..self
            },
            Values::Column(array) => Self {
                nulls: NullBuffer::union(self.nulls.as_ref(), array.nulls()),
                ..self
            },
        }
    }

    /// `f` of each row. Where it is None the row is NULL, or `error` says what it raises.
    pub(super) fn compute<O: ArrowPrimitiveType>(
        self,
        rows: usize,
        f: impl Fn(usize) -> Option<O::Native>,
        error: impl Fn(usize) -> Option<SparkError>,
    ) -> Result<PrimitiveArray<O>> {
        if self.none {
            return Ok(PrimitiveArray::new_null(rows));
        }
        let mut failed = false;
        let mut values = Vec::with_capacity(rows);
        values.extend((0..rows).map(|row| {
            let value = f(row);
            failed |= value.is_none();
            value.unwrap_or_default()
        }));
        if !failed {
            return Ok(PrimitiveArray::new(values.into(), self.nulls));
        }
        let is_valid = |row| self.nulls.as_ref().is_none_or(|n| n.is_valid(row));
        let fails: Vec<bool> = (0..rows)
            .map(|row| is_valid(row) && f(row).is_none())
            .collect();
        for row in (0..rows).filter(|row| fails[*row]) {
            if let Some(error) = error(row) {
                return Err(error.into());
            }
        }
        let valid = BooleanBuffer::collect_bool(rows, |row| is_valid(row) && !fails[row]);
        Ok(PrimitiveArray::new(
            values.into(),
            Some(NullBuffer::new(valid)),
        ))
    }
}
