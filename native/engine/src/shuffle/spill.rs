//! Files of partitions in order: the data file of a map task, and spills on the way to it.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;

use datafusion_common::{DataFusionError, Result, internal_datafusion_err};
use tempfile::NamedTempFile;

use super::checksum::{Checksum, ChecksumKind};
use super::cipher::{COUNTER, Key, Keystream};

const BUFFER: usize = 1 << 20;
/// Of each spill that is read back.
const READ_BUFFER: usize = 256 << 10;

/// Writes partitions one after the other.
pub struct PartitionFile {
    out: BufWriter<File>,
    kind: Option<ChecksumKind>,
    checksum: Option<Checksum>,
    key: Option<Key>,
    /// Of the partition's bytes, if they are encrypted and there are some.
    encrypt: Option<Keystream>,
    encrypted: Vec<u8>,
    length: u64,
    pub lengths: Vec<u64>,
    pub checksums: Vec<u64>,
}

impl PartitionFile {
    pub fn new(file: File, kind: Option<ChecksumKind>, key: Option<Key>) -> Self {
        Self {
            out: BufWriter::with_capacity(BUFFER, file),
            checksum: kind.map(ChecksumKind::start),
            kind,
            key,
            encrypt: None,
            encrypted: Vec::new(),
            length: 0,
            lengths: Vec::new(),
            checksums: Vec::new(),
        }
    }

    pub fn create(path: &Path, kind: Option<ChecksumKind>, key: Option<Key>) -> Result<Self> {
        Ok(Self::new(File::create(path)?, kind, key))
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(key) = &self.key else {
            return self.store(bytes);
        };
        let mut encrypted = std::mem::take(&mut self.encrypted);
        encrypted.clear();
        let encrypt = match &mut self.encrypt {
            Some(encrypt) => encrypt,
            none => {
                let (counter, stream) = key.start()?;
                encrypted.extend_from_slice(&counter);
                none.insert(stream)
            }
        };
        let start = encrypted.len();
        encrypted.extend_from_slice(bytes);
        encrypt(&mut encrypted[start..]);
        let stored = self.store(&encrypted);
        self.encrypted = encrypted;
        stored
    }

    fn store(&mut self, bytes: &[u8]) -> Result<()> {
        if let Some(checksum) = &mut self.checksum {
            checksum.update(bytes);
        }
        self.length += bytes.len() as u64;
        Ok(self.out.write_all(bytes)?)
    }

    pub fn end_partition(&mut self) {
        self.encrypt = None;
        self.lengths.push(std::mem::take(&mut self.length));
        let next = self.kind.map(ChecksumKind::start);
        if let Some(checksum) = std::mem::replace(&mut self.checksum, next) {
            self.checksums.push(checksum.value());
        }
    }

    pub fn flush(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}

/// A spill; its file is removed with it.
pub struct Spill {
    input: BufReader<File>,
    lengths: std::vec::IntoIter<u64>,
    key: Option<Key>,
    _file: NamedTempFile,
}

impl Spill {
    pub fn new(file: NamedTempFile, lengths: Vec<u64>, key: Option<Key>) -> Result<Self> {
        Ok(Self {
            input: BufReader::with_capacity(READ_BUFFER, file.reopen()?),
            lengths: lengths.into_iter(),
            key,
            _file: file,
        })
    }

    /// Copies the next partition to `out`.
    pub fn copy_partition(&mut self, out: &mut PartitionFile) -> Result<()> {
        let length = self
            .lengths
            .next()
            .ok_or_else(|| internal_datafusion_err!("a spill of too few partitions"))?;
        let mut left = length as usize;
        let mut decrypt = None;
        if left > 0 && self.key.is_some() {
            let mut counter = [0; COUNTER];
            self.read(&mut counter)?;
            left -= COUNTER;
            decrypt = self
                .key
                .as_ref()
                .map(|key| key.resume(&counter))
                .transpose()?;
        }
        let mut bytes = vec![0; left.min(BUFFER)];
        while left > 0 {
            let bytes = &mut bytes[..left.min(BUFFER)];
            self.read(bytes)?;
            if let Some(decrypt) = &mut decrypt {
                decrypt(bytes);
            }
            out.write(bytes)?;
            left -= bytes.len();
        }
        Ok(())
    }

    fn read(&mut self, bytes: &mut [u8]) -> Result<()> {
        self.input
            .read_exact(bytes)
            .map_err(|e| DataFusionError::from(e).context("reading a shuffle spill"))
    }
}
