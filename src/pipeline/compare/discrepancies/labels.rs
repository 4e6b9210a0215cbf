//! The same thing under names that class it differently: the office of one person, and words out
//! of one scale or set, as "state visit" and "official visit".

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Findings,
    lines::{Line, Lines},
    values::{listed, row_of, values},
};
use crate::{
    domain::{
        Compatibility, Discrepancy, DiscrepancyType, DiscrepancyValue, EntityComparison,
        EntityType, Evidence, Severity, Signal, Span,
    },
    pipeline::compare::Context,
};

/// Offices that exclude each other in one body, and the one word that stands for its variants,
/// sorted. Words as vague as "leader" and "head" are none.
#[rustfmt::skip]
const OFFICES: [(&str, &str); 37] = [
    ("ambassador", "ambassador"), ("archbishop", "archbishop"), ("bishop", "bishop"),
    ("captain", "captain"), ("cardinal", "cardinal"), ("ceo", "ceo"), ("chair", "chair"),
    ("chairman", "chair"), ("chairperson", "chair"), ("chairwoman", "chair"),
    ("chancellor", "chancellor"), ("colonel", "colonel"), ("commissioner", "commissioner"),
    ("congressman", "representative"), ("congresswoman", "representative"), ("consul", "consul"),
    ("coroner", "coroner"), ("curator", "curator"), ("dean", "dean"), ("director", "director"),
    ("governor", "governor"), ("king", "king"), ("lieutenant", "lieutenant"), ("major", "major"),
    ("mayor", "mayor"), ("minister", "minister"), ("premier", "minister"),
    ("president", "president"), ("principal", "principal"), ("prosecutor", "prosecutor"),
    ("queen", "queen"), ("rector", "rector"), ("senator", "senator"), ("sergeant", "sergeant"),
    ("sheriff", "sheriff"), ("superintendent", "superintendent"), ("treasurer", "treasurer"),
];

/// Words that make another office of one.
#[rustfmt::skip]
const RANKS: [&str; 5] = ["acting", "assistant", "deputy", "interim", "vice"];

/// Words that say that an office is no longer or not yet held.
#[rustfmt::skip]
const OTHER_TIMES: [&str; 9] = [
    "designate", "elect", "ex", "former", "incoming", "late", "nominee", "outgoing", "then",
];

/// Labels of one set, as lemmas; whether a text may use one for another of the set without
/// contradiction; and how much it matters.
struct Set {
    labels: &'static [&'static str],
    graded: bool,
    severity: Severity,
}

/// Sets of labels that class one thing differently.
const SETS: [Set; 9] = [
    Set {
        labels: &["state visit", "official visit", "working visit", "private visit"],
        graded: false,
        severity: Severity::Medium,
    },
    Set {
        labels: &["critically endangered", "endangered", "near threatened"],
        graded: true,
        severity: Severity::Low,
    },
    Set {
        labels: &[
            "intercontinental ballistic missile",
            "intermediate range ballistic missile",
            "medium range ballistic missile",
            "short range ballistic missile",
            "intermediate range missile",
            "medium range missile",
            "short range missile",
            "cruise missile",
        ],
        graded: false,
        severity: Severity::Medium,
    },
    Set {
        labels: &["hydrogen bomb", "atomic bomb", "atom bomb"],
        graded: false,
        severity: Severity::Medium,
    },
    Set { labels: &["murder", "manslaughter"], graded: false, severity: Severity::Medium },
    Set {
        labels: &["hurricane", "tropical storm", "tropical depression"],
        graded: true,
        severity: Severity::Low,
    },
    Set {
        labels: &["refugee", "migrant", "asylum seeker"],
        graded: false,
        severity: Severity::Low,
    },
    Set {
        labels: &["terrorist", "rebel", "separatist", "freedom fighter"],
        graded: false,
        severity: Severity::Low,
    },
    Set {
        labels: &["rifle", "shotgun", "pistol", "handgun"],
        graded: false,
        severity: Severity::Low,
    },
];

/// Labels of a set that one document may use before it is left out: it knows the difference.
const ONE: usize = 1;

/// Different offices of one person, then labels of one set.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    let people = findings.entities.iter().filter(|e| e.kind == EntityType::Person);
    let mut found: Vec<Discrepancy> =
        people.filter_map(|person| offices(context, person)).collect();
    let mut labels = labels(context);
    labels.sort_by_key(|(set, label)| (*set, label.document, label.span));
    for set in labels.chunk_by(|a, b| a.0 == b.0) {
        let uses: Vec<&Use> = set.iter().map(|(_, label)| label).collect();
        found.extend(compare(context, findings, &SETS[set[0].0], &uses));
    }
    found
}

/// The offices that documents give to one person.
fn offices(context: &Context<'_>, person: &EntityComparison) -> Option<Discrepancy> {
    let mut by_document: BTreeMap<usize, Vec<(String, Span)>> = BTreeMap::new();
    for here in &person.in_documents {
        let text = context.sources[here.document].text;
        for role in &here.roles {
            if let Some(office) = office(role.of(text)) {
                by_document.entry(here.document).or_default().push((office, *role));
            }
        }
    }
    let names = |offices: &[(String, Span)]| -> BTreeSet<String> {
        offices.iter().map(|(office, _)| office.clone()).collect()
    };
    // Who has two offices in one document may be called by either elsewhere.
    let single = by_document.into_iter().filter(|(_, offices)| names(offices).len() == ONE);
    let readings: Vec<(String, Evidence)> = single
        .map(|(document, offices)| {
            let (office, span) = offices[0].clone();
            (office, context.evidence(document, span))
        })
        .collect();
    let values = values(context, readings);
    if values.len() < 2 {
        return None;
    }
    let name = &person.canonical_name;
    Some(Discrepancy {
        kind: DiscrepancyType::Label,
        compatibility: Compatibility::Unclear,
        severity: Severity::Medium,
        claim: None,
        quote: None,
        explanation: format!("Sources give {name} different offices: {}.", listed(&values)),
        signals: vec![Signal { id: "one-entity".into(), weight: 0.8, detail: name.clone() }],
        score: 0.6,
        values,
    })
}

/// The office that a role tells of: "Deputy Zoo Director" is a "deputy director".
fn office(role: &str) -> Option<String> {
    let role = role.to_lowercase();
    let head = [" of ", " for ", " at ", ","].iter().filter_map(|end| role.find(end)).min();
    let mut words: Vec<&str> = role[..head.unwrap_or(role.len())]
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.iter().any(|word| OTHER_TIMES.contains(word)) {
        return None;
    }
    let noun = words.pop()?;
    let at = OFFICES.binary_search_by(|(office, _)| (*office).cmp(noun)).ok()?;
    let office = OFFICES[at].1;
    let rank = words.iter().find(|word| RANKS.contains(word)).copied();
    // Ministers are told apart by what they are for.
    let topic = match (noun, words.last()) {
        ("premier", _) => Some("prime"),
        ("minister", None) => return None,
        ("minister", Some(topic)) => Some(if *topic == "defence" { "defense" } else { topic }),
        _ => None,
    };
    let parts = [rank, topic, Some(office)];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// A label in its sentence.
struct Use {
    document: usize,
    span: Span,
    label: &'static str,
    /// Whom and what the sentence names, as words and entities.
    around: BTreeSet<Anchor>,
}

/// What two sentences may have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Anchor {
    Entity(usize),
    Noun(String),
}

/// Most labels that are read in one document.
const MOST_LABELS: usize = 200;

/// All labels, each with the index of its set.
fn labels(context: &Context<'_>) -> Vec<(usize, Use)> {
    let first: BTreeMap<&str, Vec<(usize, &'static str)>> = {
        let mut first: BTreeMap<&str, Vec<(usize, &'static str)>> = BTreeMap::new();
        for (set, labels) in SETS.iter().enumerate() {
            for label in labels.labels {
                let word = label.split(' ').next().unwrap_or_default();
                first.entry(word).or_default().push((set, label));
            }
        }
        first
    };
    let lines = Lines::new(context);
    let mut found: Vec<(usize, Use)> = Vec::new();
    let mut counts = vec![0; context.sources.len()];
    for line in &lines.lines {
        let mut token = line.tokens.start;
        while token < line.tokens.end {
            let known = first.get(word(line, token)).map(Vec::as_slice).unwrap_or_default();
            let longest = known
                .iter()
                .filter_map(|&(set, label)| Some((matches(line, token, label)?, set, label)))
                .max_by_key(|(end, ..)| *end);
            let Some((end, set, label)) = longest.filter(|_| counts[line.document] < MOST_LABELS)
            else {
                token += 1;
                continue;
            };
            counts[line.document] += 1;
            let span = line.span(token..end);
            let around = around(context, line, token, end);
            found.push((set, Use { document: line.document, span, label, around }));
            token = end;
        }
    }
    found
}

/// A token as labels have it: "endangered" is no form of a verb.
fn word<'a>(line: &Line<'a>, token: usize) -> &'a str {
    let doc = line.doc();
    if doc.tag(token).starts_with("NN") { doc.lemma(token) } else { doc.norm(token) }
}

/// The end of a label that begins at a token. Hyphens between its words do not count.
fn matches(line: &Line<'_>, token: usize, label: &str) -> Option<usize> {
    let mut at = token;
    for (index, part) in label.split(' ').enumerate() {
        if index > 0 && at < line.tokens.end && line.doc().norm(at) == "-" {
            at += 1;
        }
        if at >= line.tokens.end || !word(line, at).eq_ignore_ascii_case(part) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// What the sentence of a label names besides.
fn around(context: &Context<'_>, line: &Line<'_>, begin: usize, end: usize) -> BTreeSet<Anchor> {
    let document = line.document;
    let sentence = line.span(line.tokens.clone());
    let analysis = &context.sources[document].annotated.analysis;
    let after = analysis.claims.partition_point(|claim| claim.span.end <= sentence.begin);
    let claims = analysis.claims[after..].iter().take_while(|c| c.span.begin < sentence.end);
    let entities = claims.flat_map(|claim| claim.entities.iter());
    let mut around: BTreeSet<Anchor> = entities
        .filter_map(|&entity| context.who.is(document, entity))
        .map(Anchor::Entity)
        .collect();
    let outside = line.tokens.clone().filter(|t| !(begin..end).contains(t));
    let nouns = outside.filter(|&t| line.doc().tag(t) == "NN" && line.is_content(t));
    around.extend(nouns.map(|t| Anchor::Noun(line.key(t).to_owned())));
    around
}

/// The labels of one set that documents use for what has most in common.
fn compare(
    context: &Context<'_>,
    findings: &Findings<'_>,
    set: &Set,
    uses: &[&Use],
) -> Option<Discrepancy> {
    let mut anchors: BTreeMap<&Anchor, BTreeSet<usize>> = BTreeMap::new();
    for label in uses {
        for anchor in &label.around {
            anchors.entry(anchor).or_default().insert(label.document);
        }
    }
    let (anchor, _) = anchors
        .into_iter()
        .filter(|(_, documents)| documents.len() > 1)
        .max_by_key(|(anchor, documents)| (documents.len(), Reverse((*anchor).clone())))?;
    let mut by_document: BTreeMap<usize, Vec<&Use>> = BTreeMap::new();
    for label in uses.iter().filter(|label| label.around.contains(anchor)) {
        by_document.entry(label.document).or_default().push(label);
    }
    by_document.retain(|_, uses| {
        let labels: BTreeSet<&str> = uses.iter().map(|u| u.label).collect();
        labels.len() == ONE
    });
    let first = by_document.values().map(|uses| uses[0]);
    let readings = first.map(|u| (u.label.to_owned(), context.evidence(u.document, u.span)));
    let values = values(context, readings.collect());
    if values.len() < 2 {
        return None;
    }
    let detail = match anchor {
        Anchor::Entity(entity) => {
            findings.entities.get(*entity).map(|e| e.canonical_name.clone()).unwrap_or_default()
        }
        Anchor::Noun(noun) => noun.clone(),
    };
    Some(Discrepancy {
        kind: DiscrepancyType::Label,
        compatibility: if set.graded { Compatibility::Compatible } else { Compatibility::Unclear },
        severity: set.severity,
        claim: row_of(findings.claims, &values),
        quote: None,
        explanation: format!("Sources class one thing differently: {}.", listed(&values)),
        signals: vec![Signal { id: "same-subject".into(), weight: 0.6, detail }],
        score: score(&values),
        values,
    })
}

/// More certain when a majority stands against few.
fn score(values: &[DiscrepancyValue]) -> f64 {
    let most = values.iter().map(|v| v.independent_support).max().unwrap_or(1);
    0.5 + 0.1 * most.min(3) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::compare::{CompareOptions, testing::compared_texts};

    #[test]
    fn offices_are_sorted() {
        assert!(OFFICES.is_sorted());
    }

    #[test]
    fn offices_of_roles() {
        assert_eq!(office("Museum Director").as_deref(), Some("director"));
        assert_eq!(office("president of the society").as_deref(), Some("president"));
        assert_eq!(office("Deputy Director").as_deref(), Some("deputy director"));
        assert_eq!(office("the British prime minister").as_deref(), Some("prime minister"));
        assert_eq!(office("chairwoman").as_deref(), Some("chair"));
        for vague in ["former president", "minister", "leader", "zoo keeper", ""] {
            assert_eq!(office(vague), None, "{vague}");
        }
    }

    fn labelled(texts: &[&str]) -> Vec<Discrepancy> {
        let found = compared_texts(texts, &CompareOptions::default()).discrepancies;
        found.into_iter().filter(|d| d.kind == DiscrepancyType::Label).collect()
    }

    #[test]
    fn kinds_of_visits() {
        let found = labelled(&[
            "King Harald of Norway will pay a state visit to Peru in May.",
            "King Harald of Norway will make an official visit to Peru in May.",
        ]);
        let [label] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!(label.compatibility, Compatibility::Unclear);
        let values: Vec<&str> = label.values.iter().map(|v| v.value.as_str()).collect();
        assert!(values.contains(&"state visit") && values.contains(&"official visit"));
    }

    #[test]
    fn offices_of_one_person() {
        let found = labelled(&[
            "Museum director Clara Jensen said the roof had leaked for years.",
            "The roof had leaked for years, said museum president Clara Jensen.",
            "Museum director Clara Jensen blamed the rain.",
        ]);
        let [label] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!(label.values[0].value, "director");
        assert_eq!(label.values[0].documents.len(), 2);
    }
}
