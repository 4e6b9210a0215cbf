//! Messages, clients and servers generated from `proto/parallax/v1`.

#[cfg(feature = "server")]
mod codec;
#[cfg(feature = "server")]
mod parts;

#[cfg(feature = "server")]
pub use codec::{Careful, Codec};

/// Package `parallax.v1`.
#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    rustdoc::all
)]
pub mod v1 {
    tonic::include_proto!("parallax.v1");
}

/// The compiled descriptors of the package and of all it imports, as a serialised
/// `google.protobuf.FileDescriptorSet`.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/parallax.v1.bin"));
