//! The values of a column under a hash function: Spark's rules of `HashExpression`, shared by its hashes.

use arrow::array::{Array, ArrayRef, AsArray, ListArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, DurationMicrosecondType, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, IntervalUnit, IntervalYearMonthType, TimeUnit,
    TimestampMicrosecondType,
};
use datafusion_common::{Result, not_impl_err};

/// The three functions that Spark builds all hashes from. A hash is the seed of the next value.
pub trait HashFunction: 'static {
    type Hash: Copy;
    fn int(value: i32, seed: Self::Hash) -> Self::Hash;
    fn long(value: i64, seed: Self::Hash) -> Self::Hash;
    fn bytes(value: &[u8], seed: Self::Hash) -> Self::Hash;
}

/// `java.lang.Float.floatToIntBits` (one NaN), and HashExpression's 0.0 for -0.0.
fn float_bits(value: f32) -> i32 {
    let value = if value.is_nan() {
        f32::from_bits(0x7fc0_0000)
    } else {
        value + 0.0
    };
    value.to_bits() as i32
}

fn double_bits(value: f64) -> i64 {
    let value = if value.is_nan() {
        f64::from_bits(0x7ff8_0000_0000_0000)
    } else {
        value + 0.0
    };
    value.to_bits() as i64
}

/// `BigInteger.toByteArray` of an unscaled decimal, the shortest two's complement, big endian: the
/// bytes from an index on.
fn big_integer(value: i128) -> ([u8; 16], usize) {
    // A bit for the sign, and the bits below it that differ from it.
    let bits = 129 - (value ^ (value >> 127)).leading_zeros() as usize;
    (value.to_be_bytes(), 16 - bits.div_ceil(8))
}

/// `$go!(array, value and seed to hash)` for a column whose values have no parts, else `$nested`.
macro_rules! by_type {
    ($function:ty, $column:expr, $go:ident, $nested:expr) => {
        match $column.data_type() {
            DataType::Boolean => $go!($column.as_boolean(), |v: bool, s| {
                <$function>::int(i32::from(v), s)
            }),
            DataType::Int8 => $go!($column.as_primitive::<Int8Type>(), |v: i8, s| {
                <$function>::int(i32::from(v), s)
            }),
            DataType::Int16 => $go!($column.as_primitive::<Int16Type>(), |v: i16, s| {
                <$function>::int(i32::from(v), s)
            }),
            DataType::Int32 => $go!($column.as_primitive::<Int32Type>(), <$function>::int),
            DataType::Date32 => $go!($column.as_primitive::<Date32Type>(), <$function>::int),
            DataType::Interval(IntervalUnit::YearMonth) => {
                $go!(
                    $column.as_primitive::<IntervalYearMonthType>(),
                    <$function>::int
                )
            }
            DataType::Int64 => $go!($column.as_primitive::<Int64Type>(), <$function>::long),
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                $go!(
                    $column.as_primitive::<TimestampMicrosecondType>(),
                    <$function>::long
                )
            }
            DataType::Duration(TimeUnit::Microsecond) => {
                $go!(
                    $column.as_primitive::<DurationMicrosecondType>(),
                    <$function>::long
                )
            }
            DataType::Float32 => $go!($column.as_primitive::<Float32Type>(), |v: f32, s| {
                <$function>::int(float_bits(v), s)
            }),
            DataType::Float64 => $go!($column.as_primitive::<Float64Type>(), |v: f64, s| {
                <$function>::long(double_bits(v), s)
            }),
            DataType::Decimal128(precision, _) if *precision <= 18 => {
                $go!($column.as_primitive::<Decimal128Type>(), |v: i128, s| {
                    <$function>::long(v as i64, s)
                })
            }
            DataType::Decimal128(..) => {
                $go!($column.as_primitive::<Decimal128Type>(), |v: i128, s| {
                    let (bytes, start) = big_integer(v);
                    <$function>::bytes(&bytes[start..], s)
                })
            }
            DataType::Utf8 => $go!($column.as_string::<i32>(), |v: &str, s| {
                <$function>::bytes(v.as_bytes(), s)
            }),
            DataType::Utf8View => $go!($column.as_string_view(), |v: &str, s| {
                <$function>::bytes(v.as_bytes(), s)
            }),
            DataType::Binary => $go!($column.as_binary::<i32>(), <$function>::bytes),
            DataType::BinaryView => $go!($column.as_binary_view(), <$function>::bytes),
            _ => $nested,
        }
    };
}

/// Replaces each seed in `hashes` by the hash of the row's value; a NULL leaves its seed.
pub fn hash_column<F: HashFunction>(column: &dyn Array, hashes: &mut [F::Hash]) -> Result<()> {
    macro_rules! all_rows {
        ($array:expr, $hash:expr) => {{
            let array = $array;
            let hash = $hash;
            match array.nulls().filter(|n| n.null_count() > 0) {
                None => {
                    for (i, h) in hashes.iter_mut().enumerate() {
                        *h = hash(array.value(i), *h);
                    }
                }
                Some(nulls) => {
                    for i in nulls.valid_indices() {
                        hashes[i] = hash(array.value(i), hashes[i]);
                    }
                }
            }
        }};
    }
    by_type!(F, column, all_rows, {
        match column.data_type() {
            DataType::Struct(_) if column.null_count() == 0 => {
                for part in column.as_struct().columns() {
                    hash_column::<F>(part.as_ref(), hashes)?;
                }
            }
            DataType::List(_) => hash_lists::<F>(column.as_list(), hashes)?,
            _ => hash_rows::<F>(column, hashes)?,
        }
    });
    Ok(())
}

fn hash_rows<F: HashFunction>(column: &dyn Array, hashes: &mut [F::Hash]) -> Result<()> {
    let hash = row_hash::<F>(column)?;
    for (i, h) in hashes.iter_mut().enumerate() {
        *h = hash(i, *h);
    }
    Ok(())
}

fn hash_lists<F: HashFunction>(lists: &ListArray, hashes: &mut [F::Hash]) -> Result<()> {
    let (offsets, values) = (lists.value_offsets(), lists.values());
    macro_rules! each_list {
        ($array:expr, $hash:expr) => {{
            let array = $array;
            let hash = $hash;
            let nulls = array.nulls().filter(|n| n.null_count() > 0);
            for (i, h) in hashes.iter_mut().enumerate() {
                if lists.is_null(i) {
                    continue;
                }
                let elements = offsets[i] as usize..offsets[i + 1] as usize;
                *h = match nulls {
                    None => elements.fold(*h, |s, at| hash(array.value(at), s)),
                    Some(nulls) => elements
                        .filter(|at| nulls.is_valid(*at))
                        .fold(*h, |s, at| hash(array.value(at), s)),
                };
            }
        }};
    }
    by_type!(F, values, each_list, hash_rows::<F>(lists, hashes)?);
    Ok(())
}

/// Chains the columns, as HashExpression does, from `seed` on.
pub fn hash_columns<F: HashFunction>(
    columns: &[ArrayRef],
    seed: F::Hash,
    out: &mut [F::Hash],
) -> Result<()> {
    out.fill(seed);
    for column in columns {
        hash_column::<F>(column.as_ref(), out)?;
    }
    Ok(())
}

/// From a row's index and seed to its hash.
type RowHash<'a, H> = Box<dyn Fn(usize, H) -> H + 'a>;

/// The hash of single rows: the elements of a list are chained one by one, not column by column.
fn row_hash<F: HashFunction>(column: &dyn Array) -> Result<RowHash<'_, F::Hash>> {
    macro_rules! one_row {
        ($array:expr, $hash:expr) => {{
            let array = $array;
            let hash = $hash;
            Ok(Box::new(move |i, s| {
                if array.is_valid(i) {
                    hash(array.value(i), s)
                } else {
                    s
                }
            }))
        }};
    }
    by_type!(F, column, one_row, nested::<F>(column))
}

fn nested<F: HashFunction>(column: &dyn Array) -> Result<RowHash<'_, F::Hash>> {
    Ok(match column.data_type() {
        DataType::Null => Box::new(|_, s| s),
        DataType::Struct(_) => {
            let parts = column.as_struct().columns().iter();
            let parts = parts.map(|p| row_hash::<F>(p.as_ref()));
            let parts = parts.collect::<Result<Vec<_>>>()?;
            Box::new(move |i, s| {
                if column.is_null(i) {
                    return s;
                }
                parts.iter().fold(s, |s, hash| hash(i, s))
            })
        }
        DataType::List(_) => {
            let list = column.as_list::<i32>();
            let (offsets, hash) = (list.value_offsets(), row_hash::<F>(list.values().as_ref())?);
            Box::new(move |i, s| {
                if list.is_null(i) {
                    return s;
                }
                (offsets[i]..offsets[i + 1]).fold(s, |s, at| hash(at as usize, s))
            })
        }
        DataType::Map(..) => {
            let map = column.as_map();
            let offsets = map.value_offsets();
            let key = row_hash::<F>(map.keys().as_ref())?;
            let value = row_hash::<F>(map.values().as_ref())?;
            Box::new(move |i, s| {
                if map.is_null(i) {
                    return s;
                }
                (offsets[i]..offsets[i + 1])
                    .fold(s, |s, at| value(at as usize, key(at as usize, s)))
            })
        }
        DataType::Dictionary(..) => {
            let dictionary = column.as_any_dictionary();
            let hash = row_hash::<F>(dictionary.values().as_ref())?;
            if dictionary.values().is_empty() {
                return Ok(Box::new(|_, s| s));
            }
            let keys = dictionary.normalized_keys();
            Box::new(move |i, s| {
                if column.is_null(i) {
                    s
                } else {
                    hash(keys[i], s)
                }
            })
        }
        other => return not_impl_err!("the hash of {other}"),
    })
}

#[cfg(test)]
mod tests {
    use super::big_integer;

    #[test]
    fn shortest_big_integers() {
        for (value, len) in [
            (0, 1),
            (-1, 1),
            (127, 1),
            (128, 2),
            (-128, 1),
            (-129, 2),
            (i128::from(i64::MAX), 8),
            (i128::MAX, 16),
            (i128::MIN, 16),
        ] {
            let (_, start) = big_integer(value);
            assert_eq!(16 - start, len, "{value}");
        }
    }
}
