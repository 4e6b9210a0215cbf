//! The protobuf JSON mapping of the service's messages.

use std::io::Write;

use anyhow::Context as _;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};
use serde_json::Serializer;

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
        let options = SerializeOptions::new();
        let written = match self.layout {
            Layout::Pretty => {
                dynamic.serialize_with_options(&mut Serializer::pretty(&mut *out), &options)
            }
            Layout::Line => {
                dynamic.serialize_with_options(&mut Serializer::new(&mut *out), &options)
            }
        };
        written.map_err(std::io::Error::from)?;
        writeln!(out)?;
        Ok(())
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
    fn layouts_hold_the_same() {
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        let pretty = written(Layout::Pretty);
        assert!(pretty.lines().count() > 5);
        assert_eq!(value(&pretty), value(&written(Layout::Line)));
    }
}
