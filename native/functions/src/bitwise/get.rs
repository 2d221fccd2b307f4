//! `bit_get` (`BitwiseGet`): the bit at a place, which must be in the type.

use std::sync::Arc;

use arrow::array::{Array, ArrowPrimitiveType, PrimitiveArray};
use arrow::datatypes::{DataType, Int8Type, Int16Type, Int32Type, Int64Type};
use datafusion_common::{Result, internal_err};

use crate::SparkError;
use crate::math::rows::{self, Failure};
use crate::table::{Call, Kernel};

/// `bit_get(number, place)`, under the name that the query uses.
pub fn bit_get(call: &Call) -> Result<Kernel> {
    match call.arg_types.first() {
        Some(DataType::Int8) => Ok(kernel::<Int8Type>(&call.name)),
        Some(DataType::Int16) => Ok(kernel::<Int16Type>(&call.name)),
        Some(DataType::Int32) => Ok(kernel::<Int32Type>(&call.name)),
        Some(DataType::Int64) => Ok(kernel::<Int64Type>(&call.name)),
        _ => internal_err!("bit_get of {:?}", call.arg_types),
    }
}

fn kernel<T: ArrowPrimitiveType>(function: &str) -> Kernel
where
    i64: From<T::Native>,
{
    let size = 8 * size_of::<T::Native>() as i32;
    let function = function.to_string();
    Arc::new(move |args, rows| {
        let raise = Failure::Raise(|_, place| out_of_range(&function, place, size));
        let output: PrimitiveArray<Int8Type> =
            rows::binary::<T, Int32Type, Int8Type>(args, rows, &raise, |number, place| {
                let bit = i64::from(number) >> (place & 63) & 1;
                (bit as i8, !(0..size).contains(&place))
            })?;
        rows::finish(Arc::new(output) as Arc<dyn Array>, args)
    })
}

/// `QueryExecutionErrors.bitPositionRangeError`
fn out_of_range(function: &str, place: i32, size: i32) -> SparkError {
    SparkError::new("INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE")
        .with("parameter", "`pos`")
        .with("functionName", format!("`{function}`"))
        .with("upper", size.to_string())
        .with("invalidValue", place.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::string::testing::{call, int};
    use arrow::array::{AsArray, Int32Array};
    use datafusion_expr::ColumnarValue;

    #[test]
    fn bits() {
        let call = Call {
            name: "getbit".into(),
            arg_types: vec![DataType::Int32, DataType::Int32],
            ..call()
        };
        let numbers = Int32Array::from(vec![Some(9), Some(11), None, Some(-1)]).slice(1, 3);
        let numbers = ColumnarValue::Array(Arc::new(numbers));
        let bits = bit_get(&call).unwrap()(&[numbers.clone(), int(2)], 3);
        let bits = bits.unwrap().to_array(3).unwrap();
        let bits: Vec<_> = bits.as_primitive::<Int8Type>().iter().collect();
        assert_eq!(bits, [Some(0), None, Some(1)]);
        let error = bit_get(&call).unwrap()(&[numbers, int(32)], 3);
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains("functionName=`getbit` invalidValue=32"),
            "{error}"
        );
    }
}
