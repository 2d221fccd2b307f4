//! The hash codes that the JVM's collections see of Catalyst's values, on which their order depends.

use arrow::datatypes::{DataType, IntervalUnit, TimeUnit};

use crate::hash::murmur3;

/// From a value's bytes (`Cells`) to its hash code.
pub type HashCode = fn(&[u8]) -> i32;

/// `hashCode()` of boxed values; None for types whose hash codes are not known here.
pub fn hash_code(data_type: &DataType) -> Option<HashCode> {
    Some(match data_type {
        DataType::Boolean => |v| if v[0] != 0 { 1231 } else { 1237 },
        DataType::Int8 => |v| i32::from(v[0] as i8),
        DataType::Int16 => |v| i32::from(i16::from_le_bytes(fixed(v))),
        DataType::Int32 | DataType::Date32 | DataType::Interval(IntervalUnit::YearMonth) => int,
        DataType::Int64
        | DataType::Timestamp(TimeUnit::Microsecond, _)
        | DataType::Duration(TimeUnit::Microsecond) => |v| of_long(i64::from_le_bytes(fixed(v))),
        DataType::Float32 => |v| float_bits(f32::from_le_bytes(fixed(v))),
        DataType::Float64 => |v| double_hash_code(f64::from_le_bytes(fixed(v))),
        DataType::Utf8 => |v| murmur3::hash_bytes(v, murmur3::SEED),
        _ => return None,
    })
}

/// Scala's `##`, by which equal numbers of different types have one hash code (`Statics.anyHash`).
/// `collect_set` has binaries as `UnsafeArrayData`.
pub fn cooperative_hash(data_type: &DataType) -> Option<HashCode> {
    Some(match data_type {
        DataType::Int64
        | DataType::Timestamp(TimeUnit::Microsecond, _)
        | DataType::Duration(TimeUnit::Microsecond) => |v| long_hash(i64::from_le_bytes(fixed(v))),
        DataType::Float32 => |v| float_hash(f32::from_le_bytes(fixed(v))),
        DataType::Float64 => |v| double_hash(f64::from_le_bytes(fixed(v))),
        DataType::Binary => array_of_bytes,
        other => return hash_code(other),
    })
}

/// The bytes of a value of a fixed width.
fn fixed<const N: usize>(value: &[u8]) -> [u8; N] {
    value.first_chunk().copied().unwrap_or([0; N])
}

fn int(value: &[u8]) -> i32 {
    i32::from_le_bytes(fixed(value))
}

/// `Long.hashCode`.
fn of_long(v: i64) -> i32 {
    (v ^ ((v as u64) >> 32) as i64) as i32
}

/// `Float.floatToIntBits`.
fn float_bits(v: f32) -> i32 {
    let v = if v.is_nan() {
        f32::from_bits(0x7fc0_0000)
    } else {
        v
    };
    v.to_bits() as i32
}

/// `Double.hashCode`.
fn double_hash_code(v: f64) -> i32 {
    let v = if v.is_nan() {
        f64::from_bits(0x7ff8_0000_0000_0000)
    } else {
        v
    };
    of_long(v.to_bits() as i64)
}

fn long_hash(v: i64) -> i32 {
    match i32::try_from(v) {
        Ok(v) => v,
        Err(_) => of_long(v),
    }
}

/// A cast of Java's and back gives `v` again only if nothing is lost; its largest integer is one that
/// a floating-point number cannot be, so that saturation does not mislead.
fn float_hash(v: f32) -> i32 {
    if (v as i32) as f32 == v {
        return v as i32;
    }
    if (v as i64) as f32 == v {
        return of_long(v as i64);
    }
    float_bits(v)
}

fn double_hash(v: f64) -> i32 {
    if f64::from(v as i32) == v {
        return v as i32;
    }
    if (v as i64) as f64 == v {
        return of_long(v as i64);
    }
    if f64::from(v as f32) == v {
        return float_bits(v as f32);
    }
    double_hash_code(v)
}

/// `UnsafeArrayData.hashCode` of an array of bytes: its length, no NULLs, the bytes, in whole words.
fn array_of_bytes(value: &[u8]) -> i32 {
    let nulls = value.len().div_ceil(64) * 8;
    let mut array = Vec::with_capacity(16 + nulls + value.len());
    array.extend_from_slice(&(value.len() as u64).to_le_bytes());
    array.resize(8 + nulls, 0);
    array.extend_from_slice(value);
    array.resize(array.len().next_multiple_of(8), 0);
    murmur3::hash_bytes(&array, murmur3::SEED)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `##` and `hashCode` of Scala 2.13 say.
    #[test]
    fn numbers() {
        assert_eq!(double_hash(-0.0), 0);
        assert_eq!(double_hash(3.0), 3);
        assert_eq!(double_hash(1e10), of_long(10_000_000_000));
        assert_eq!(double_hash(0.5), 0.5f32.to_bits() as i32);
        assert_eq!(double_hash(0.1), double_hash_code(0.1));
        assert_eq!(double_hash_code(1.0), 1_072_693_248);
        assert_eq!(double_hash_code(-0.0), i32::MIN);
        assert_eq!(long_hash(-1), -1);
        assert_eq!(of_long(-1), 0);
        assert_eq!(float_hash(2.0), 2);
        assert_eq!(float_hash(0.5), 0.5f32.to_bits() as i32);
    }
}
