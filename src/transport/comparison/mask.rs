//! Which fields of a comparison a caller wants to read.

use crate::{proto::v1::Comparison, transport::status::Fault};

/// Fields of a comparison; all of them when there are none.
pub(super) struct ReadMask(Vec<&'static str>);

type Clear = fn(&mut Comparison);

/// Every field of a comparison, with what empties it.
const FIELDS: &[(&str, Clear)] = &[
    ("name", |c| c.name.clear()),
    ("story", |c| c.story.clear()),
    ("offset_unit", |c| c.offset_unit = 0),
    ("documents", |c| c.documents.clear()),
    ("overview", |c| c.overview = None),
    ("entities", |c| c.entities.clear()),
    ("claims", |c| c.claims.clear()),
    ("discrepancies", |c| c.discrepancies.clear()),
    ("quotes", |c| c.quotes.clear()),
    ("timeline", |c| c.timeline.clear()),
    ("numbers", |c| c.numbers.clear()),
    ("framing", |c| c.framing.clear()),
    ("omissions", |c| c.omissions.clear()),
    ("text_reuse", |c| c.text_reuse.clear()),
    ("sourcing", |c| c.sourcing.clear()),
    ("five_w", |c| c.five_w = None),
    ("headlines", |c| c.headlines.clear()),
    ("warnings", |c| c.warnings.clear()),
    ("total_sizes", |c| c.total_sizes.clear()),
    ("engine_version", |c| c.engine_version.clear()),
    ("create_time", |c| c.create_time = None),
];

impl ReadMask {
    pub(super) fn parse(mask: Option<prost_types::FieldMask>) -> Result<Self, Fault> {
        let mut wanted = Vec::new();
        let paths = mask.unwrap_or_default().paths;
        if paths.iter().any(|path| path == "*") && paths.len() > 1 {
            return Err(Fault::argument("read_mask", "names all fields by \"*\" and others"));
        }
        for (index, path) in paths.iter().enumerate().filter(|(_, path)| *path != "*") {
            let Some((known, _)) = FIELDS.iter().find(|(known, _)| known == path) else {
                let shown: String = path.chars().take(40).collect();
                let problem = format!("{shown:?} is no field of a comparison");
                return Err(Fault::argument(format!("read_mask.paths[{index}]"), problem));
            };
            wanted.push(*known);
        }
        Ok(Self(wanted))
    }

    /// The comparison with these fields alone.
    pub(super) fn of(&self, mut comparison: Comparison) -> Comparison {
        let Self(wanted) = self;
        for (field, clear) in FIELDS {
            if !wanted.is_empty() && !wanted.contains(field) {
                clear(&mut comparison);
            }
        }
        comparison
    }
}

#[cfg(test)]
mod tests {
    use prost::Message as _;
    use prost_types::FileDescriptorSet;

    use super::*;
    use crate::proto::FILE_DESCRIPTOR_SET;

    #[test]
    fn every_field_can_be_named() {
        let files = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap().file;
        let messages = files.iter().filter(|file| file.package() == "parallax.v1");
        let mut messages = messages.flat_map(|file| &file.message_type);
        let message = messages.find(|message| message.name() == "Comparison").unwrap();
        let names: Vec<&str> =
            message.field.iter().map(prost_types::FieldDescriptorProto::name).collect();
        let known: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
        assert_eq!(known, names);
    }
}
