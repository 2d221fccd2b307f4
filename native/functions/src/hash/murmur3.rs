//! `Murmur3Hash` of rows (hash.scala, `Murmur3_x86_32`): each column's hash is the next one's seed; NULL
//! leaves the seed as it is.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, DurationMicrosecondType, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, IntervalYearMonthType, TimeUnit,
    TimestampMicrosecondType,
};
use datafusion_common::{Result, not_impl_err};

fn mix_k1(k1: u32) -> u32 {
    k1.wrapping_mul(0xcc9e_2d51)
        .rotate_left(15)
        .wrapping_mul(0x1b87_3593)
}

fn mix_h1(h1: u32, k1: u32) -> u32 {
    (h1 ^ k1)
        .rotate_left(13)
        .wrapping_mul(5)
        .wrapping_add(0xe654_6b64)
}

fn fmix(h1: u32, length: u32) -> u32 {
    let mut h = h1 ^ length;
    h ^= h >> 16;
    h = h.wrapping_mul(0x85eb_ca6b);
    h ^= h >> 13;
    h = h.wrapping_mul(0xc2b2_ae35);
    h ^ (h >> 16)
}

fn hash_int(input: i32, seed: u32) -> u32 {
    fmix(mix_h1(seed, mix_k1(input as u32)), 4)
}

fn hash_long(input: i64, seed: u32) -> u32 {
    let h1 = mix_h1(seed, mix_k1(input as u32));
    fmix(mix_h1(h1, mix_k1((input >> 32) as u32)), 8)
}

/// `hashUnsafeBytes`: whole words, then each byte of the tail by itself, sign-extended.
fn hash_bytes(input: &[u8], seed: u32) -> u32 {
    let words = input.chunks_exact(4);
    let tail = words.remainder();
    let mut h1 = seed;
    for word in words {
        let word = u32::from_le_bytes([word[0], word[1], word[2], word[3]]);
        h1 = mix_h1(h1, mix_k1(word));
    }
    for byte in tail {
        h1 = mix_h1(h1, mix_k1(*byte as i8 as u32));
    }
    fmix(h1, input.len() as u32)
}

/// `BigInteger.toByteArray` of an unscaled decimal: the shortest two's complement, big endian.
fn big_integer(value: i128) -> ([u8; 16], usize) {
    let bytes = value.to_be_bytes();
    let sign = if value < 0 { 0xff } else { 0 };
    let mut start = 0;
    while start < 15 && bytes[start] == sign && (bytes[start + 1] ^ sign) & 0x80 == 0 {
        start += 1;
    }
    (bytes, start)
}

/// Replaces each seed in `hashes` by the hash of the row's value in `column` with that seed.
pub fn hash_column(column: &ArrayRef, hashes: &mut [u32]) -> Result<()> {
    macro_rules! each {
        ($array:expr, $hash:expr) => {{
            let array = $array;
            let hash = $hash;
            if array.null_count() == 0 {
                for (i, h) in hashes.iter_mut().enumerate() {
                    *h = hash(array.value(i), *h);
                }
            } else {
                for (i, h) in hashes.iter_mut().enumerate() {
                    if array.is_valid(i) {
                        *h = hash(array.value(i), *h);
                    }
                }
            }
        }};
    }
    match column.data_type() {
        DataType::Null => {}
        DataType::Boolean => each!(column.as_boolean(), |v: bool, s| hash_int(i32::from(v), s)),
        DataType::Int8 => each!(column.as_primitive::<Int8Type>(), |v, s| hash_int(
            i32::from(v),
            s
        )),
        DataType::Int16 => each!(column.as_primitive::<Int16Type>(), |v, s| hash_int(
            i32::from(v),
            s
        )),
        DataType::Int32 => each!(column.as_primitive::<Int32Type>(), hash_int),
        DataType::Date32 => each!(column.as_primitive::<Date32Type>(), hash_int),
        DataType::Int64 => each!(column.as_primitive::<Int64Type>(), hash_long),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            each!(column.as_primitive::<TimestampMicrosecondType>(), hash_long)
        }
        DataType::Duration(TimeUnit::Microsecond) => {
            each!(column.as_primitive::<DurationMicrosecondType>(), hash_long)
        }
        DataType::Interval(_) => {
            each!(column.as_primitive::<IntervalYearMonthType>(), hash_int)
        }
        // Java's floatToIntBits has one NaN; HashExpression takes -0.0 for 0.0.
        DataType::Float32 => each!(column.as_primitive::<Float32Type>(), |v: f32, s| {
            let v = if v.is_nan() {
                f32::from_bits(0x7fc0_0000)
            } else {
                v + 0.0
            };
            hash_int(v.to_bits() as i32, s)
        }),
        DataType::Float64 => each!(column.as_primitive::<Float64Type>(), |v: f64, s| {
            let v = if v.is_nan() {
                f64::from_bits(0x7ff8_0000_0000_0000)
            } else {
                v + 0.0
            };
            hash_long(v.to_bits() as i64, s)
        }),
        DataType::Decimal128(precision, _) if *precision <= 18 => {
            each!(column.as_primitive::<Decimal128Type>(), |v, s| hash_long(
                v as i64, s
            ));
        }
        DataType::Decimal128(..) => each!(column.as_primitive::<Decimal128Type>(), |v, s| {
            let (bytes, start) = big_integer(v);
            hash_bytes(&bytes[start..], s)
        }),
        DataType::Utf8 => each!(column.as_string::<i32>(), |v: &str, s| hash_bytes(
            v.as_bytes(),
            s
        )),
        DataType::Binary => each!(column.as_binary::<i32>(), hash_bytes),
        other => return not_impl_err!("the hash of {other}"),
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use arrow::array::{Int32Array, Int64Array, StringArray};
    use std::sync::Arc;

    fn hash(column: ArrayRef) -> Vec<i32> {
        let mut hashes = vec![42; column.len()];
        hash_column(&column, &mut hashes).unwrap();
        hashes.into_iter().map(|h| h as i32).collect()
    }

    #[test]
    fn known_answers_of_spark() {
        assert_eq!(
            hash(Arc::new(Int32Array::from(vec![Some(1), None]))),
            vec![-559_580_957, 42]
        );
        assert_eq!(
            hash(Arc::new(Int64Array::from(vec![1]))),
            vec![-1_712_319_331]
        );
        assert_eq!(
            hash(Arc::new(StringArray::from(vec!["Spark"]))),
            vec![228_093_765]
        );
    }

    #[test]
    fn shortest_big_integers() {
        for (value, len) in [
            (0, 1),
            (127, 1),
            (128, 2),
            (-128, 1),
            (-129, 2),
            (i128::MAX, 16),
        ] {
            let (_, start) = big_integer(value);
            assert_eq!(16 - start, len, "{value}");
        }
    }
}
