//! Day-time and year-month intervals: made from fields, taken apart, added and scaled
//! (`IntervalUtils`, `IntervalMathUtils`, intervalExpressions.scala).

use std::sync::Arc;

use arrow::array::{ArrowPrimitiveType, DurationMicrosecondArray, PrimitiveArray};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Decimal128Type, DurationMicrosecondType, Int8Type, Int32Type, Int64Type,
    IntervalYearMonthType,
};
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use super::columns::{Valid, raw};
use super::timestamp::{MICROS_PER_DAY, MICROS_PER_SECOND, binary, finish, flagged, unary};
use crate::SparkError;
use crate::argument::{Ints, Values};
use crate::math::rows::{self, Failure};
use crate::table::{Call, Kernel};

const MICROS_PER_MINUTE: i64 = 60 * MICROS_PER_SECOND;
const MICROS_PER_HOUR: i64 = 60 * MICROS_PER_MINUTE;

fn overflow() -> SparkError {
    SparkError::new("INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION")
}

fn overflow_in(function: &str) -> SparkError {
    SparkError::new("INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION").with("functionName", function)
}

fn divided_by_zero() -> SparkError {
    SparkError::new("INTERVAL_DIVIDED_BY_ZERO")
}

fn is_months(data_type: Option<&DataType>) -> bool {
    matches!(data_type, Some(DataType::Interval(_)))
}

/// `years(interval)`.
pub fn years(call: &Call) -> Result<Kernel> {
    unary::<IntervalYearMonthType, Int32Type>(call, |months| Some(months / 12))
}

pub fn months(call: &Call) -> Result<Kernel> {
    unary::<IntervalYearMonthType, Int8Type>(call, |months| Some((months % 12) as i8))
}

pub fn days(call: &Call) -> Result<Kernel> {
    unary::<DurationMicrosecondType, Int32Type>(call, |v| Some((v / MICROS_PER_DAY) as i32))
}

pub fn hours(call: &Call) -> Result<Kernel> {
    unary::<DurationMicrosecondType, Int8Type>(call, |v| {
        Some((v % MICROS_PER_DAY / MICROS_PER_HOUR) as i8)
    })
}

pub fn minutes(call: &Call) -> Result<Kernel> {
    unary::<DurationMicrosecondType, Int8Type>(call, |v| {
        Some((v % MICROS_PER_HOUR / MICROS_PER_MINUTE) as i8)
    })
}

pub fn seconds(call: &Call) -> Result<Kernel> {
    unary::<DurationMicrosecondType, Decimal128Type>(call, |v| {
        Some(i128::from(v % MICROS_PER_MINUTE))
    })
}

/// `make_ym_interval(years, months)`.
pub fn make_ym_interval(call: &Call) -> Result<Kernel> {
    binary::<Int32Type, Int32Type, IntervalYearMonthType>(call, overflow, |years, months| {
        years.checked_mul(12)?.checked_add(months)
    })
}

/// `make_dt_interval(days, hours, minutes, seconds)`; the seconds are a decimal of six places.
pub fn make_dt_interval(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let [days, hours, minutes] = [
            Ints::new(&args[0])?,
            Ints::new(&args[1])?,
            Ints::new(&args[2])?,
        ];
        let seconds = Values::<Decimal128Type>::new(&args[3])?;
        let valid = Valid::default().and(&days).and(&hours).and(&minutes);
        let output: DurationMicrosecondArray = valid.and(&seconds).compute(
            rows,
            |row| {
                // The order of the additions matters; hours and minutes alone do not overflow.
                let sum = i64::from(raw(&days, row))
                    .checked_mul(MICROS_PER_DAY)
                    .and_then(|days| (raw(&seconds, row) as i64).checked_add(days))?;
                sum.checked_add(i64::from(raw(&hours, row)) * MICROS_PER_HOUR)?
                    .checked_add(i64::from(raw(&minutes, row)) * MICROS_PER_MINUTE)
            },
            |_| Some(overflow()),
        )?;
        finish(output, &to, args)
    }))
}

fn arithmetic(
    call: &Call,
    error: fn() -> SparkError,
    months: fn(i32, i32) -> Option<i32>,
    micros: fn(i64, i64) -> Option<i64>,
) -> Result<Kernel> {
    if is_months(call.arg_types.first()) {
        type Months = IntervalYearMonthType;
        binary::<Months, Months, Months>(call, error, months)
    } else {
        type Micros = DurationMicrosecondType;
        binary::<Micros, Micros, Micros>(call, error, micros)
    }
}

pub fn add(call: &Call) -> Result<Kernel> {
    let error = || overflow_in("`try_add`");
    arithmetic(call, error, i32::checked_add, i64::checked_add)
}

pub fn subtract(call: &Call) -> Result<Kernel> {
    let error = || overflow_in("`try_subtract`");
    arithmetic(call, error, i32::checked_sub, i64::checked_sub)
}

/// `IntervalMathUtils.negateExact`.
pub fn negate(call: &Call) -> Result<Kernel> {
    if is_months(call.arg_types.first()) {
        map::<IntervalYearMonthType>(call, i32::checked_neg)
    } else {
        map::<DurationMicrosecondType>(call, i64::checked_neg)
    }
}

fn map<T: ArrowPrimitiveType>(
    call: &Call,
    f: fn(T::Native) -> Option<T::Native>,
) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let failure = Failure::Raise(|_| overflow());
        let output = rows::unary::<T, T>(args, rows, &failure, |value| flagged(f(value)))?;
        finish(output, &to, args)
    }))
}

/// A kernel of an interval and a number, the latter as the widest of its kind.
fn scaled<I, N>(
    call: &Call,
    number: DataType,
    error: fn(I::Native, N::Native) -> SparkError,
    f: fn(I::Native, N::Native) -> Option<I::Native>,
) -> Result<Kernel>
where
    I: ArrowPrimitiveType,
    N: ArrowPrimitiveType,
{
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let wide = match &args[1] {
            ColumnarValue::Array(array) => ColumnarValue::Array(cast(array, &number)?),
            ColumnarValue::Scalar(scalar) => ColumnarValue::Scalar(scalar.cast_to(&number)?),
        };
        let failure = Failure::Raise(error);
        let both = [args[0].clone(), wide];
        let output: PrimitiveArray<I> =
            rows::binary::<I, N, I>(&both, rows, &failure, |a, b| flagged(f(a, b)))?;
        finish(output, &to, args)
    }))
}

/// `interval * number`.
pub fn multiply(call: &Call) -> Result<Kernel> {
    let narrow = matches!(
        call.arg_types.get(1),
        Some(DataType::Int8 | DataType::Int16 | DataType::Int32)
    );
    match (is_months(call.arg_types.first()), call.arg_types.get(1)) {
        (true, _) if narrow => scaled::<IntervalYearMonthType, Int32Type>(
            call,
            DataType::Int32,
            |_, _| SparkError::java_arithmetic("integer overflow"),
            i32::checked_mul,
        ),
        (true, Some(DataType::Int64)) => scaled::<IntervalYearMonthType, Int64Type>(
            call,
            DataType::Int64,
            |months, number| match i64::from(months).checked_mul(number) {
                None => SparkError::java_arithmetic("long overflow"),
                Some(_) => SparkError::java_arithmetic("integer overflow"),
            },
            |months, number| i32::try_from(i64::from(months).checked_mul(number)?).ok(),
        ),
        (false, Some(number)) if number.is_integer() => {
            scaled::<DurationMicrosecondType, Int64Type>(
                call,
                DataType::Int64,
                |_, _| SparkError::java_arithmetic("long overflow"),
                i64::checked_mul,
            )
        }
        (_, other) => internal_err!("an interval times {other:?}"),
    }
}

/// Guava's `LongMath.divide` that rounds halves away from zero; not of the least number by -1.
fn divide_half_up(dividend: i64, divisor: i64) -> i64 {
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    let up = rest.unsigned_abs() >= divisor.unsigned_abs() - rest.unsigned_abs();
    match (up, (dividend < 0) == (divisor < 0)) {
        (false, _) => quotient,
        (true, true) => quotient + 1,
        (true, false) => quotient - 1,
    }
}

/// `interval / number`, of whole numbers.
pub fn divide(call: &Call) -> Result<Kernel> {
    let integral = call.arg_types.get(1).is_some_and(DataType::is_integer);
    if !integral {
        return internal_err!("an interval divided by {:?}", call.arg_types.get(1));
    }
    if is_months(call.arg_types.first()) {
        return scaled::<IntervalYearMonthType, Int64Type>(
            call,
            DataType::Int64,
            |_, number| divide_error(number),
            |months, number| {
                if number == 0 || (months == i32::MIN && number == -1) {
                    return None;
                }
                Some(divide_half_up(i64::from(months), number) as i32)
            },
        );
    }
    scaled::<DurationMicrosecondType, Int64Type>(
        call,
        DataType::Int64,
        |_, number| divide_error(number),
        |micros, number| {
            if number == 0 || (micros == i64::MIN && number == -1) {
                return None;
            }
            Some(divide_half_up(micros, number))
        },
    )
}

fn divide_error(number: i64) -> SparkError {
    if number == 0 {
        divided_by_zero()
    } else {
        SparkError::new("ARITHMETIC_OVERFLOW")
            .with("message", "Overflow in integral divide")
            .with("hint", "try_divide")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::timestamp::tests::{at, longs};
    use super::*;
    use arrow::array::AsArray;
    use arrow::datatypes::{IntervalUnit, TimeUnit};
    use datafusion_common::ScalarValue;

    fn duration() -> DataType {
        DataType::Duration(TimeUnit::Microsecond)
    }

    fn micros(values: Vec<Option<i64>>) -> ColumnarValue {
        ColumnarValue::Array(Arc::new(DurationMicrosecondArray::from(values)))
    }

    #[test]
    fn fields() {
        let value = -(25 * MICROS_PER_HOUR + 61 * MICROS_PER_MINUTE + 1_500_000);
        let column = [micros(vec![Some(value), None])];
        let field = |kernel: fn(&Call) -> Result<Kernel>, to| {
            longs(kernel(&at("UTC", to)), &column, 2).unwrap()
        };
        assert_eq!(field(days, DataType::Int32), [Some(-1), None]);
        assert_eq!(field(hours, DataType::Int8), [Some(-2), None]);
        assert_eq!(field(minutes, DataType::Int8), [Some(-1), None]);
        assert_eq!(
            field(seconds, DataType::Decimal128(8, 6)),
            [Some(-1_500_000), None]
        );
    }

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(divide_half_up(5, 2), 3);
        assert_eq!(divide_half_up(-5, 2), -3);
        assert_eq!(divide_half_up(5, -2), -3);
        assert_eq!(divide_half_up(4, 3), 1);
        assert_eq!(divide_half_up(1, 3), 0);
        assert_eq!(divide_half_up(i64::MIN, 2), i64::MIN / 2);
        assert_eq!(divide_half_up(1, i64::MIN), 0);
        assert_eq!(divide_half_up(i64::MIN, i64::MIN), 1);
        assert_eq!(divide_half_up(i64::MAX, i64::MIN), -1);
    }

    #[test]
    fn scales() {
        let mut call = at("UTC", duration());
        call.arg_types = vec![duration(), DataType::Int32];
        let int = |v| ColumnarValue::Scalar(ScalarValue::Int32(Some(v)));
        let column = micros(vec![Some(i64::MAX), None, Some(3)]);
        assert!(longs(multiply(&call), &[column.clone(), int(2)], 3).is_err());
        assert_eq!(
            longs(divide(&call), &[column.clone(), int(-2)], 3).unwrap(),
            [Some(-(1 << 62)), None, Some(-2)]
        );
        let least = micros(vec![Some(i64::MIN)]);
        assert!(longs(negate(&call), &[least], 1).is_err());
        let one = micros(vec![Some(1), None]);
        assert_eq!(longs(negate(&call), &[one], 2).unwrap(), [Some(-1), None]);
        let zero = longs(divide(&call), &[column.clone(), int(0)], 3).unwrap_err();
        assert!(zero.to_string().contains("INTERVAL_DIVIDED_BY_ZERO"));
        let sum = longs(add(&call), &[column.clone(), column], 3).unwrap_err();
        assert!(sum.to_string().contains("functionName=`try_add`"));
    }

    #[test]
    fn made() {
        let int = |v| ColumnarValue::Scalar(ScalarValue::Int32(Some(v)));
        let second = |v| ColumnarValue::Scalar(ScalarValue::Decimal128(Some(v), 18, 6));
        let call = at("UTC", duration());
        let make = |d, s| {
            longs(
                make_dt_interval(&call),
                &[int(d), int(2), int(3), second(s)],
                1,
            )
        };
        assert_eq!(
            make(1, 4).unwrap(),
            [Some(
                MICROS_PER_DAY + 2 * MICROS_PER_HOUR + 3 * MICROS_PER_MINUTE + 4
            )]
        );
        assert!(make(i32::MAX, 0).is_err());
        let call = at("UTC", DataType::Interval(IntervalUnit::YearMonth));
        let kernel = make_ym_interval(&call).unwrap();
        let output = kernel(&[int(1), int(-1)], 1).unwrap().to_array(1).unwrap();
        assert_eq!(output.as_primitive::<IntervalYearMonthType>().value(0), 11);
        assert!(kernel(&[int(i32::MAX), int(1)], 1).is_err());
    }
}
