//! Self-delimited blocks of rows. A run of blocks is a run of blocks however it is cut or joined at
//! block borders, so that Spark may fetch and merge ranges of them.
//!
//! Layout, little endian: codec u8, rows u32, uncompressed length u32, stored length u32, crc32 of all
//! of these and of the stored bytes u32; then the stored bytes: the columns one after the other.

use std::io::Read;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use datafusion_common::{DataFusionError, Result, not_impl_err};

use super::array;

const HEADER: usize = 17;
const CHECKSUM_AT: usize = 13;

fn checksum(head: &[u8], stored: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(head);
    hasher.update(stored);
    hasher.finalize()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    None,
    Lz4,
    Zstd(i32),
    Snappy,
}

impl Codec {
    /// From `spark.io.compression.codec`.
    pub fn named(name: &str, level: i32) -> Result<Self> {
        match name {
            "none" => Ok(Self::None),
            "lz4" => Ok(Self::Lz4),
            "zstd" => Ok(Self::Zstd(level)),
            "snappy" => Ok(Self::Snappy),
            other => not_impl_err!("shuffle codec {other}; allowed: lz4, zstd, snappy, none"),
        }
    }

    fn tag(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Lz4 => 1,
            Self::Zstd(_) => 2,
            Self::Snappy => 3,
        }
    }

    fn compress(self, raw: Vec<u8>) -> Result<Vec<u8>> {
        match self {
            Self::None => Ok(raw),
            Self::Lz4 => Ok(lz4_flex::block::compress(&raw)),
            Self::Zstd(level) => Ok(zstd::bulk::compress(&raw, level)?),
            Self::Snappy => snap::raw::Encoder::new()
                .compress_vec(&raw)
                .map_err(|e| DataFusionError::External(Box::new(e))),
        }
    }
}

fn decompress(tag: u8, stored: &[u8], length: usize) -> Result<Vec<u8>> {
    let corrupt = |e: &dyn std::fmt::Display| CorruptBlock::new(e.to_string());
    let raw = match tag {
        0 => Ok(stored.to_vec()),
        1 => lz4_flex::block::decompress(stored, length).map_err(|e| corrupt(&e)),
        2 => zstd::bulk::decompress(stored, length).map_err(|e| corrupt(&e)),
        3 => snap::raw::Decoder::new()
            .decompress_vec(stored)
            .map_err(|e| corrupt(&e)),
        other => Err(CorruptBlock::new(format!("a block of codec {other}"))),
    }?;
    if raw.len() != length {
        return Err(CorruptBlock::new("a block of another length than it says").into());
    }
    Ok(raw)
}

/// Bytes that are no block: the block must be fetched or computed again.
#[derive(Debug)]
pub struct CorruptBlock(String);

impl CorruptBlock {
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl std::fmt::Display for CorruptBlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "corrupt shuffle block: {}", self.0)
    }
}

impl std::error::Error for CorruptBlock {}

impl From<CorruptBlock> for DataFusionError {
    fn from(error: CorruptBlock) -> Self {
        Self::External(Box::new(error))
    }
}

/// Appends `batch` as one block; returns its uncompressed length.
pub fn encode(batch: &RecordBatch, codec: Codec, out: &mut Vec<u8>) -> Result<u64> {
    let mut raw = Vec::with_capacity(batch.get_array_memory_size());
    for column in batch.columns() {
        array::encode(column.as_ref(), &mut raw)?;
    }
    let length = raw.len() as u32;
    let stored = codec.compress(raw)?;
    out.reserve(HEADER + stored.len());
    let start = out.len();
    out.push(codec.tag());
    out.extend_from_slice(&(batch.num_rows() as u32).to_le_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&(stored.len() as u32).to_le_bytes());
    let checksum = checksum(&out[start..], &stored);
    out.extend_from_slice(&checksum.to_le_bytes());
    out.extend_from_slice(&stored);
    Ok(u64::from(length))
}

/// The next block of `input`, of `schema`; None at its end.
pub fn read(input: &mut dyn Read, schema: &SchemaRef) -> Result<Option<RecordBatch>> {
    let mut header = [0; HEADER];
    if !filled(input, &mut header)? {
        return Ok(None);
    }
    let word = |at: usize| {
        u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
    };
    let (rows, length, stored_length) = (word(1) as usize, word(5) as usize, word(9) as usize);
    let mut stored = vec![0; stored_length];
    if !filled(input, &mut stored)? && stored_length > 0 {
        return Err(CorruptBlock::new("a block without its bytes").into());
    }
    if checksum(&header[..CHECKSUM_AT], &stored) != word(CHECKSUM_AT) {
        return Err(CorruptBlock::new("a block whose checksum differs").into());
    }
    let raw = decompress(header[0], &stored, length)?;
    let types = schema.fields().iter().map(|f| f.data_type().clone());
    let columns = array::decode_all(types, rows, &mut raw.as_slice())?;
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    let batch = RecordBatch::try_new_with_options(SchemaRef::clone(schema), columns, &options)?;
    Ok(Some(batch))
}

/// Fills `buffer`; false if the input was at its end.
fn filled(input: &mut dyn Read, buffer: &mut [u8]) -> Result<bool> {
    let mut at = 0;
    while at < buffer.len() {
        match input.read(&mut buffer[at..]) {
            Ok(0) if at == 0 => return Ok(false),
            Ok(0) => return Err(CorruptBlock::new("a block that ends too early").into()),
            Ok(n) => at += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e.into()),
        }
    }
    Ok(true)
}

pub fn encode_batches(batches: &[RecordBatch], codec: Codec) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for batch in batches {
        encode(batch, codec, &mut out)?;
    }
    Ok(out)
}

pub fn decode_batches(mut bytes: &[u8], schema: &SchemaRef) -> Result<Vec<RecordBatch>> {
    let mut batches = Vec::new();
    while let Some(batch) = read(&mut bytes, schema)? {
        batches.push(batch);
    }
    Ok(batches)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use arrow::array::{
        ArrayRef, BooleanArray, Decimal128Array, Int32Array, ListArray, StringArray, StructArray,
    };
    use arrow::datatypes::{Field, Int32Type, Schema};
    use std::sync::Arc;

    fn batch() -> RecordBatch {
        let ints: ArrayRef = Arc::new(Int32Array::from(vec![Some(1), None, Some(3), Some(4)]));
        let field = Arc::new(Field::new("i", ints.data_type().clone(), true));
        let columns: Vec<ArrayRef> = vec![
            Arc::clone(&ints),
            Arc::new(StringArray::from(vec![
                Some(""),
                Some("a"),
                None,
                Some("\u{1F600}"),
            ])),
            Arc::new(BooleanArray::from(vec![
                Some(true),
                None,
                Some(false),
                Some(true),
            ])),
            Arc::new(Decimal128Array::from(vec![1, -2, 3, i64::MAX.into()])),
            Arc::new(Decimal128Array::from(vec![
                Some(1),
                None,
                Some(3),
                Some(i128::MAX / 2),
            ])),
            Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(vec![
                Some(vec![Some(1)]),
                None,
                Some(vec![]),
                Some(vec![None, Some(2)]),
            ])),
            Arc::new(StructArray::from(vec![(field, ints)])),
        ];
        let fields: Vec<_> = columns
            .iter()
            .enumerate()
            .map(|(i, c)| Field::new(format!("c{i}"), c.data_type().clone(), true))
            .collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
    }

    #[test]
    fn blocks_concatenate_and_come_back() {
        let batch = batch();
        let slice = batch.slice(1, 2);
        for codec in [Codec::None, Codec::Lz4, Codec::Zstd(1), Codec::Snappy] {
            let mut bytes = encode_batches(&[batch.clone(), slice.clone()], codec).unwrap();
            bytes.extend(encode_batches(&[batch.slice(3, 0)], codec).unwrap());
            let back = decode_batches(&bytes, &batch.schema()).unwrap();
            assert_eq!(back[0], batch);
            assert_eq!(back[1], slice);
            assert_eq!(back[2].num_rows(), 0);
        }
    }

    #[test]
    fn corruption_is_an_error() {
        let batch = batch();
        let good = encode_batches(std::slice::from_ref(&batch), Codec::Lz4).unwrap();
        for bit in 0..good.len() * 8 {
            let at = bit / 8;
            let mut bad = good.clone();
            bad[at] ^= 1 << (bit % 8);
            if let Ok(back) = decode_batches(&bad, &batch.schema()) {
                panic!("bit {bit} changed unnoticed: {back:?}");
            }
        }
        assert!(decode_batches(&good[..good.len() - 1], &batch.schema()).is_err());
    }
}
