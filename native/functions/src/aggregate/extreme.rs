//! `min`, `max`: buffer (value). Of equal values (0.0 and -0.0) the first stays, as in Spark's
//! `Greatest` and `Least`.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, ArrowPrimitiveType, BooleanArray, downcast_primitive, new_null_array,
};
use arrow::datatypes::{
    DataType, Field, Float32Type, Float64Type, IntervalUnit, IntervalYearMonthType, Schema,
};
use datafusion_common::{Result, internal_err};
use datafusion_expr::function::AccumulatorArgs;
use datafusion_expr::{EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate::min_max::{max_udaf, min_udaf};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr::expressions::Column;

use super::reduce::Reduce;
use super::{AggregateCall, bool_extreme, extreme_by};

pub fn min(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    create(call, Ordering::Less)
}

pub fn max(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    create(call, Ordering::Greater)
}

/// `replaces`: how a value compares to the one kept if it is to take its place.
fn create(call: &AggregateCall, replaces: Ordering) -> Result<Box<dyn GroupsAccumulator>> {
    macro_rules! of {
        ($t:ty) => {
            of_numbers::<$t>(call.return_field.data_type(), replaces)
        };
    }
    let data_type = call.return_field.data_type();
    match data_type {
        DataType::Float32 => of_floats::<Float32Type>(data_type, replaces),
        DataType::Float64 => of_floats::<Float64Type>(data_type, replaces),
        DataType::Boolean => Ok(bool_extreme::create(replaces.is_gt())),
        DataType::Utf8 | DataType::Binary => of_bytes(call, replaces),
        DataType::Interval(IntervalUnit::YearMonth) => {
            of_numbers::<IntervalYearMonthType>(data_type, replaces)
        }
        DataType::Interval(_) => internal_err!("{} of {data_type}", call.name),
        DataType::List(_) | DataType::Struct(_) => extreme_by::of_values(call, replaces.is_lt()),
        other => downcast_primitive! {
            other => (of),
            _ => internal_err!("{} of {data_type}", call.name),
        },
    }
}

fn of_numbers<T>(data_type: &DataType, replaces: Ordering) -> Result<Box<dyn GroupsAccumulator>>
where
    T: ArrowPrimitiveType + Send,
{
    Ok(if replaces.is_lt() {
        Reduce::<T, _>::boxed(data_type, |a, b| if b < a { b } else { a })
    } else {
        Reduce::<T, _>::boxed(data_type, |a, b| if b > a { b } else { a })
    })
}

/// Spark's order of floating-point numbers: NaN is the largest.
fn of_floats<T>(data_type: &DataType, replaces: Ordering) -> Result<Box<dyn GroupsAccumulator>>
where
    T: ArrowPrimitiveType + Send,
    T::Native: Into<f64>,
{
    let is_nan = |v: T::Native| v.into().is_nan();
    Ok(if replaces.is_lt() {
        Reduce::<T, _>::boxed(data_type, move |a, b| {
            if b < a || (is_nan(a) && !is_nan(b)) {
                b
            } else {
                a
            }
        })
    } else {
        Reduce::<T, _>::boxed(data_type, move |a, b| {
            if b > a || (is_nan(b) && !is_nan(a)) {
                b
            } else {
                a
            }
        })
    })
}

/// DataFusion's accumulator, whose state is the value too.
fn of_bytes(call: &AggregateCall, replaces: Ordering) -> Result<Box<dyn GroupsAccumulator>> {
    let udaf = if replaces.is_lt() {
        min_udaf()
    } else {
        max_udaf()
    };
    let data_type = call.return_field.data_type();
    let field = Arc::new(Field::new("value", data_type.clone(), true));
    let null = new_null_array(data_type, 1);
    let schema = Schema::new(vec![Arc::clone(&field)]);
    let exprs: [Arc<dyn PhysicalExpr>; 1] = [Arc::new(Column::new("value", 0))];
    let inner = udaf.create_groups_accumulator(AccumulatorArgs {
        return_field: Arc::clone(&field),
        schema: &schema,
        expr_fields: &[field],
        ignore_nulls: false,
        order_bys: &[],
        is_reversed: false,
        name: &call.name,
        is_distinct: false,
        exprs: &exprs,
    })?;
    Ok(Box::new(Extreme { inner, null }))
}

/// A group without rows is NULL; DataFusion's accumulator has it at its starting value unless it is
/// told of a NULL.
struct Extreme {
    inner: Box<dyn GroupsAccumulator>,
    null: ArrayRef,
}

impl GroupsAccumulator for Extreme {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.inner
            .update_batch(values, group_indices, filter, total_num_groups)
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        if group_indices.is_empty() && total_num_groups > 0 {
            let null = std::slice::from_ref(&self.null);
            return self
                .inner
                .merge_batch(null, &[total_num_groups - 1], total_num_groups);
        }
        self.inner
            .merge_batch(values, group_indices, total_num_groups)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        self.inner.evaluate(emit_to)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        self.inner.state(emit_to)
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        self.inner.convert_to_state(values, filter)
    }

    fn size(&self) -> usize {
        self.inner.size()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{call, groups, one_group};
    use super::*;
    use arrow::array::{Array, AsArray, Date32Array, Float64Array, StringArray};
    use arrow::datatypes::Date32Type;

    fn extreme(name: &str, values: ArrayRef, indices: &[usize], count: usize) -> ArrayRef {
        let t = values.data_type().clone();
        let mut acc = groups(&call(
            name,
            std::slice::from_ref(&t),
            t.clone(),
            std::slice::from_ref(&t),
        ));
        acc.update_batch(&[values], indices, None, count).unwrap();
        let state = acc.state(EmitTo::All).unwrap();
        let all: Vec<usize> = (0..count).collect();
        acc.merge_batch(&state, &all, count).unwrap();
        acc.evaluate(EmitTo::All).unwrap()
    }

    #[test]
    fn nan_is_the_largest_and_the_first_zero_stays() {
        let nan = f64::NAN;
        let values: ArrayRef = Arc::new(Float64Array::from(vec![1.0, nan, 2.0, nan, -0.0, 0.0]));
        let indices = [0, 0, 0, 1, 2, 2];
        let min = extreme("min", Arc::clone(&values), &indices, 3);
        let min = min.as_primitive::<Float64Type>();
        assert_eq!(min.value(0), 1.0);
        assert!(min.value(1).is_nan());
        assert!(min.value(2).is_sign_negative());
        let max = extreme("max", values, &indices, 3);
        let max = max.as_primitive::<Float64Type>();
        assert!(max.value(0).is_nan() && max.value(1).is_nan());
        assert!(max.value(2).is_sign_negative());
    }

    #[test]
    fn dates_and_strings() {
        let dates: ArrayRef = Arc::new(Date32Array::from(vec![Some(9), None, Some(-4), None]));
        let max = extreme("max", dates, &[0, 0, 0, 1], 2);
        let expected = Date32Array::from(vec![Some(9), None]);
        assert_eq!(max.as_primitive::<Date32Type>(), &expected);
        let strings = StringArray::from(vec![Some("b"), Some("a"), None, None]);
        let min = extreme("min", Arc::new(strings), &[0, 0, 0, 1], 2);
        let expected = StringArray::from(vec![Some("a"), None]);
        assert_eq!(min.as_string::<i32>(), &expected);
    }

    #[test]
    fn booleans() {
        let values = vec![Some(true), Some(false), Some(true), Some(false), None];
        let values: ArrayRef = Arc::new(BooleanArray::from(values));
        let indices = [0, 0, 1, 2, 3];
        let min = extreme("min", Arc::clone(&values), &indices, 4);
        let expected = BooleanArray::from(vec![Some(false), Some(true), Some(false), None]);
        assert_eq!(min.as_boolean(), &expected);
        let max = extreme("max", values, &indices, 4);
        let expected = BooleanArray::from(vec![Some(true), Some(true), Some(false), None]);
        assert_eq!(max.as_boolean(), &expected);
    }

    #[test]
    fn no_rows() {
        for t in [DataType::Utf8, DataType::Float64, DataType::Boolean] {
            let mut acc = one_group(call(
                "min",
                std::slice::from_ref(&t),
                t.clone(),
                std::slice::from_ref(&t),
            ));
            assert!(acc.evaluate().unwrap().is_null());
        }
    }
}
