//! Spark's hash functions and checksums.

pub mod bloom_filter;
mod column;
mod digest;
pub mod murmur3;
#[cfg(test)]
mod tests;
pub mod xxhash64;

use std::sync::Arc;

use arrow::array::{ArrayRef, PrimitiveArray};
use arrow::datatypes::{ArrowPrimitiveType, Int32Type, Int64Type};
use datafusion_common::{Result, ScalarValue};
use datafusion_expr::ColumnarValue;

use crate::table::{Call, Function, Kernel};

/// `hash` and `xxhash64` are those with Spark's seed of 42; a call with another seed has no row.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "crc32",
        bind: digest::crc32,
    },
    Function {
        name: "hash",
        bind: hash,
    },
    Function {
        name: "md5",
        bind: digest::md5,
    },
    Function {
        name: "sha1",
        bind: digest::sha1,
    },
    Function {
        name: "sha2",
        bind: digest::sha2,
    },
    Function {
        name: "might_contain",
        bind: bloom_filter::might_contain,
    },
    Function {
        name: "xxhash64",
        bind: xxhash64,
    },
];

fn hash(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        rows_hashed::<Int32Type>(args, rows, |columns, out| {
            murmur3::hash_columns(columns, murmur3::SEED, out)
        })
    }))
}

fn xxhash64(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        rows_hashed::<Int64Type>(args, rows, |columns, out| {
            xxhash64::hash_columns(columns, xxhash64::SEED, out)
        })
    }))
}

fn rows_hashed<T: ArrowPrimitiveType>(
    args: &[ColumnarValue],
    rows: usize,
    hash: impl Fn(&[ArrayRef], &mut [T::Native]) -> Result<()>,
) -> Result<ColumnarValue> {
    let constant = args
        .iter()
        .all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
    let rows = if constant { 1 } else { rows };
    let columns = args.iter().map(|arg| arg.to_array(rows));
    let columns = columns.collect::<Result<Vec<_>>>()?;
    let mut hashes = vec![T::default_value(); rows];
    hash(&columns, &mut hashes)?;
    let hashes = PrimitiveArray::<T>::from_iter_values(hashes);
    if constant {
        return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
            &hashes, 0,
        )?));
    }
    Ok(ColumnarValue::Array(Arc::new(hashes)))
}
