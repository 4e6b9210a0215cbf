//! Calls with bytes that no generated client would send.

use std::net::SocketAddr;

use prost::bytes::{Buf as _, BufMut as _};
use tonic::{
    Request, Status,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
};

use super::{Server, origin_of, raw_channel};

/// Sends `message` as it is to a unary method and returns the answer's bytes.
pub async fn call(server: &Server, method: &str, message: Vec<u8>) -> Result<Vec<u8>, Status> {
    call_at(server.address(), method, message).await
}

/// The same to the server at an address.
pub async fn call_at(
    address: SocketAddr,
    method: &str,
    message: Vec<u8>,
) -> Result<Vec<u8>, Status> {
    let (channel, origin) = (raw_channel(), origin_of(address));
    let mut client = tonic::client::Grpc::with_origin(channel, origin);
    client.ready().await.expect("the channel is ready");
    let path = format!("/parallax.v1.{method}").parse().expect("a path");
    let answer = client.unary(Request::new(message), path, AsBytes).await?;
    Ok(answer.into_inner())
}

/// A length-delimited field of a protobuf message.
pub fn field(number: u8, content: &[u8]) -> Vec<u8> {
    assert!(number < 16 && content.len() < 128, "one byte each");
    let mut bytes = vec![number << 3 | 2, content.len() as u8];
    bytes.extend_from_slice(content);
    bytes
}

struct AsBytes;

impl Codec for AsBytes {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for AsBytes {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put_slice(&item);
        Ok(())
    }
}

impl Decoder for AsBytes {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut bytes = vec![0; from.remaining()];
        from.copy_to_slice(&mut bytes);
        Ok(Some(bytes))
    }
}
