//! `greatest` and `least`: NULLs are skipped, and of equal values the first is taken.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::buffer::BooleanBuffer;
use arrow::compute::kernels::cmp;
use arrow::compute::kernels::zip::zip;
use arrow::datatypes::DataType;
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use super::rows;
use crate::predicate::{CompareOp, float_comparison};
use crate::table::{Call, Kernel};

pub fn greatest(call: &Call) -> Result<Kernel> {
    bind(call, CompareOp::Gt)
}

pub fn least(call: &Call) -> Result<Kernel> {
    bind(call, CompareOp::Lt)
}

/// Which rows of the first array go before those of the second.
type Better = Box<dyn Fn(&ArrayRef, &ArrayRef) -> Result<BooleanArray> + Send + Sync>;

fn bind(call: &Call, op: CompareOp) -> Result<Kernel> {
    let data_type = call.return_field.data_type();
    if data_type.is_nested() || call.arg_types.iter().any(|t| t != data_type) {
        return internal_err!("{} of {:?}", call.name, call.arg_types);
    }
    let better: Better = match data_type {
        DataType::Float32 | DataType::Float64 => {
            let compare = float_comparison(op);
            Box::new(move |l, r| {
                let args = [l, r].map(|a| ColumnarValue::Array(ArrayRef::clone(a)));
                let output = compare(&args, l.len())?.to_array(l.len())?;
                Ok(output.as_boolean().clone())
            })
        }
        _ if op == CompareOp::Gt => Box::new(|l, r| Ok(cmp::gt(l, r)?)),
        _ => Box::new(|l, r| Ok(cmp::lt(l, r)?)),
    };
    Ok(Arc::new(move |args, rows| {
        let Some((first, others)) = args.split_first() else {
            return internal_err!("no arguments");
        };
        let mut best = first.to_array(rows)?;
        for other in others {
            let other = other.to_array(rows)?;
            let is_better = better(&other, &best)?;
            let taken = BooleanBuffer::collect_bool(rows, |row| {
                if best.is_null(row) || other.is_null(row) {
                    best.is_null(row)
                } else {
                    is_better.value(row)
                }
            });
            best = zip(&BooleanArray::new(taken, None), &other, &best)?;
        }
        rows::finish(best, args)
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use arrow::array::{Float64Array, Int32Array, StringArray};
    use arrow::datatypes::{Field, Float64Type};

    fn run(function: fn(&Call) -> Result<Kernel>, args: Vec<ArrayRef>) -> ArrayRef {
        let rows = args[0].len();
        let call = Call {
            name: String::new(),
            arg_types: args.iter().map(|a| a.data_type().clone()).collect(),
            return_field: Arc::new(Field::new("", args[0].data_type().clone(), true)),
            mode: Default::default(),
            time_zone: "UTC".into(),
        };
        let args: Vec<_> = args.into_iter().map(ColumnarValue::Array).collect();
        function(&call).unwrap()(&args, rows)
            .unwrap()
            .to_array(rows)
            .unwrap()
    }

    #[test]
    fn nulls_are_skipped() {
        let output = run(
            greatest,
            vec![
                Arc::new(Int32Array::from(vec![Some(1), None, None])),
                Arc::new(Int32Array::from(vec![None, Some(2), None])),
                Arc::new(Int32Array::from(vec![Some(0), Some(3), None])),
            ],
        );
        assert_eq!(
            &output,
            &(Arc::new(Int32Array::from(vec![Some(1), Some(3), None])) as ArrayRef)
        );
        let output = run(
            least,
            vec![
                Arc::new(StringArray::from(vec![Some("b"), None])),
                Arc::new(StringArray::from(vec!["a", "c"])),
            ],
        );
        assert_eq!(
            &output,
            &(Arc::new(StringArray::from(vec!["a", "c"])) as ArrayRef)
        );
    }

    #[test]
    fn nan_is_greatest_and_the_first_zero_is_taken() {
        let args = || -> Vec<ArrayRef> {
            vec![
                Arc::new(Float64Array::from(vec![f64::NAN, -0.0])),
                Arc::new(Float64Array::from(vec![1.0, 0.0])),
            ]
        };
        let output = run(greatest, args());
        let output = output.as_primitive::<Float64Type>();
        assert!(output.value(0).is_nan() && output.value(1).is_sign_negative());
        let output = run(least, args());
        assert_eq!(output.as_primitive::<Float64Type>().value(0), 1.0);
    }
}
