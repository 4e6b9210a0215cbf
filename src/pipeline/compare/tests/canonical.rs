//! A comparison written so that the order of its columns does not show.

use std::fmt::Debug;

use crate::domain::{
    ClaimStance, Comparison, DiscrepancyValue, Evidence, FramingInDocument, QuoteCluster,
    QuoteRendering, Warning,
};

/// For each facet its entries in order, with columns as `names` has them. Two columns may have one
/// name, when their articles are the same.
pub(super) fn written(comparison: &Comparison, names: &[&str]) -> Vec<(&'static str, Vec<String>)> {
    let form = Form(names);
    let list = |facet, entries: Vec<String>| (facet, entries);
    let matrix = &comparison.overview.matrix;
    let cell = |(at, value): (usize, &f64)| {
        format!("{} {} {value}", names[at / matrix.size], names[at % matrix.size])
    };
    let overview = {
        let mut plain = comparison.overview.clone();
        plain.matrix = Default::default();
        plain.key_points = Vec::new();
        format!("{plain:?}")
    };
    let findings = comparison.overview.key_points.iter().map(|line| format!("{:?}", line.findings));
    vec![
        list("documents", sorted((0..names.len()).map(|c| form.document(comparison, c)))),
        list("overview", vec![overview]),
        list("agreement", sorted(matrix.values.iter().enumerate().map(cell))),
        list("key points", findings.collect()),
        list(
            "entities",
            comparison
                .entities
                .iter()
                .map(|entity| {
                    let here = sorted(entity.in_documents.iter().map(|here| {
                        format!(
                            "{} {} {} {:?} {:?} {:?}",
                            form.name(here.document),
                            here.mention_count,
                            here.salience,
                            here.roles,
                            here.forms,
                            form.evidence(&here.evidence),
                        )
                    }));
                    format!(
                        "{} {:?} {:?} {:?} {here:?}",
                        entity.canonical_name, entity.kind, entity.external_ids, entity.signals
                    )
                })
                .collect(),
        ),
        list(
            "claims",
            comparison
                .claims
                .iter()
                .map(|claim| {
                    let stances = claim.stances.iter().enumerate();
                    let stances =
                        sorted(stances.map(|(column, stance)| form.stance(column, stance)));
                    format!(
                        "{} {:?} {:?} {} {:?} {} {stances:?}",
                        form.one(&claim.representative),
                        claim.slots,
                        claim.status,
                        claim.independent_support,
                        claim.discrepancies,
                        claim.score
                    )
                })
                .collect(),
        ),
        list(
            "discrepancies",
            comparison
                .discrepancies
                .iter()
                .map(|d| {
                    let values: Vec<String> =
                        d.values.iter().map(|value| form.value(value)).collect();
                    format!(
                        "{:?} {:?} {:?} {:?} {:?} {} {:?} {} {values:?}",
                        d.kind,
                        d.compatibility,
                        d.severity,
                        d.claim,
                        d.quote,
                        d.explanation,
                        d.signals,
                        d.score
                    )
                })
                .collect(),
        ),
        list("quotes", comparison.quotes.iter().map(|quote| form.quote(quote)).collect()),
        list(
            "timeline",
            comparison
                .timeline
                .iter()
                .map(|event| {
                    format!(
                        "{} {:?} {:?} {} {:?} {:?} {:?} {:?} {:?}",
                        event.edtf,
                        event.earliest,
                        event.latest,
                        form.one(&event.representative),
                        form.evidence(&event.evidence),
                        event.claims,
                        form.columns(&event.documents),
                        event.phase,
                        event.discrepancies,
                    )
                })
                .collect(),
        ),
        list(
            "numbers",
            comparison
                .numbers
                .iter()
                .map(|number| {
                    let values = sorted(number.values.iter().map(|value| {
                        format!(
                            "{} {} {:?} {:?} {} {}",
                            form.name(value.document),
                            value.quantity,
                            value.min,
                            value.max,
                            value.approximate,
                            form.one(&value.evidence),
                        )
                    }));
                    format!(
                        "{} {:?} {:?} {} {:?} {values:?}",
                        number.subject,
                        number.entity,
                        number.unit,
                        number.conflicting,
                        number.discrepancies
                    )
                })
                .collect(),
        ),
        list(
            "framing",
            comparison
                .framing
                .iter()
                .map(|framing| {
                    let here = sorted(framing.in_documents.iter().map(|here| form.framing(here)));
                    let terms = sorted(framing.distinctive_terms.iter().map(|term| {
                        format!(
                            "{} {} {} {} {:?}",
                            form.name(term.document),
                            term.term,
                            term.z_score,
                            term.count,
                            form.evidence(&term.evidence),
                        )
                    }));
                    format!("{:?} {} {here:?} {terms:?}", framing.target, framing.target_name)
                })
                .collect(),
        ),
        list(
            "omissions",
            comparison
                .omissions
                .iter()
                .map(|omission| {
                    format!(
                        "{} {:?} {:?} {:?} {:?} {}",
                        omission.subject,
                        omission.accusation,
                        form.columns(&omission.told_by),
                        form.columns(&omission.omitted_by),
                        form.columns(&omission.could_have_known),
                        omission.importance,
                    )
                })
                .collect(),
        ),
        list(
            "text reuse",
            comparison
                .text_reuse
                .iter()
                .map(|link| {
                    let ends = sorted([form.one(&link.first), form.one(&link.second)].into_iter());
                    let earlier = link.earlier.map(|column| form.name(column));
                    format!(
                        "{:?} {ends:?} {} {} {earlier:?} {:?}",
                        link.kind, link.words, link.similarity, link.signals
                    )
                })
                .collect(),
        ),
        list(
            "sourcing",
            sorted(comparison.sourcing.iter().map(|profile| {
                let uses: Vec<String> = profile
                    .uses
                    .iter()
                    .map(|source| {
                        format!(
                            "{:?} {} {:?} {} {} {} {:?}",
                            source.entity,
                            source.name,
                            source.role,
                            source.anonymous,
                            source.claims,
                            source.quotes,
                            form.evidence(&source.evidence),
                        )
                    })
                    .collect();
                format!(
                    "{} {uses:?} {} {}",
                    form.name(profile.document),
                    profile.anonymous_claims,
                    profile.unattributed_claims
                )
            })),
        ),
        list(
            "5W1H",
            comparison
                .five_w
                .rows
                .iter()
                .map(|row| {
                    let cells = sorted(row.cells.iter().map(|cell| {
                        format!(
                            "{} {} {}",
                            form.name(cell.document),
                            cell.value,
                            form.one(&cell.evidence),
                        )
                    }));
                    format!("{:?} {} {cells:?}", row.question, row.agreed)
                })
                .collect(),
        ),
        list(
            "headlines",
            sorted(comparison.headlines.iter().map(|headline| {
                format!(
                    "{} {:?} {:?} {:?} {}",
                    form.name(headline.document),
                    headline.span,
                    headline.framing,
                    headline.unsupported,
                    headline.question,
                )
            })),
        ),
        list("warnings", sorted(comparison.warnings.iter().map(warning))),
    ]
}

fn sorted(entries: impl Iterator<Item = String>) -> Vec<String> {
    let mut entries: Vec<String> = entries.collect();
    entries.sort();
    entries
}

/// A warning without the key of its article.
fn warning(warning: &Warning) -> String {
    let written = format!("{warning:?}");
    let Some((head, rest)) = written.split_once("document: \"") else { return written };
    format!("{head}{}", rest.split_once('"').map_or("", |(_, rest)| rest))
}

/// Names of the columns.
struct Form<'a>(&'a [&'a str]);

impl Form<'_> {
    fn name(&self, column: usize) -> &str {
        self.0[column]
    }

    fn columns(&self, columns: &[usize]) -> Vec<String> {
        sorted(columns.iter().map(|column| self.name(*column).to_owned()))
    }

    fn one(&self, evidence: &Evidence) -> String {
        let Evidence { document, span, sentence, section, voice, hedges } = evidence;
        format!("{}@{span:?} {sentence:?} {section:?} {voice:?} {hedges:?}", self.name(*document))
    }

    fn evidence(&self, evidence: &[Evidence]) -> Vec<String> {
        sorted(evidence.iter().map(|evidence| self.one(evidence)))
    }

    fn document(&self, comparison: &Comparison, column: usize) -> String {
        let mut document = comparison.documents[column].clone();
        document.key = String::new();
        document.document = String::new();
        let voice = self.name(document.voice);
        document.voice = 0;
        format!("{} {voice} {document:?}", self.name(column))
    }

    fn stance(&self, column: usize, stance: &ClaimStance) -> String {
        let rest: [&dyn Debug; 6] = [
            &stance.claims,
            &stance.attributed_to,
            &stance.attributed_entity,
            &stance.modality,
            &stance.divergent_slots,
            &stance.score,
        ];
        let evidence = self.evidence(&stance.evidence);
        format!("{} {:?} {evidence:?} {rest:?}", self.name(column), stance.relation)
    }

    /// Values refer to one another by their place, so that their order must hold.
    fn value(&self, value: &DiscrepancyValue) -> String {
        let (documents, evidence) =
            (self.columns(&value.documents), self.evidence(&value.evidence));
        let support = value.independent_support;
        format!("{} {documents:?} {evidence:?} {support} {:?}", value.value, value.refines)
    }

    fn quote(&self, quote: &QuoteCluster) -> String {
        let rendering = |r: &QuoteRendering| {
            let rest: [&dyn Debug; 6] =
                [&r.kind, &r.speakers, &r.relayed_by, &r.edits, &r.similarity, &r.damaged];
            let evidence = self.one(&r.evidence);
            format!("{} {} {evidence} {rest:?}", self.name(r.document), r.quote)
        };
        let fullest = rendering(&quote.renderings[quote.fullest]);
        let renderings = sorted(quote.renderings.iter().map(rendering));
        let head = format!("{:?} {} {:?}", quote.speaker, quote.speaker_name, quote.relation);
        format!("{head} {renderings:?} {fullest} {:?}", quote.discrepancies)
    }

    fn framing(&self, here: &FramingInDocument) -> String {
        let uses = |uses: &[crate::domain::FramingUse]| -> Vec<String> {
            let one = |u: &crate::domain::FramingUse| {
                let rest: [&dyn Debug; 6] =
                    [&u.term, &u.device, &u.valence, &u.count, &u.voice, &u.speaker];
                format!("{rest:?} {:?}", self.evidence(&u.evidence))
            };
            uses.iter().map(one).collect()
        };
        let (outlet, quoted) = (uses(&here.outlet_terms), uses(&here.quoted_terms));
        format!("{} {outlet:?} {quoted:?} {:?}", self.name(here.document), here.mean_valence)
    }
}
