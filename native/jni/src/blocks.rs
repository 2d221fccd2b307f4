//! The blocks that this process has opened last, decoded: the tasks of a stage open the same one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use prost::{DecodeError, Message};
use thermite_proto::Block;

/// Stages that run at once in an executor are few.
const KEPT: usize = 16;

#[derive(Default)]
pub struct Blocks {
    /// The last one that was opened first.
    recent: Mutex<VecDeque<(Vec<u8>, Arc<Block>)>>,
}

impl Blocks {
    pub fn decoded(&self, bytes: Vec<u8>) -> Result<Arc<Block>, DecodeError> {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let known = recent.iter().position(|(known, _)| *known == bytes);
        let entry = match known.and_then(|i| recent.remove(i)) {
            Some(entry) => entry,
            None => {
                let block = Arc::new(Block::decode(bytes.as_slice())?);
                (bytes, block)
            }
        };
        let block = Arc::clone(&entry.1);
        recent.push_front(entry);
        recent.truncate(KEPT);
        Ok(block)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn encoded(batch_size: u32) -> Vec<u8> {
        let block = Block {
            batch_size,
            ..Block::default()
        };
        block.encode_to_vec()
    }

    #[test]
    fn a_block_is_decoded_once_while_it_is_in_use() {
        let blocks = Blocks::default();
        let first = blocks.decoded(encoded(1)).unwrap();
        for other in 2..=KEPT as u32 {
            assert_eq!(blocks.decoded(encoded(other)).unwrap().batch_size, other);
        }
        assert!(Arc::ptr_eq(&first, &blocks.decoded(encoded(1)).unwrap()));
        for other in 2..=KEPT as u32 + 1 {
            blocks.decoded(encoded(other)).unwrap();
        }
        assert!(!Arc::ptr_eq(&first, &blocks.decoded(encoded(1)).unwrap()));
    }

    #[test]
    fn bytes_that_are_no_block_are_an_error() {
        assert!(Blocks::default().decoded(vec![0xff; 3]).is_err());
    }
}
