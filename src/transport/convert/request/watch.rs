//! What requests to watch ask for.

use std::{collections::BTreeSet, time::Duration};

use crate::{
    domain::{Filter, STORY_FIELDS},
    proto::v1::{self, EventKind},
    service::{Selection, WatchOptions},
    store::{self, ChangeKind, ENTITY_FIELDS, FINDING_FIELDS},
    transport::{
        convert::event_kind,
        status::{self, Fault},
    },
};

use super::{known, library::check_filter, unit};

/// Longest token: a place and its signature, in hexadecimal digits.
const MAX_TOKEN_BYTES: usize = 512;
const HEARTBEAT: Duration = Duration::from_secs(30);
const SHORTEST_HEARTBEAT: Duration = Duration::from_millis(100);
const LONGEST_HEARTBEAT: Duration = Duration::from_hours(1);
const LONGEST_WINDOW: Duration = Duration::from_secs(60);

/// How a watch is wanted, and the unit of its positions.
pub(crate) fn watch(request: v1::WatchRequest) -> Result<(WatchOptions, v1::OffsetUnit), Fault> {
    let unit = unit(request.offset_unit, "offset_unit")?;
    super::check_length(&request.resume_token, MAX_TOKEN_BYTES, || "resume_token".to_owned())?;
    let heartbeat = duration(
        request.heartbeat_interval,
        "heartbeat_interval",
        (SHORTEST_HEARTBEAT, LONGEST_HEARTBEAT),
    )?;
    let window = (Duration::ZERO, LONGEST_WINDOW);
    let options = WatchOptions {
        selection: selection(&request)?,
        token: request.resume_token,
        include_initial: request.include_initial,
        heartbeat: heartbeat.unwrap_or(HEARTBEAT),
        window: duration(request.coalesce_window, "coalesce_window", window)?.unwrap_or_default(),
    };
    Ok((options, unit))
}

/// What to tell of. A filter must fit the resources of one of the kinds at least.
fn selection(request: &v1::WatchRequest) -> Result<Selection, Fault> {
    check_filter(&request.filter)?;
    let wanted = known(&request.kinds, "kinds", EventKind::Unspecified)?;
    let changes =
        ChangeKind::ALL.iter().copied().filter(|kind| wanted.contains(&event_kind(*kind)));
    let kinds: Option<BTreeSet<ChangeKind>> = (!wanted.is_empty()).then(|| changes.collect());
    let stories = Filter::parse_over(&request.filter, STORY_FIELDS);
    let findings = Filter::parse_over(&request.filter, FINDING_FIELDS);
    let entities = Filter::parse_over(&request.filter, ENTITY_FIELDS);
    match (documents(&request.filter), stories, findings, entities) {
        (Err(problem), Err(_), Err(_), Err(_)) => Err(status::filter("filter", problem)),
        (documents, stories, findings, entities) => {
            Ok(Selection::new(kinds, documents.ok(), stories.ok(), findings.ok(), entities.ok()))
        }
    }
}

/// The filter as it reads for documents.
fn documents(filter: &str) -> Result<Filter, String> {
    let filter = Filter::parse(filter).map_err(|error| error.to_string())?;
    if store::needs_analysis(&filter) {
        return Err("entities and stories are not known yet when a document comes: no watch can \
                    filter documents by them"
            .to_owned());
    }
    Ok(filter)
}

/// A duration within bounds; `None` = the default.
fn duration(
    value: Option<prost_types::Duration>,
    field: &str,
    (least, most): (Duration, Duration),
) -> Result<Option<Duration>, Fault> {
    let Some(value) = value.filter(|value| *value != prost_types::Duration::default()) else {
        return Ok(None);
    };
    match Duration::try_from(value) {
        Ok(duration) if (least..=most).contains(&duration) => Ok(Some(duration)),
        _ => {
            let (least, most) = (least.as_secs_f64(), most.as_secs_f64());
            Err(Fault::argument(field, format!("must be {least} to {most} seconds")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{pair, refusal};
    use super::*;

    fn seconds(seconds: i64, nanos: i32) -> Option<prost_types::Duration> {
        Some(prost_types::Duration { seconds, nanos })
    }

    #[test]
    fn defaults() {
        let (options, _) = watch(v1::WatchRequest::default()).unwrap();
        assert_eq!((options.heartbeat, options.window), (HEARTBEAT, Duration::ZERO));
        let request = v1::WatchRequest { heartbeat_interval: seconds(0, 0), ..Default::default() };
        assert_eq!(watch(request).unwrap().0.heartbeat, HEARTBEAT);
    }

    #[test]
    fn faults_name_their_field() {
        let base = v1::WatchRequest::default;
        let cases = [
            (v1::WatchRequest { kinds: vec![1, 0], ..base() }, "ARGUMENT_INVALID", "kinds[1]"),
            (v1::WatchRequest { kinds: vec![99], ..base() }, "ARGUMENT_INVALID", "kinds[0]"),
            (
                v1::WatchRequest { heartbeat_interval: seconds(0, 99_999_999), ..base() },
                "ARGUMENT_INVALID",
                "heartbeat_interval",
            ),
            (
                v1::WatchRequest { heartbeat_interval: seconds(3601, 0), ..base() },
                "ARGUMENT_INVALID",
                "heartbeat_interval",
            ),
            (
                v1::WatchRequest { coalesce_window: seconds(-1, 0), ..base() },
                "ARGUMENT_INVALID",
                "coalesce_window",
            ),
            (
                v1::WatchRequest { resume_token: "0".repeat(513), ..base() },
                "ARGUMENT_INVALID",
                "resume_token",
            ),
            (v1::WatchRequest { filter: "source =".into(), ..base() }, "FILTER_INVALID", "filter"),
            (
                v1::WatchRequest { filter: "NOT entities:x AND source = y".into(), ..base() },
                "FILTER_INVALID",
                "filter",
            ),
        ];
        for (request, reason, field) in cases {
            assert_eq!(refusal(watch(request)), pair(reason, field));
        }
    }
}
