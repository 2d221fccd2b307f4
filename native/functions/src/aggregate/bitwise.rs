//! `bit_and`, `bit_or`, `bit_xor`: buffer (value), of the argument's integer type.

use std::ops::{BitAnd, BitOr, BitXor};

use arrow::array::ArrowPrimitiveType;
use arrow::datatypes::{DataType, Int8Type, Int16Type, Int32Type, Int64Type};
use datafusion_common::{Result, internal_err};
use datafusion_expr::GroupsAccumulator;

use super::AggregateCall;
use super::reduce::Reduce;

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    match call.return_field.data_type() {
        DataType::Int8 => of::<Int8Type>(call),
        DataType::Int16 => of::<Int16Type>(call),
        DataType::Int32 => of::<Int32Type>(call),
        DataType::Int64 => of::<Int64Type>(call),
        other => internal_err!("{} of {other}", call.name),
    }
}

fn of<T>(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>>
where
    T: ArrowPrimitiveType + Send,
    T::Native: BitAnd<Output = T::Native> + BitOr<Output = T::Native> + BitXor<Output = T::Native>,
{
    let data_type = &T::DATA_TYPE;
    match call.name.as_str() {
        "bit_and" => Ok(Reduce::<T, _>::boxed(data_type, |a, b| a & b)),
        "bit_or" => Ok(Reduce::<T, _>::boxed(data_type, |a, b| a | b)),
        "bit_xor" => Ok(Reduce::<T, _>::boxed(data_type, |a, b| a ^ b)),
        other => internal_err!("no bitwise aggregate {other}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use std::sync::Arc;

    use super::super::testing::{call, groups};
    use super::*;
    use arrow::array::{ArrayRef, AsArray, Int16Array};
    use datafusion_expr::EmitTo;

    #[test]
    fn bits_of_non_null_values() {
        let short = DataType::Int16;
        let values: ArrayRef = Arc::new(Int16Array::from(vec![Some(6), Some(3), None, None]));
        for (name, expected) in [("bit_and", 2), ("bit_or", 7), ("bit_xor", 5)] {
            let call = call(
                name,
                std::slice::from_ref(&short),
                short.clone(),
                std::slice::from_ref(&short),
            );
            let mut acc = groups(&call);
            let batch = std::slice::from_ref(&values);
            acc.update_batch(batch, &[0, 0, 0, 1], None, 2).unwrap();
            let got = acc.evaluate(EmitTo::All).unwrap();
            let expected = Int16Array::from(vec![Some(expected), None]);
            assert_eq!(got.as_primitive::<Int16Type>(), &expected, "{name}");
        }
    }
}
