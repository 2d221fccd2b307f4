//! Compression of blocks, with the state that a codec keeps from block to block.

use datafusion_common::{DataFusionError, Result, not_impl_err};

use super::block::CorruptBlock;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    None,
    Lz4,
    Zstd(i32),
    Snappy,
}

const NONE: u8 = 0;
const LZ4: u8 = 1;
const ZSTD: u8 = 2;
const SNAPPY: u8 = 3;

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
}

pub struct Compressor {
    kind: Kind,
    stored: Vec<u8>,
}

enum Kind {
    None,
    Lz4,
    Zstd(Box<zstd::bulk::Compressor<'static>>),
    Snappy(Box<snap::raw::Encoder>),
}

impl Compressor {
    pub fn new(codec: Codec) -> Result<Self> {
        let kind = match codec {
            Codec::None => Kind::None,
            Codec::Lz4 => Kind::Lz4,
            Codec::Zstd(level) => Kind::Zstd(Box::new(zstd::bulk::Compressor::new(level)?)),
            Codec::Snappy => Kind::Snappy(Box::new(snap::raw::Encoder::new())),
        };
        Ok(Self {
            kind,
            stored: Vec::new(),
        })
    }

    /// The codec's tag and the bytes to store: `raw` itself where compression does not pay.
    pub fn compress<'a>(&'a mut self, raw: &'a [u8]) -> Result<(u8, &'a [u8])> {
        let Self { kind, stored } = self;
        let bound = match kind {
            Kind::None => return Ok((NONE, raw)),
            Kind::Lz4 => lz4_flex::block::get_maximum_output_size(raw.len()),
            Kind::Zstd(_) => zstd::zstd_safe::compress_bound(raw.len()),
            Kind::Snappy(_) => snap::raw::max_compress_len(raw.len()),
        };
        if stored.len() < bound {
            stored.resize(bound, 0);
        }
        let (tag, length) = match kind {
            Kind::None => return Ok((NONE, raw)),
            Kind::Lz4 => {
                let length = lz4_flex::block::compress_into(raw, stored).map_err(external)?;
                (LZ4, length)
            }
            Kind::Zstd(zstd) => (ZSTD, zstd.compress_to_buffer(raw, stored.as_mut_slice())?),
            Kind::Snappy(snappy) => (SNAPPY, snappy.compress(raw, stored).map_err(external)?),
        };
        if length < raw.len() {
            Ok((tag, &stored[..length]))
        } else {
            Ok((NONE, raw))
        }
    }
}

fn external(e: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(e))
}

#[derive(Default)]
pub struct Decompressor {
    zstd: Option<zstd::bulk::Decompressor<'static>>,
    raw: Vec<u8>,
}

impl Decompressor {
    /// The `length` bytes that were stored as `stored` under the codec `tag`.
    pub fn decompress<'a>(
        &'a mut self,
        tag: u8,
        stored: &'a [u8],
        length: usize,
    ) -> Result<&'a [u8]> {
        if tag == NONE {
            return if stored.len() == length {
                Ok(stored)
            } else {
                Err(CorruptBlock::new("a block of another length than it says").into())
            };
        }
        if self.raw.len() < length {
            self.raw.resize(length, 0);
        }
        let raw = &mut self.raw[..length];
        let found = match tag {
            LZ4 => lz4_flex::block::decompress_into(stored, raw).map_err(corrupt)?,
            ZSTD => {
                let zstd = match &mut self.zstd {
                    Some(zstd) => zstd,
                    none => none.insert(zstd::bulk::Decompressor::new()?),
                };
                zstd.decompress_to_buffer(stored, raw).map_err(corrupt)?
            }
            SNAPPY => snap::raw::Decoder::new()
                .decompress(stored, raw)
                .map_err(corrupt)?,
            other => return Err(CorruptBlock::new(format!("a block of codec {other}")).into()),
        };
        if found != length {
            return Err(CorruptBlock::new("a block of another length than it says").into());
        }
        Ok(raw)
    }
}

fn corrupt(e: impl std::fmt::Display) -> DataFusionError {
    CorruptBlock::new(e.to_string()).into()
}
