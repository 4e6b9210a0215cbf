//! The container: a checked header around a safetensors payload.
//!
//! | bytes | meaning |
//! |---|---|
//! | 0..8 | the ASCII bytes `PLXMODEL` |
//! | 8..12 | format version, little endian |
//! | 12..16 | zero |
//! | 16..48 | SHA-256 of the payload |
//! | 48..56 | length of the payload in bytes, little endian |
//! | 56..64 | zero |
//! | 64.. | the payload, nothing after it |

use safetensors::{Dtype, SafeTensors};
use sha2::{Digest, Sha256};

use super::ModelError;

const MAGIC: [u8; 8] = *b"PLXMODEL";
const FORMAT_VERSION: u32 = 2;
const HEADER_BYTES: usize = 64;

/// The tensors of a model file whose header and checksum are right.
#[derive(Debug)]
pub(crate) struct ModelFile<'a> {
    checksum: [u8; 32],
    tensors: SafeTensors<'a>,
}

impl<'a> ModelFile<'a> {
    /// Opens a file from outside.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let (payload, checksum) = payload(bytes)?;
        if Sha256::digest(payload)[..] != checksum {
            return Err(ModelError::Checksum);
        }
        Ok(Self { checksum, tensors: SafeTensors::deserialize(payload)? })
    }

    /// Opens a file that is known to be whole, without its checksum.
    #[cfg(feature = "embedded-model")]
    pub(crate) fn open_trusted(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let (payload, checksum) = payload(bytes)?;
        Ok(Self { checksum, tensors: SafeTensors::deserialize(payload)? })
    }

    /// First eight hexadecimal digits of the checksum.
    pub(crate) fn digest(&self) -> String {
        self.checksum[..4].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The values of an F32 tensor that must have exactly this shape.
    pub(crate) fn f32(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let data = self.data(name, Dtype::F32, "F32", Some(shape))?;
        let (words, _) = data.as_chunks::<4>();
        let values: Vec<f32> = words.iter().map(|word| f32::from_le_bytes(*word)).collect();
        // Without an early end the search for the largest magnitude takes no time;
        // infinities and NaN are above all others.
        let largest = values.iter().fold(0, |largest, value| value.abs().to_bits().max(largest));
        if largest >= f32::INFINITY.to_bits() {
            let index = values.iter().position(|value| !value.is_finite()).unwrap_or_default();
            return Err(ModelError::TensorValue { name: name.to_owned(), index });
        }
        Ok(values)
    }

    /// The values of a U64 tensor of any shape.
    pub(crate) fn u64(&self, name: &str) -> Result<Vec<u64>, ModelError> {
        let (words, _) = self.data(name, Dtype::U64, "U64", None)?.as_chunks::<8>();
        Ok(words.iter().map(|word| u64::from_le_bytes(*word)).collect())
    }

    /// The values of a U32 tensor of any shape.
    pub(crate) fn u32(&self, name: &str) -> Result<Vec<u32>, ModelError> {
        let (words, _) = self.data(name, Dtype::U32, "U32", None)?.as_chunks::<4>();
        Ok(words.iter().map(|word| u32::from_le_bytes(*word)).collect())
    }

    /// The bytes of a U8 tensor.
    pub(crate) fn bytes(&self, name: &str) -> Result<&'a [u8], ModelError> {
        self.data(name, Dtype::U8, "U8", None)
    }

    fn data(
        &self,
        name: &str,
        dtype: Dtype,
        dtype_name: &'static str,
        shape: Option<&[usize]>,
    ) -> Result<&'a [u8], ModelError> {
        let tensor = self
            .tensors
            .tensor(name)
            .map_err(|_| ModelError::MissingTensor { name: name.to_owned() })?;
        if tensor.dtype() != dtype {
            return Err(ModelError::TensorType {
                name: name.to_owned(),
                expected: dtype_name,
                found: format!("{:?}", tensor.dtype()),
            });
        }
        if let Some(expected) = shape
            && tensor.shape() != expected
        {
            return Err(ModelError::TensorShape {
                name: name.to_owned(),
                expected: expected.to_vec(),
                found: tensor.shape().to_vec(),
            });
        }
        Ok(tensor.data())
    }
}

/// The payload and the checksum that the header announces for it.
fn payload(bytes: &[u8]) -> Result<(&[u8], [u8; 32]), ModelError> {
    if !bytes.starts_with(&MAGIC) && bytes.len() >= MAGIC.len() {
        return Err(ModelError::Magic);
    }
    let Some((header, payload)) = bytes.split_first_chunk::<HEADER_BYTES>() else {
        return Err(truncated(HEADER_BYTES as u64, bytes));
    };
    let version = u32::from_le_bytes(field(header, 8));
    if version != FORMAT_VERSION {
        return Err(ModelError::Version { found: version, supported: FORMAT_VERSION });
    }
    for (begin, end) in [(12, 16), (56, 64)] {
        if header[begin..end].iter().any(|&byte| byte != 0) {
            return Err(ModelError::Reserved { begin, end });
        }
    }
    let announced = u64::from_le_bytes(field(header, 48));
    let found = payload.len() as u64;
    if found < announced {
        return Err(truncated(announced.saturating_add(HEADER_BYTES as u64), bytes));
    }
    if found > announced {
        return Err(ModelError::TrailingBytes { extra: found - announced });
    }
    Ok((payload, field(header, 16)))
}

fn truncated(expected: u64, bytes: &[u8]) -> ModelError {
    ModelError::Truncated { expected, found: bytes.len() as u64 }
}

/// The `N` header bytes from `at`; the callers stay inside of the header.
fn field<const N: usize>(header: &[u8; HEADER_BYTES], at: usize) -> [u8; N] {
    std::array::from_fn(|i| header[at + i])
}
