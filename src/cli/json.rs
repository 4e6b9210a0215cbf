//! The protobuf JSON mapping of the service's messages.

use std::io::Write;

use anyhow::Context as _;
use prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, Kind, MessageDescriptor, ReflectMessage as _, SerializeOptions,
};
use serde_json::Value;

use super::failure::Failure;
use crate::proto::FILE_DESCRIPTOR_SET;

/// How an object is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Over several lines, indented.
    Pretty,
    /// On one line.
    Line,
}

/// Writes messages as JSON: lowerCamelCase names, enum values by name, fields that hold
/// their default left out.
pub(super) struct JsonWriter {
    pool: DescriptorPool,
    layout: Layout,
}

impl JsonWriter {
    pub(super) fn new(layout: Layout) -> Result<Self, Failure> {
        let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET)
            .context("cannot read the embedded message descriptors")?;
        Ok(Self { pool, layout })
    }

    /// Writes one message of package `parallax.v1` and ends the line.
    pub(super) fn write(
        &self,
        name: &str,
        message: &impl Message,
        out: &mut impl Write,
    ) -> Result<(), Failure> {
        let descriptor = self
            .pool
            .get_message_by_name(&format!("parallax.v1.{name}"))
            .with_context(|| format!("no descriptor of {name}"))?;
        let mut dynamic = DynamicMessage::new(descriptor);
        dynamic.transcode_from(message).with_context(|| format!("cannot map {name} to JSON"))?;
        let mapped =
            dynamic.serialize_with_options(serde_json::value::Serializer, &SerializeOptions::new());
        let mut value = mapped.with_context(|| format!("cannot map {name} to JSON"))?;
        order_maps(&mut value, &dynamic.descriptor());
        let written = match self.layout {
            Layout::Pretty => serde_json::to_writer_pretty(&mut *out, &value),
            Layout::Line => serde_json::to_writer(&mut *out, &value),
        };
        written.map_err(std::io::Error::from)?;
        writeln!(out)?;
        Ok(())
    }
}

/// Sorts the keys of maps, which reflection keeps in no order; fields stay in theirs.
fn order_maps(value: &mut Value, message: &MessageDescriptor) {
    let Value::Object(object) = value else { return };
    for field in message.fields() {
        let Some(value) = object.get_mut(field.json_name()) else { continue };
        match (value, field.kind()) {
            (Value::Object(map), _) if field.is_map() => map.sort_keys(),
            (Value::Array(items), Kind::Message(inner)) => {
                items.iter_mut().for_each(|item| order_maps(item, &inner));
            }
            (value, Kind::Message(inner)) => order_maps(value, &inner),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::v1;

    fn written(layout: Layout) -> String {
        let span = v1::Span { begin: 0, end: 2, text: "“x".into(), ..v1::Span::default() };
        let zone =
            v1::Zone { kind: v1::zone::Kind::Title.into(), span: Some(span), rule: "r".into() };
        let analysis = v1::Analysis {
            offset_unit: v1::OffsetUnit::CodePoint.into(),
            zones: vec![zone],
            document_time: Some(prost_types::Timestamp { seconds: 1_679_270_400, nanos: 0 }),
            ..v1::Analysis::default()
        };
        let response = v1::AnalyzeTextResponse { analysis: Some(analysis) };
        let mut out = Vec::new();
        let writer = JsonWriter::new(layout).unwrap();
        writer.write("AnalyzeTextResponse", &response, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_message_is_its_json_mapping_on_one_line() {
        let expected = concat!(
            r#"{"analysis":{"offsetUnit":"OFFSET_UNIT_CODE_POINT","#,
            r#""documentTime":"2023-03-20T00:00:00Z","#,
            r#""zones":[{"kind":"KIND_TITLE","span":{"end":2,"text":"“x"},"rule":"r"}]}}"#,
            "\n",
        );
        assert_eq!(written(Layout::Line), expected);
    }

    #[test]
    fn maps_are_in_order_of_their_keys() {
        let sizes = ["quotes", "claims", "numbers", "entities", "headlines", "sourcing"];
        let total_sizes = sizes.iter().map(|name| ((*name).to_owned(), 1)).collect();
        let comparison = v1::Comparison { total_sizes, ..v1::Comparison::default() };
        let mut out = Vec::new();
        JsonWriter::new(Layout::Line).unwrap().write("Comparison", &comparison, &mut out).unwrap();
        let expected = concat!(
            r#"{"totalSizes":{"claims":1,"entities":1,"headlines":1,"numbers":1,"#,
            r#""quotes":1,"sourcing":1}}"#,
            "\n",
        );
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn layouts_hold_the_same() {
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        let pretty = written(Layout::Pretty);
        assert!(pretty.lines().count() > 5);
        assert_eq!(value(&pretty), value(&written(Layout::Line)));
    }
}
