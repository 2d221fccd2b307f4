//! The least and the greatest value of a cached column, as Spark's `ColumnStats` collect them: numbers
//! begin at the type's other end, which is what a column of nulls keeps, and NaN changes neither bound.

use arrow::array::{Array, ArrayRef, AsArray, PrimitiveArray};
use arrow::datatypes::{
    ArrowPrimitiveType, BinaryType, ByteArrayType, DataType, Date32Type, Decimal128Type,
    DurationMicrosecondType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    IntervalUnit, IntervalYearMonthType, TimeUnit, TimestampMicrosecondType, Utf8Type,
};
use datafusion_common::Result;
use thermite_proto::Literal;
use thermite_proto::literal::Value;

type Bounds = (Option<Literal>, Option<Literal>);

/// The bounds of all values of a column that comes in pieces.
pub fn bounds(pieces: &[ArrayRef]) -> Result<Bounds> {
    let Some(first) = pieces.first() else {
        return Ok((None, None));
    };
    Ok(match first.data_type() {
        DataType::Boolean => booleans(pieces),
        DataType::Int8 => integers::<Int8Type>(pieces, i8::MIN, i8::MAX),
        DataType::Int16 => integers::<Int16Type>(pieces, i16::MIN, i16::MAX),
        DataType::Int32 => integers::<Int32Type>(pieces, i32::MIN, i32::MAX),
        DataType::Date32 => integers::<Date32Type>(pieces, i32::MIN, i32::MAX),
        DataType::Interval(IntervalUnit::YearMonth) => {
            integers::<IntervalYearMonthType>(pieces, i32::MIN, i32::MAX)
        }
        DataType::Int64 => integers::<Int64Type>(pieces, i64::MIN, i64::MAX),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            integers::<TimestampMicrosecondType>(pieces, i64::MIN, i64::MAX)
        }
        DataType::Duration(TimeUnit::Microsecond) => {
            integers::<DurationMicrosecondType>(pieces, i64::MIN, i64::MAX)
        }
        DataType::Float32 => {
            let (lower, upper) = numbers::<Float32Type>(pieces, f32::MIN, f32::MAX);
            both(Value::Float(lower), Value::Float(upper))
        }
        DataType::Float64 => {
            let (lower, upper) = numbers::<Float64Type>(pieces, f64::MIN, f64::MAX);
            both(Value::Double(lower), Value::Double(upper))
        }
        DataType::Decimal128(..) if valid(pieces) > 0 => {
            let (lower, upper) = numbers::<Decimal128Type>(pieces, i128::MIN, i128::MAX);
            let bytes = |v: i128| Value::Decimal(v.to_be_bytes().to_vec());
            both(bytes(lower), bytes(upper))
        }
        DataType::Utf8 => strings::<Utf8Type>(pieces),
        DataType::Binary => strings::<BinaryType>(pieces),
        _ => (None, None),
    })
}

fn valid(pieces: &[ArrayRef]) -> usize {
    pieces.iter().map(|p| p.len() - p.null_count()).sum()
}

fn literal(value: Value) -> Option<Literal> {
    Some(Literal {
        value: Some(value),
        ..Literal::default()
    })
}

fn both(lower: Value, upper: Value) -> Bounds {
    (literal(lower), literal(upper))
}

fn booleans(pieces: &[ArrayRef]) -> Bounds {
    let (mut lower, mut upper) = (true, false);
    for piece in pieces {
        let values = piece.as_boolean();
        lower &= values.false_count() == 0;
        upper |= values.true_count() > 0;
    }
    both(Value::Boolean(lower), Value::Boolean(upper))
}

fn integers<T: ArrowPrimitiveType>(
    pieces: &[ArrayRef],
    least: T::Native,
    greatest: T::Native,
) -> Bounds
where
    T::Native: PartialOrd + Into<i64>,
{
    let (lower, upper) = numbers::<T>(pieces, least, greatest);
    both(Value::Integer(lower.into()), Value::Integer(upper.into()))
}

fn numbers<T: ArrowPrimitiveType>(
    pieces: &[ArrayRef],
    least: T::Native,
    greatest: T::Native,
) -> (T::Native, T::Native)
where
    T::Native: PartialOrd,
{
    let (mut lower, mut upper) = (greatest, least);
    let mut add = |v: T::Native| {
        lower = if v < lower { v } else { lower };
        upper = if v > upper { v } else { upper };
    };
    for piece in pieces {
        let array: &PrimitiveArray<T> = piece.as_primitive();
        if array.null_count() == 0 {
            array.values().iter().for_each(|v| add(*v));
        } else {
            array.iter().flatten().for_each(&mut add);
        }
    }
    (lower, upper)
}

fn strings<T: ByteArrayType<Offset = i32>>(pieces: &[ArrayRef]) -> Bounds {
    let mut bounds: Option<(&[u8], &[u8])> = None;
    for piece in pieces {
        let array = piece.as_bytes::<T>();
        for value in array.iter().flatten() {
            let value: &[u8] = value.as_ref();
            bounds = match bounds {
                None => Some((value, value)),
                Some((lower, upper)) => Some((lower.min(value), upper.max(value))),
            };
        }
    }
    match bounds {
        None => (None, None),
        Some((lower, upper)) => both(Value::Binary(lower.to_vec()), Value::Binary(upper.to_vec())),
    }
}
