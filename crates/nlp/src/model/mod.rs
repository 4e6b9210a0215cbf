//! The model file: header, tensors and configuration.

pub(crate) mod config;
mod error;
pub(crate) mod file;
mod info;

pub use error::ModelError;
pub use info::ModelInfo;
