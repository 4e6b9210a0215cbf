//! Filters, asked of a document or a story in memory: the same answers as in a list, but that a
//! story is known by its top entities alone.

use super::{StoredDocument, fold::fold};
use crate::domain::{
    Check, Field, FieldTest, FieldValue, Filter, Matches, Story, StoryState, Test, TextField,
    TimeField,
};

/// Whether a document passes a filter. One that [`needs_analysis`] is not for this.
pub fn passes(filter: &Filter, document: &StoredDocument) -> bool {
    filter.passes(&|test| holds(test, document))
}

/// Whether a filter asks for what stands in the analysis of a document or follows from it.
pub fn needs_analysis(filter: &Filter) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().any(needs_analysis),
        Filter::Not(inner) => needs_analysis(inner),
        Filter::Test(test) => matches!(
            test,
            Test::Entity(_) | Test::Story(_) | Test::Present(Field::Entities | Field::Stories)
        ),
    }
}

fn holds(test: &Test, document: &StoredDocument) -> bool {
    let metadata = &document.metadata;
    let duplicate = document.duplicate.as_ref();
    match test {
        Test::Text(field, matches, value) => is_match(text(document, *field), *matches, value),
        Test::Time { field, from, until } => time(document, *field).is_some_and(|time| {
            from.is_none_or(|from| time >= from) && until.is_none_or(|until| time < until)
        }),
        Test::Label(name, matches, value) => {
            metadata.labels.get(name).is_some_and(|label| is_match(label, *matches, value))
        }
        Test::Author(name) => {
            let name = fold(name);
            metadata.authors.iter().any(|author| fold(author) == name)
        }
        Test::Entity(_) | Test::Story(_) => false,
        Test::State(state) => document.state == *state,
        Test::DuplicateKind(kind) => duplicate.is_some_and(|duplicate| duplicate.kind == *kind),
        Test::Original(id) => duplicate.is_some_and(|duplicate| duplicate.original == *id),
        Test::Present(field) => match field {
            Field::Text(field) => !text(document, *field).is_empty(),
            Field::Time(field) => time(document, *field).is_some(),
            Field::Label(name) => metadata.labels.contains_key(name),
            Field::Labels => !metadata.labels.is_empty(),
            Field::Authors => !metadata.authors.is_empty(),
            Field::Entities => document.entity_count > 0,
            Field::Stories => false,
            Field::State => true,
            Field::DuplicateKind | Field::Original => duplicate.is_some(),
        },
    }
}

/// Whether a story passes a filter by [`crate::domain::STORY_FIELDS`].
pub fn story_passes(filter: &Filter<FieldTest>, story: &Story) -> bool {
    filter.passes(&|test| match (test.field.name, &test.check) {
        ("entities", Check::Is(name)) => {
            let name = fold(name);
            story.top_entities.iter().any(|entity| fold(&entity.canonical_name) == name)
        }
        ("title" | "event_edtf", Check::Contains(part)) => {
            let text = if test.field.name == "title" { &story.title } else { &story.event_edtf };
            fold(text).contains(&fold(part))
        }
        (field, _) => test.passes(&value(story, field)),
    })
}

fn value<'a>(story: &'a Story, field: &str) -> FieldValue<'a> {
    match field {
        "title" => FieldValue::Texts(vec![&story.title]),
        "event_edtf" => FieldValue::Texts(vec![&story.event_edtf]),
        "document_count" => FieldValue::Number(story.document_count.into()),
        "independent_document_count" => FieldValue::Number(story.independent_document_count.into()),
        "source_count" => FieldValue::Number(story.source_count.into()),
        "discrepancy_count" => FieldValue::Number(story.discrepancy_count.into()),
        "first_publish_time" => FieldValue::Time(story.first_publish_time),
        "last_publish_time" => FieldValue::Time(story.last_publish_time),
        "state" => FieldValue::Texts(vec![match story.state {
            StoryState::Developing => "DEVELOPING",
            StoryState::Dormant => "DORMANT",
            StoryState::Merged => "MERGED",
        }]),
        // The last of the fields is "entities".
        _ => FieldValue::Texts(
            story.top_entities.iter().map(|entity| entity.canonical_name.as_str()).collect(),
        ),
    }
}

fn is_match(text: &str, matches: Matches, value: &str) -> bool {
    match matches {
        Matches::Equal => text == value,
        Matches::Contains => fold(text).contains(&fold(value)),
    }
}

fn text(document: &StoredDocument, field: TextField) -> &str {
    let metadata = &document.metadata;
    match field {
        TextField::Source => &metadata.source,
        TextField::Url => &metadata.url,
        TextField::ExternalId => &metadata.external_id,
        TextField::Title => &metadata.title,
        TextField::LanguageCode => &metadata.language_code,
    }
}

fn time(document: &StoredDocument, field: TimeField) -> Option<jiff::Timestamp> {
    match field {
        TimeField::Publish => document.metadata.publish_time,
        TimeField::Modify => document.metadata.modify_time,
        TimeField::Create => Some(document.create_time),
        TimeField::Update => Some(document.update_time),
    }
}
