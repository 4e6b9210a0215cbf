//! What can be wrong with a model file.

use crate::math::InstructionSet;

/// Why a model file could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The file is shorter than its header or than the payload it announces.
    #[error("model file is truncated: {found} bytes where {expected} are needed")]
    Truncated {
        /// Bytes that the file should have.
        expected: u64,
        /// Bytes that it has.
        found: u64,
    },
    /// The file goes on after the payload.
    #[error("model file has {extra} bytes after its payload")]
    TrailingBytes {
        /// Bytes after the payload.
        extra: u64,
    },
    /// The first eight bytes are not those of a model file.
    #[error("not a model file: it does not begin with the bytes PLXMODEL")]
    Magic,
    /// The format version is not the one this library reads.
    #[error("model format version {found} is not supported, only version {supported}")]
    Version {
        /// Version in the file.
        found: u32,
        /// Version that this library reads.
        supported: u32,
    },
    /// Reserved bytes of the header are not zero.
    #[error("reserved bytes {begin}..{end} of the model header are not zero")]
    Reserved {
        /// First reserved byte.
        begin: usize,
        /// End of the reserved bytes.
        end: usize,
    },
    /// The payload does not have the checksum that the header announces.
    #[error("model payload does not match its SHA-256 checksum")]
    Checksum,
    /// The payload is not a valid safetensors file.
    #[error("model payload is not valid safetensors")]
    Payload(#[from] safetensors::SafeTensorError),
    /// A tensor is missing.
    #[error("model has no tensor {name:?}")]
    MissingTensor {
        /// Name of the tensor.
        name: String,
    },
    /// A tensor has another element type than expected.
    #[error("tensor {name:?} has elements of type {found}, expected {expected}")]
    TensorType {
        /// Name of the tensor.
        name: String,
        /// Expected element type.
        expected: &'static str,
        /// Element type in the file.
        found: String,
    },
    /// A tensor has another shape than expected.
    #[error("tensor {name:?} has shape {found:?}, expected {expected:?}")]
    TensorShape {
        /// Name of the tensor.
        name: String,
        /// Expected shape.
        expected: Vec<usize>,
        /// Shape in the file.
        found: Vec<usize>,
    },
    /// A tensor holds a value that is not a finite number.
    #[error("tensor {name:?} holds a value that is not finite at index {index}")]
    TensorValue {
        /// Name of the tensor.
        name: String,
        /// Index of the value in row-major order.
        index: usize,
    },
    /// The configuration is not the JSON document expected.
    #[error("model configuration cannot be read")]
    ConfigSyntax(#[from] serde_json::Error),
    /// A value of the configuration is not usable.
    #[error("model configuration: {field} {problem}")]
    Config {
        /// Path of the value.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The processor does not have the instructions that were asked for.
    #[error("this processor has no {set} instructions")]
    Instructions {
        /// The instructions.
        set: InstructionSet,
    },
    /// A pattern of the tokenizer uses what the matcher does not support.
    #[error("{which} pattern of the tokenizer: {problem} at code point {at}")]
    Pattern {
        /// Which pattern: prefix, suffix, infix or url.
        which: &'static str,
        /// What is wrong with it.
        problem: String,
        /// Position in the pattern, in code points.
        at: usize,
    },
}

impl ModelError {
    pub(crate) fn config(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Config { field: field.into(), problem: problem.into() }
    }
}
