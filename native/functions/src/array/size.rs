//! `size` of arrays and maps; the second argument says whether NULL has the size -1 (`Size`).

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int32Array};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::DataType;
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use super::lists::column;
use crate::table::{Call, Kernel};

pub fn size(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, _| {
        let [
            arg,
            ColumnarValue::Scalar(ScalarValue::Boolean(Some(of_null))),
        ] = args
        else {
            return internal_err!("size needs a collection and a constant");
        };
        let (array, constant) = column(arg)?;
        let offsets = offsets(&array)?;
        let lengths = offsets.lengths().map(|n| n as i32);
        let sizes: Int32Array = match array.nulls().filter(|n| n.null_count() > 0) {
            Some(nulls) if *of_null => lengths
                .zip(nulls.iter())
                .map(|(n, valid)| if valid { n } else { -1 })
                .collect::<Vec<_>>()
                .into(),
            nulls => Int32Array::new(lengths.collect::<Vec<_>>().into(), nulls.cloned()),
        };
        if constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
                &sizes, 0,
            )?));
        }
        Ok(ColumnarValue::Array(Arc::new(sizes)))
    }))
}

fn offsets(array: &ArrayRef) -> Result<&OffsetBuffer<i32>> {
    match array.data_type() {
        DataType::List(_) => Ok(array.as_list::<i32>().offsets()),
        DataType::Map(_, _) => Ok(array.as_map().offsets()),
        other => internal_err!("the size of {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::array::testing::{column, constant, eval, list_of};
    use arrow::datatypes::Int32Type;

    #[test]
    fn of_null_too() {
        let array = list_of::<Int32Type>(vec![Some(vec![Some(1), None]), None, Some(vec![])]);
        let flag = |f| ColumnarValue::Scalar(ScalarValue::Boolean(Some(f)));
        let to = DataType::Int32;
        assert_eq!(
            eval(size, &[column(&array), flag(true)], &to, 3),
            ["2", "-1", "0"]
        );
        let tail = column(&array.slice(1, 2));
        assert_eq!(eval(size, &[tail, flag(false)], &to, 2), ["NULL", "0"]);
        assert_eq!(
            eval(size, &[constant(&array, 0), flag(false)], &to, 2),
            ["2", "2"]
        );
    }
}
