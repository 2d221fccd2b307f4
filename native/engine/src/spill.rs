//! Where and how a task spills: temporary files in Spark's local directories, encrypted if Spark
//! encrypts its own. A file is made when the first bytes come.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use datafusion_common::Result;
use datafusion_execution::spill_file::{SpillFile, SpillWriter, TempFileFactory};
use futures::{Stream, StreamExt, stream};
use tempfile::NamedTempFile;

use crate::shuffle::cipher::{Decrypted, Key, Keystream};

/// Of a file that is read back.
const CHUNK: usize = 256 << 10;

#[derive(Debug, Default)]
pub struct SpillPlace {
    /// The system's directory if there are none.
    pub dirs: Vec<PathBuf>,
    pub key: Option<Key>,
}

impl SpillPlace {
    /// A temporary file in one of the directories, beginning with that of index `turn`.
    pub fn file(&self, turn: usize) -> Result<NamedTempFile> {
        let mut failed = None;
        for i in 0..self.dirs.len() {
            match NamedTempFile::new_in(&self.dirs[(turn + i) % self.dirs.len()]) {
                Ok(file) => return Ok(file),
                Err(e) => failed = Some(e),
            }
        }
        match failed {
            Some(e) => Err(e.into()),
            None => Ok(NamedTempFile::new()?),
        }
    }
}

/// DataFusion's spills.
impl TempFileFactory for SpillPlace {
    fn create_temp_file(&self, _description: &str) -> Result<Arc<dyn SpillFile>> {
        Ok(Arc::new(TemporaryFile {
            file: self.file(0)?,
            key: self.key.clone(),
        }))
    }
}

struct TemporaryFile {
    file: NamedTempFile,
    key: Option<Key>,
}

impl SpillFile for TemporaryFile {
    fn path(&self) -> Option<&Path> {
        Some(self.file.path())
    }

    fn size(&self) -> Option<u64> {
        self.file.as_file().metadata().ok().map(|m| m.len())
    }

    fn read_stream(&self) -> Result<Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>> {
        let file = self.file.reopen()?;
        let mut input: Box<dyn Read + Send> = match &self.key {
            Some(key) => Box::new(Decrypted::open(file, key)?),
            None => Box::new(file),
        };
        let chunks = std::iter::from_fn(move || {
            let mut chunk = vec![0; CHUNK];
            match input.read(&mut chunk) {
                Ok(0) => None,
                Ok(read) => {
                    chunk.truncate(read);
                    Some(Ok(chunk.into()))
                }
                Err(e) => Some(Err(e.into())),
            }
        });
        Ok(stream::iter(chunks).boxed())
    }

    fn open_writer(&self) -> Result<Box<dyn SpillWriter>> {
        let mut file = self.file.reopen()?;
        let Some(key) = &self.key else {
            return Ok(Box::new(Plain(file)));
        };
        let (counter, encrypt) = key.start()?;
        file.write_all(&counter)?;
        Ok(Box::new(Encrypted { file, encrypt }))
    }
}

struct Plain(File);

impl Write for Plain {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl SpillWriter for Plain {
    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

struct Encrypted {
    file: File,
    encrypt: Keystream,
}

impl Write for Encrypted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut encrypted = bytes.to_vec();
        (self.encrypt)(&mut encrypted);
        self.file.write_all(&encrypted)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl SpillWriter for Encrypted {
    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}
