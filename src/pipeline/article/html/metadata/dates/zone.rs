//! The local day of a time in UTC.

use jiff::tz::{Offset, TimeZone};

use super::Found;

/// Languages of countries that keep Central European Time.
const CENTRAL_EUROPEAN: &[&str] =
    &["de", "fr", "it", "es", "nl", "pl", "cs", "da", "sv", "no", "nb", "hu", "sk", "sl", "hr"];

/// Central European Time with the summer time of the European Union, which most of its
/// neighbours keep too.
const CENTRAL_EUROPEAN_TIME: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

impl Found {
    /// Publishing systems store times in UTC, where the last hours of a day belong to the next
    /// one in the countries of Central European Time. In a page of a language of theirs, a time
    /// in UTC whose day there is another one is told in their time.
    pub(in super::super) fn on_local_day_of(self, language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or_default();
        let central = CENTRAL_EUROPEAN.contains(&primary) && !language.ends_with("-US");
        if !central || self.offset != Offset::UTC {
            return self;
        }
        let Ok(zone) = TimeZone::posix(CENTRAL_EUROPEAN_TIME) else { return self };
        let offset = zone.to_offset(self.time);
        let differs =
            offset.to_datetime(self.time).date() != self.offset.to_datetime(self.time).date();
        if differs { Self { offset, ..self } } else { self }
    }
}
