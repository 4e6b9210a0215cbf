//! Counts the parts of a message before it is read. Two bytes of a message can be an empty message in a
//! list, which takes some hundred bytes of memory once it is read: the length alone bounds nothing.

use std::{collections::BTreeMap, sync::OnceLock};

use prost::Message as _;
use prost_types::{DescriptorProto, FileDescriptorSet, field_descriptor_proto::Type};

use super::FILE_DESCRIPTOR_SET;

/// Most fields that a request and all messages in it may have together: several times what the largest
/// request has that is within all other limits.
pub(super) const MOST: usize = 1 << 16;

/// Messages of the package and of those it imports.
#[derive(Debug, Default)]
struct Schema {
    by_name: BTreeMap<String, usize>,
    /// Of each message the fields that hold messages, and which.
    messages: Vec<BTreeMap<u32, usize>>,
}

impl Schema {
    fn get() -> &'static Self {
        static SCHEMA: OnceLock<Schema> = OnceLock::new();
        // The descriptors were made by this program's build.
        SCHEMA.get_or_init(|| {
            Self::of(&FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap_or_default())
        })
    }

    fn of(files: &FileDescriptorSet) -> Self {
        let mut all = Vec::new();
        for file in &files.file {
            let package = file.package();
            file.message_type.iter().for_each(|message| collect(message, package, &mut all));
        }
        let by_name: BTreeMap<String, usize> =
            all.iter().enumerate().map(|(n, (name, _))| (name.clone(), n)).collect();
        let held = |message: &DescriptorProto| {
            let fields = message.field.iter().filter(|field| field.r#type() == Type::Message);
            let held = fields.filter_map(|field| {
                let of = by_name.get(field.type_name().trim_start_matches('.'))?;
                Some((u32::try_from(field.number()).ok()?, *of))
            });
            held.collect()
        };
        let messages = all.iter().map(|(_, message)| held(message)).collect();
        Self { by_name, messages }
    }
}

/// A message and those declared in it, with their full names.
fn collect<'a>(
    message: &'a DescriptorProto,
    scope: &str,
    all: &mut Vec<(String, &'a DescriptorProto)>,
) {
    let name = format!("{scope}.{}", message.name());
    message.nested_type.iter().for_each(|nested| collect(nested, &name, all));
    all.push((name, message));
}

/// Whether a message of this full name has at most [`MOST`] parts. Of bytes that are no message as many
/// are counted as can be read; what is wrong with them is told by whoever reads them.
pub(super) fn are_few(name: &str, message: &[u8]) -> bool {
    let schema = Schema::get();
    let mut left = MOST;
    // Messages within messages that are not yet looked at: no recursion, however deep they lie.
    let mut open = vec![(schema.by_name.get(name).copied(), message)];
    while let Some((kind, mut bytes)) = open.pop() {
        let held = kind.and_then(|kind| schema.messages.get(kind));
        while let Some((field, content)) = next(&mut bytes) {
            let Some(fewer) = left.checked_sub(1) else { return false };
            left = fewer;
            if let (Some(content), Some(kind)) = (content, held.and_then(|held| held.get(&field))) {
                open.push((Some(*kind), content));
            }
        }
    }
    true
}

/// The next field, and its content if that has a length; none at the end, and where nothing can be read.
fn next<'a>(bytes: &mut &'a [u8]) -> Option<(u32, Option<&'a [u8]>)> {
    if bytes.is_empty() {
        return None;
    }
    let key = varint(bytes)?;
    let field = u32::try_from(key >> 3).ok()?;
    let (skipped, content) = match key & 7 {
        0 => {
            varint(bytes)?;
            (0, false)
        }
        1 => (8, false),
        2 => (usize::try_from(varint(bytes)?).ok()?, true),
        5 => (4, false),
        // Groups, of which no message of ours has any: what one holds is counted with what holds it.
        _ => (0, false),
    };
    let (passed, rest) = bytes.split_at_checked(skipped)?;
    *bytes = rest;
    Some((field, content.then_some(passed)))
}

/// A number in the wire format of Protocol Buffers; what is longer than ten bytes is none.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for (n, byte) in bytes.iter().enumerate().take(10) {
        number |= u64::from(byte & 0x7f) << (7 * n);
        if byte & 0x80 == 0 {
            *bytes = bytes.get(n + 1..)?;
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::proto::v1;

    const COMPARE: &str = "parallax.v1.CompareTextsRequest";

    fn articles(count: usize) -> Vec<u8> {
        let articles = vec![v1::InlineArticle::default(); count];
        v1::CompareTextsRequest { articles, ..Default::default() }.encode_to_vec()
    }

    #[test]
    fn a_list_of_nothing_is_counted() {
        assert_eq!(articles(MOST).len(), 2 * MOST);
        assert!(are_few(COMPARE, &articles(MOST)));
        assert!(!are_few(COMPARE, &articles(MOST + 1)));
    }

    #[test]
    fn what_lies_in_messages_is_counted_and_what_lies_in_texts_is_not() {
        let labels = (0..MOST).map(|n| (n.to_string(), String::new())).collect();
        let metadata = v1::ArticleMetadata { labels, ..Default::default() };
        let request = v1::AnalyzeTextRequest { metadata: Some(metadata), ..Default::default() };
        assert!(!are_few("parallax.v1.AnalyzeTextRequest", &request.encode_to_vec()));

        let text = String::from_utf8([0x0a, 0].repeat(MOST)).unwrap();
        let content = v1::article_content::Content::Text(text);
        let article = v1::ArticleContent { content: Some(content), ..Default::default() };
        let request = v1::AnalyzeTextRequest { article: Some(article), ..Default::default() };
        assert!(are_few("parallax.v1.AnalyzeTextRequest", &request.encode_to_vec()));
    }

    #[test]
    fn every_request_is_known() {
        let schema = Schema::get();
        let files = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap();
        let methods = files.file.iter().flat_map(|file| &file.service).flat_map(|s| &s.method);
        let mut count = 0;
        for method in methods {
            let name = method.input_type().trim_start_matches('.');
            assert!(schema.by_name.contains_key(name) && name.ends_with("Request"), "{name}");
            count += 1;
        }
        assert!(count > 30, "{count}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_counted(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(are_few(COMPARE, &bytes));
            prop_assert!(are_few("parallax.v1.Unknown", &bytes));
        }
    }
}
