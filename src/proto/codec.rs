//! The codec of the services: that of prost, which reads no request that would grow out of all proportion.

use std::marker::PhantomData;

use prost::{Message, Name};
use tonic::{
    Status,
    codec::{BufferSettings, DecodeBuf, Decoder},
};
use tonic_prost::{ProstDecoder, ProstEncoder};

use super::parts;

/// Reads and writes messages, requests with care.
#[derive(Clone, Debug)]
pub struct Codec<T, U>(PhantomData<(T, U)>);

impl<T, U> Default for Codec<T, U> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T, U> tonic::codec::Codec for Codec<T, U>
where
    T: Message + Send + 'static,
    U: Message + Name + Default + Send + 'static,
{
    type Encode = T;
    type Decode = U;
    type Encoder = ProstEncoder<T>;
    type Decoder = Careful<U>;

    fn encoder(&mut self) -> Self::Encoder {
        ProstEncoder::default()
    }

    fn decoder(&mut self) -> Self::Decoder {
        Careful::default()
    }
}

/// Reads requests that have no more than 65,536 parts. Answers are read whatever they have: who
/// asks trusts the server.
#[derive(Clone, Debug)]
pub struct Careful<U>(ProstDecoder<U>);

impl<U> Default for Careful<U> {
    fn default() -> Self {
        Self(ProstDecoder::default())
    }
}

impl<U: Message + Name + Default> Decoder for Careful<U> {
    type Item = U;
    type Error = Status;

    fn decode(&mut self, buf: &mut DecodeBuf<'_>) -> Result<Option<U>, Status> {
        use prost::bytes::Buf as _;
        // A message lies in one piece.
        if U::NAME.ends_with("Request") && !parts::are_few(&U::full_name(), buf.chunk()) {
            // In the words of prost, for whoever tells callers of messages that do not decode.
            let problem = format!("more than {} fields in all", parts::MOST);
            return Err(Status::internal(format!("failed to decode Protobuf message: {problem}")));
        }
        self.0.decode(buf)
    }

    fn buffer_settings(&self) -> BufferSettings {
        self.0.buffer_settings()
    }
}
