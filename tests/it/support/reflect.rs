//! Messages whose fields a test goes through without knowing them.

use std::sync::OnceLock;

use parallax::proto::FILE_DESCRIPTOR_SET;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage};

/// A message of package `parallax.v1` by its name.
pub fn message(name: &str, message: &impl Message) -> DynamicMessage {
    static POOL: OnceLock<DescriptorPool> = OnceLock::new();
    let decode = || DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("our descriptors");
    let pool = POOL.get_or_init(decode);
    let descriptor = pool.get_message_by_name(&format!("parallax.v1.{name}"));
    let bytes = message.encode_to_vec();
    DynamicMessage::decode(descriptor.expect("a message of ours"), bytes.as_slice())
        .expect("what was encoded decodes")
}

/// The same as JSON.
pub fn json(name: &str, of: &impl Message) -> serde_json::Value {
    serde_json::to_value(message(name, of)).expect("every message has a JSON form")
}
