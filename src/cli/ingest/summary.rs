//! The summary of a run.

use std::{
    io::{self, Write},
    time::Duration,
};

use indicatif::HumanCount;
use serde_json::{Map, Value, json};

use super::{super::render::text::clean, counts::Counts, inputs::LeftOut, progress::rate};

/// A run in figures.
pub(super) struct Summary {
    pub(super) counts: Counts,
    pub(super) left_out: Vec<(LeftOut, u64)>,
    pub(super) unread_fields: Vec<(String, u64)>,
    pub(super) elapsed: Duration,
    /// Nothing was written.
    pub(super) is_dry_run: bool,
    /// What is stored is analysed.
    pub(super) waits_for_analysis: bool,
    /// The store is not that of a running server.
    pub(super) is_embedded: bool,
}

impl Summary {
    /// Prints it for people, or as a JSON object.
    pub(super) fn write(&self, as_json: bool, out: &mut impl Write) -> io::Result<()> {
        if as_json { writeln!(out, "{}", self.to_json()) } else { self.write_text(out) }
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        let counts = &self.counts;
        let records = counts.records();
        writeln!(
            out,
            "{} {} in {:.1} s ({}/s){}",
            HumanCount(records),
            if records == 1 { "record" } else { "records" },
            self.elapsed.as_secs_f64(),
            rate(records, self.elapsed),
            if self.is_dry_run { ", nothing written" } else { "" }
        )?;
        let copies = format!(
            "copies of earlier documents ({} exact, {} near, {} syndicated)",
            HumanCount(counts.exact),
            HumanCount(counts.near),
            HumanCount(counts.syndicated)
        );
        let resumed = u64::try_from(counts.resumed_after).unwrap_or(0);
        for (count, what, always) in [
            (counts.created, "created", !self.is_dry_run),
            (counts.validated, "valid", self.is_dry_run),
            (counts.revisions, "new revisions", false),
            (counts.duplicates, "known already", true),
            (counts.copies(), copies.as_str(), false),
            (counts.failed, "failed", true),
            (counts.unanswered, "sent, but not answered", false),
            (resumed, "done before in this session", false),
        ] {
            if always || count > 0 {
                writeln!(out, "{:>12}  {what}", HumanCount(count).to_string())?;
            }
        }
        self.write_failures(out)?;
        self.write_left_out(out)?;
        if self.is_embedded && !self.waits_for_analysis && counts.created + counts.revisions > 0 {
            writeln!(
                out,
                "What is new is analysed and sorted once `parallax serve` opens the store."
            )?;
        }
        Ok(())
    }

    fn write_failures(&self, out: &mut impl Write) -> io::Result<()> {
        let counts = &self.counts;
        if counts.failures.is_empty() {
            return Ok(());
        }
        writeln!(out, "Failed:")?;
        for (origin, message) in &counts.failures {
            writeln!(out, "  {}: {}", clean(&origin.to_string()), clean(message))?;
        }
        let more = counts.failed.saturating_sub(counts.failures.len() as u64);
        if more > 0 {
            writeln!(out, "  and {} more: --report FILE lists all", HumanCount(more))?;
        }
        Ok(())
    }

    fn write_left_out(&self, out: &mut impl Write) -> io::Result<()> {
        if !self.left_out.is_empty() {
            let parts = self.left_out.iter();
            let parts: Vec<_> =
                parts.map(|(what, count)| format!("{} {what}", HumanCount(*count))).collect();
            writeln!(out, "Left out: {}", parts.join(", "))?;
        }
        if !self.unread_fields.is_empty() {
            let names = self.unread_fields.iter();
            let names: Vec<_> = names.map(|(name, _)| clean(name)).collect();
            writeln!(out, "Fields not read: {}", names.join(", "))?;
        }
        Ok(())
    }

    fn to_json(&self) -> Value {
        let counts = &self.counts;
        let left_out = LeftOut::ALL.iter().map(|&(what, name)| {
            let count = self.left_out.iter().find(|(kind, _)| *kind == what);
            (name.to_owned(), count.map_or(0, |&(_, count)| count).into())
        });
        let left_out: Map<String, Value> = left_out.collect();
        let failures = counts
            .failures
            .iter()
            .map(|(origin, message)| json!({ "origin": origin.to_string(), "message": message }));
        let unread = self.unread_fields.iter();
        let unread: Map<_, _> = unread.map(|(name, n)| (name.clone(), (*n).into())).collect();
        let seconds = self.elapsed.as_secs_f64();
        json!({
            "records": counts.records(),
            "created": counts.created,
            "revisions": counts.revisions,
            "duplicates": counts.duplicates,
            "validated": counts.validated,
            "failed": counts.failed,
            "unanswered": counts.unanswered,
            "copies": {
                "exact": counts.exact,
                "near": counts.near,
                "syndicated": counts.syndicated,
            },
            "failures": failures.collect::<Vec<_>>(),
            "leftOut": left_out,
            "unreadFields": unread,
            "ackedThrough": counts.acked_through.max(counts.resumed_after),
            "resumedAfter": counts.resumed_after,
            "dryRun": self.is_dry_run,
            "seconds": seconds,
            "recordsPerSecond": counts.records() as f64 / seconds.max(1e-3),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::inputs::{Origin, Place},
        *,
    };

    fn summary() -> Summary {
        let origin = |line| Origin { input: "a.jsonl".into(), place: Place::Line(line), offset: 0 };
        let failures = (1..=10).map(|n| (origin(n), "must be a JSON object".to_owned()));
        let counts = Counts {
            created: 11_980,
            duplicates: 8,
            failed: 12,
            near: 3,
            syndicated: 1,
            resumed_after: 500,
            failures: failures.collect(),
            ..Counts::default()
        };
        Summary {
            counts,
            left_out: vec![(LeftOut::File, 3), (LeftOut::Status, 1200)],
            unread_fields: vec![("bo\u{1b}dy".to_owned(), 9)],
            elapsed: Duration::from_secs(4),
            is_dry_run: false,
            waits_for_analysis: false,
            is_embedded: true,
        }
    }

    #[test]
    fn people_get_one_screen() {
        let mut out = Vec::new();
        summary().write(false, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let expected = "\
12,000 records in 4.0 s (3,000/s)
      11,980  created
           8  known already
           4  copies of earlier documents (0 exact, 3 near, 1 syndicated)
          12  failed
         500  done before in this session
Failed:
  a.jsonl:1: must be a JSON object
";
        assert!(text.starts_with(expected), "{text}");
        let end = "\
  a.jsonl:10: must be a JSON object
  and 2 more: --report FILE lists all
Left out: 3 files of other kinds in folders, 1,200 responses with another status than 200
Fields not read: bo\u{fffd}dy
What is new is analysed and sorted once `parallax serve` opens the store.
";
        assert!(text.ends_with(end), "{text}");
    }

    #[test]
    fn programs_get_one_object() {
        let value = summary().to_json();
        assert_eq!(value["records"], 12_000);
        assert_eq!(value["copies"]["near"], 3);
        assert_eq!(value["leftOut"]["otherStatuses"], 1200);
        assert_eq!(value["leftOut"]["robots"], 0);
        assert_eq!(value["unreadFields"]["bo\u{1b}dy"], 9);
        assert_eq!(value["recordsPerSecond"], 3000.0);
    }
}
