//! Encryption of what goes to disk, as Spark's `CryptoStreamUtils` has it: each partition is a random
//! initial counter and then bytes under AES-CTR. It hides bytes and protects nothing else.

use std::fmt;
use std::io::{self, Read};

use aes::{Aes128, Aes192, Aes256};
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit, StreamCipher};
use datafusion_common::{DataFusionError, Result, internal_err};

/// Of the initial counter.
pub const COUNTER: usize = 16;

/// Encrypts or decrypts the next bytes in place.
pub type Keystream = Box<dyn FnMut(&mut [u8]) + Send>;

#[derive(Clone)]
pub struct Key(Vec<u8>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a key of {} bytes", self.0.len())
    }
}

impl Key {
    /// None if `bytes` are none: nothing is encrypted.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        (!bytes.is_empty()).then(|| Self(bytes.to_vec()))
    }

    /// A new initial counter and the stream that begins with it.
    pub fn start(&self) -> Result<([u8; COUNTER], Keystream)> {
        let mut counter = [0; COUNTER];
        getrandom::fill(&mut counter).map_err(|e| DataFusionError::External(Box::new(e)))?;
        let stream = self.resume(&counter)?;
        Ok((counter, stream))
    }

    /// The stream of an initial counter that was stored.
    pub fn resume(&self, counter: &[u8; COUNTER]) -> Result<Keystream> {
        match self.0.len() {
            16 => keystream::<Ctr128BE<Aes128>>(&self.0, counter),
            24 => keystream::<Ctr128BE<Aes192>>(&self.0, counter),
            32 => keystream::<Ctr128BE<Aes256>>(&self.0, counter),
            other => internal_err!("a key of {other} bytes; allowed: 16, 24, 32"),
        }
    }
}

fn keystream<C>(key: &[u8], counter: &[u8]) -> Result<Keystream>
where
    C: KeyIvInit + StreamCipher + Send + 'static,
{
    let mut cipher =
        C::new_from_slices(key, counter).map_err(|e| DataFusionError::External(Box::new(e)))?;
    Ok(Box::new(move |bytes| cipher.apply_keystream(bytes)))
}

/// The bytes of one encrypted partition.
pub struct Decrypted<R> {
    input: R,
    decrypt: Keystream,
}

impl<R: Read> Decrypted<R> {
    pub fn open(mut input: R, key: &Key) -> Result<Self> {
        let mut counter = [0; COUNTER];
        input.read_exact(&mut counter)?;
        let decrypt = key.resume(&counter)?;
        Ok(Self { input, decrypt })
    }
}

impl<R: Read> Read for Decrypted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        (self.decrypt)(&mut buffer[..read]);
        Ok(read)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// NIST SP 800-38A, F.5.1: CTR-AES128.Encrypt.
    #[test]
    fn known_answer() {
        let key = Key::of(&0x2b7e_1516_28ae_d2a6_abf7_1588_09cf_4f3c_u128.to_be_bytes()).unwrap();
        let counter = 0xf0f1_f2f3_f4f5_f6f7_f8f9_fafb_fcfd_feff_u128.to_be_bytes();
        let mut bytes = 0x6bc1_bee2_2e40_9f96_e93d_7e11_7393_172a_u128.to_be_bytes();
        key.resume(&counter).unwrap()(&mut bytes);
        assert_eq!(
            bytes,
            0x874d_6191_b620_e326_1bef_6864_990d_b6ce_u128.to_be_bytes()
        );
    }

    #[test]
    fn streams_are_the_same_in_pieces() {
        for length in [16, 24, 32] {
            let key = Key::of(&vec![7; length]).unwrap();
            let (counter, mut encrypt) = key.start().unwrap();
            let plain: Vec<u8> = (0..1000).map(|i| i as u8).collect();
            let mut bytes = plain.clone();
            let (head, tail) = bytes.split_at_mut(333);
            encrypt(head);
            encrypt(tail);
            assert_ne!(bytes, plain);
            key.resume(&counter).unwrap()(&mut bytes);
            assert_eq!(bytes, plain);
        }
        assert!(Key::of(&[]).is_none());
        assert!(Key::of(&[1; 5]).unwrap().start().is_err());
    }
}
