//! Other doers of the same action, and other sufferers of it.
//!
//! Who acts on whom is read off the slots of all claims. What is told is differences of grain: a
//! country here and its bloc there, a state here and its leader there; and, inside a row that
//! matches well, two persons of different names. Capitals and bodies of a government are their
//! country. Two that act alike without belonging together ("France condemned", "Spain condemned")
//! are no discrepancy.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Findings,
    kinds::kind_of,
    lines::Lines,
    values::{documents, listed, row_of, values},
};
use crate::{
    domain::{
        Claim, ClaimCluster, Compatibility, Discrepancy, DiscrepancyType, EntityComparison,
        EntityType, Evidence, Polarity, Quote, Severity, Signal, SlotRole, Span,
    },
    pipeline::{annotate::EntityKey, compare::Context},
};

/// Codes of the countries that news call the West, sorted.
#[rustfmt::skip]
const WEST: [&str; 31] = [
    "AT", "AU", "BE", "BG", "CA", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "IE", "IS", "IT",
    "LT", "LU", "LV", "NL", "NO", "NZ", "PL", "PT", "RO", "SE", "SI", "SK", "US",
];

/// Verbs that many do to many, so that another doer is another deed.
#[rustfmt::skip]
const EVERYDAY: [&str; 20] = [
    "add", "be", "become", "call", "come", "do", "get", "give", "go", "have", "hold", "make", "put", "remain",
    "say", "see", "take", "tell", "use", "want",
];

/// What an entity is in a question of grain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Grain {
    /// A country, or a body of its government: its code.
    State(String),
    /// Somebody who leads a country.
    Leader(String),
    /// The West.
    Bloc,
    #[default]
    Other,
}

/// Whether two are a part or the head of one another.
fn belong(a: &Grain, b: &Grain) -> bool {
    let west = |code: &String| WEST.binary_search(&code.as_str()).is_ok();
    match (a, b) {
        (Grain::State(a), Grain::Leader(b)) | (Grain::Leader(a), Grain::State(b)) => a == b,
        (Grain::State(code) | Grain::Leader(code), Grain::Bloc)
        | (Grain::Bloc, Grain::State(code) | Grain::Leader(code)) => west(code),
        _ => false,
    }
}

/// One claim as who does what to whom.
struct Deed {
    document: usize,
    action: String,
    /// Doers and sufferers: entity over all documents and where it is named.
    doers: Vec<(usize, Span)>,
    sufferers: Vec<(usize, Span)>,
    /// Who else is named in what it is about.
    topics: Vec<usize>,
}

/// Differences of grain over all claims, then of persons inside rows.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    let grains = grains(context, findings.entities);
    let lines = Lines::new(context);
    let mut deeds: Vec<Deed> = Vec::new();
    for (document, source) in context.sources.iter().enumerate() {
        let analysis = &source.annotated.analysis;
        deeds.extend(analysis.claims.iter().filter_map(|claim| deed(context, document, claim)));
        let quotes = analysis.quotes.iter();
        deeds.extend(quotes.filter_map(|quote| address(context, &lines, document, quote)));
    }
    let mut found = grained(context, findings, &grains, &deeds, Side::Doer);
    found.extend(grained(context, findings, &grains, &deeds, Side::Sufferer));
    let rows = findings.claims.iter().enumerate();
    found.extend(rows.filter_map(|(row, claim)| persons(context, findings, row, claim)));
    found
}

/// What each entity is, by its index over all documents.
fn grains(context: &Context<'_>, entities: &[EntityComparison]) -> Vec<Grain> {
    let mut grains: Vec<Grain> = entities.iter().map(|e| grain(context, e)).collect();
    for (document, source) in context.sources.iter().enumerate() {
        for (own, key) in source.annotated.entity_keys.iter().enumerate() {
            let Some(index) = context.who.is(document, own) else { continue };
            match key {
                EntityKey::Country(code) => grains[index] = Grain::State((*code).to_owned()),
                EntityKey::Institution { country, .. } if !country.is_empty() => {
                    grains[index] = Grain::State(country.clone());
                }
                EntityKey::Bloc(_) => grains[index] = Grain::Bloc,
                _ => {}
            }
        }
    }
    grains
}

/// The country of which a person is called the leader.
fn grain(context: &Context<'_>, entity: &EntityComparison) -> Grain {
    const LEADERS: [&str; 9] = [
        "chancellor",
        "emir",
        "emperor",
        "king",
        "leader",
        "minister",
        "premier",
        "president",
        "queen",
    ];
    if entity.kind != EntityType::Person {
        return Grain::Other;
    }
    for here in &entity.in_documents {
        for role in &here.roles {
            let role = role.of(context.sources[here.document].text);
            let words = || role.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
            let leads = words().any(|w| LEADERS.contains(&w.to_lowercase().as_str()));
            let other = words().any(|w| {
                matches!(
                    w.to_lowercase().as_str(),
                    "former"
                        | "ex"
                        | "vice"
                        | "deputy"
                        | "foreign"
                        | "defense"
                        | "defence"
                        | "opposition"
                        | "company"
                )
            });
            let country = words().find_map(parallax_nlp::gazetteer::lookup);
            if let Some(form) = country.filter(|_| leads && !other) {
                return Grain::Leader(form.country.code.to_owned());
            }
        }
    }
    Grain::Other
}

fn deed(context: &Context<'_>, document: usize, claim: &Claim) -> Option<Deed> {
    let value = |role: SlotRole| claim.slots.iter().filter(move |slot| slot.role == role);
    let action = value(SlotRole::Action).next()?.value.to_lowercase();
    if EVERYDAY.contains(&action.as_str()) || claim.polarity == Polarity::Negated {
        return None;
    }
    let named = |roles: &[SlotRole]| -> Vec<(usize, Span)> {
        let slots = claim.slots.iter().filter(|slot| roles.contains(&slot.role));
        let of = slots.filter_map(|s| Some((context.who.is(document, s.entity?)?, s.span)));
        of.collect()
    };
    let topics = value(SlotRole::Topic).flat_map(|topic| {
        let analysis = &context.sources[document].annotated.analysis;
        claim.entities.iter().filter(move |&&e| {
            let mut mentions = analysis.entities[e].mentions.iter();
            mentions.any(|m| topic.span.contains(m.span))
        })
    });
    Some(Deed {
        document,
        action: kind_of(&action).map_or(action, str::to_owned),
        doers: named(&[SlotRole::Agent]),
        sufferers: named(&[SlotRole::Target, SlotRole::Recipient]),
        topics: topics.filter_map(|&e| context.who.is(document, e)).collect(),
    })
}

/// A warning or the like, whose words are reported: "Paris warned that Rome".
fn address(
    context: &Context<'_>,
    lines: &Lines<'_>,
    document: usize,
    quote: &Quote,
) -> Option<Deed> {
    /// Verbs of speech that are done to whom they are about.
    const ADDRESSES: [&str; 6] = ["accuse", "blame", "condemn", "criticize", "threaten", "warn"];
    let cue = quote.cue?;
    let line = lines.at(document, cue.begin)?;
    let verb = line.tokens_at(cue).find(|&t| ADDRESSES.contains(&line.key(t)))?;
    let speaker = quote.speakers.first()?;
    let doer = context.who.is(document, speaker.entity?)?;
    let analysis = &context.sources[document].annotated.analysis;
    // Who is named first in what is said.
    let content =
        &analysis.claims[analysis.claims.partition_point(|c| c.span.begin < quote.content.begin)..];
    let inside = content.iter().take(4).take_while(|c| c.span.begin < quote.content.end);
    let about = inside.flat_map(|c| c.entities.first()).next()?;
    Some(Deed {
        document,
        action: line.key(verb).to_owned(),
        doers: vec![(doer, speaker.mention)],
        sufferers: Vec::new(),
        topics: vec![context.who.is(document, *about)?],
    })
}

/// Which side of a deed is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Doer,
    Sufferer,
}

/// Deeds of one action with one entity on the other side, whose own side differs in grain.
fn grained(
    context: &Context<'_>,
    findings: &Findings<'_>,
    grains: &[Grain],
    deeds: &[Deed],
    side: Side,
) -> Vec<Discrepancy> {
    /// Deeds of one action and entity that are looked at.
    const MOST: usize = 64;
    let mut groups: BTreeMap<(&str, usize), Vec<&Deed>> = BTreeMap::new();
    for deed in deeds {
        let others: BTreeSet<usize> = match side {
            Side::Doer => {
                let sufferers = deed.sufferers.iter().map(|(entity, _)| *entity);
                sufferers.chain(deed.topics.iter().copied()).collect()
            }
            Side::Sufferer => deed.doers.iter().map(|(entity, _)| *entity).collect(),
        };
        for other in others {
            let group = groups.entry((&deed.action, other)).or_default();
            if group.len() < MOST {
                group.push(deed);
            }
        }
    }
    let mut told: BTreeSet<Vec<(usize, Span)>> = BTreeSet::new();
    let groups = groups.into_iter();
    let found = groups.filter_map(|((action, _), deeds)| {
        let parties = |deed: &Deed| match side {
            Side::Doer => deed.doers.clone(),
            Side::Sufferer => deed.sufferers.clone(),
        };
        let named: Vec<(usize, usize, Span)> = deeds
            .iter()
            .flat_map(|d| parties(d).into_iter().map(|(entity, span)| (d.document, entity, span)))
            .collect();
        let grain = |entity: usize| grains.get(entity).unwrap_or(&Grain::Other);
        let related = |&(document, entity, _): &(usize, usize, Span)| {
            named.iter().any(|&(other, second, _)| {
                other != document && belong(grain(entity), grain(second))
            })
        };
        let readings: Vec<(String, Evidence)> = named
            .iter()
            .filter(|party| related(party))
            .filter_map(|&(document, entity, span)| {
                let name = findings.entities.get(entity)?.canonical_name.clone();
                Some((name, context.evidence(document, span)))
            })
            .collect();
        let mut places: Vec<(usize, Span)> =
            readings.iter().map(|(_, e)| (e.document, e.span)).collect();
        places.sort_unstable();
        let values = values(context, readings);
        let several = values.len() > 1 && documents(&values).len() > 1;
        (several && told.insert(places)).then(|| grain_of(findings, action, side, values))
    });
    found.collect()
}

fn grain_of(
    findings: &Findings<'_>,
    action: &str,
    side: Side,
    values: Vec<crate::domain::DiscrepancyValue>,
) -> Discrepancy {
    let (kind, what) = match side {
        Side::Doer => (DiscrepancyType::Actor, "who does it"),
        Side::Sufferer => (DiscrepancyType::Target, "to whom it is done"),
    };
    Discrepancy {
        kind,
        compatibility: Compatibility::Compatible,
        severity: Severity::Low,
        claim: row_of(findings.claims, &values),
        quote: None,
        explanation: format!(
            "Of one action (“{action}”) sources tell in different grain {what}: {}.",
            listed(&values)
        ),
        signals: vec![Signal { id: "same-action".into(), weight: 0.6, detail: action.to_owned() }],
        score: 0.5,
        values,
    }
}

/// Whether a stretch has a word of a person's name.
fn is_named(
    context: &Context<'_>,
    findings: &Findings<'_>,
    document: usize,
    entity: usize,
    span: Span,
) -> bool {
    let Some(entity) = findings.entities.get(entity) else { return false };
    let words = span.of(context.sources[document].text);
    let named = || entity.canonical_name.split(' ').any(|word| words.contains(word));
    entity.kind == EntityType::Person
        && entity.canonical_name.contains(char::is_uppercase)
        && named()
}

/// Different persons as doers of one action in one row.
fn persons(
    context: &Context<'_>,
    findings: &Findings<'_>,
    row: usize,
    claim: &ClaimCluster,
) -> Option<Discrepancy> {
    /// How tightly the row must match.
    const LEAST_SCORE: f64 = 0.6;
    if claim.score < LEAST_SCORE || claim.support() < 2 {
        return None;
    }
    let mut actions: BTreeMap<String, Vec<(usize, usize, Span)>> = BTreeMap::new();
    for (document, stance) in claim.stances.iter().enumerate().filter(|(_, s)| s.makes()) {
        let claims = &context.sources[document].annotated.analysis.claims;
        for deed in stance.claims.iter().filter_map(|&c| deed(context, document, claims.get(c)?)) {
            if let [(entity, span)] = deed.doers.as_slice()
                && is_named(context, findings, document, *entity, *span)
            {
                actions.entry(deed.action).or_default().push((document, *entity, *span));
            }
        }
    }
    let (action, parties) = actions.into_iter().find(|(_, parties)| {
        parties.iter().any(|(d, e, _)| parties.iter().any(|(other, o, _)| d != other && e != o))
    })?;
    // Who is named in both acts in both.
    let shared = |entity: usize, document: usize| {
        let here = findings.entities[entity].in_documents.iter();
        here.map(|i| i.document).any(|d| d == document)
    };
    let apart = parties.iter().all(|&(document, entity, _)| {
        parties.iter().all(|&(other, _, _)| other == document || !shared(entity, other))
    });
    if !apart {
        return None;
    }
    let readings = parties.into_iter().map(|(document, entity, span)| {
        let name = findings.entities[entity].canonical_name.clone();
        (name, context.evidence(document, span))
    });
    let values = values(context, readings.collect());
    (values.len() > 1).then(|| Discrepancy {
        kind: DiscrepancyType::Actor,
        compatibility: Compatibility::Unclear,
        severity: Severity::Medium,
        claim: Some(row),
        quote: None,
        explanation: format!("Sources name different persons for “{action}”: {}.", listed(&values)),
        signals: vec![Signal { id: "same-row".into(), weight: claim.score, detail: action }],
        score: 0.6 * claim.score,
        values,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::compare::{CompareOptions, testing::compared_texts};

    #[test]
    fn grain() {
        let state = |code: &str| Grain::State(code.to_owned());
        assert!(belong(&state("US"), &Grain::Bloc) && belong(&Grain::Bloc, &state("DE")));
        assert!(belong(&state("FR"), &Grain::Leader("FR".to_owned())));
        assert!(!belong(&state("RU"), &Grain::Bloc) && !belong(&state("FR"), &state("DE")));
        assert!(WEST.is_sorted());
    }

    #[test]
    fn a_country_and_its_bloc() {
        let texts = [
            "The United States has warned Iran about the tankers in the gulf.",
            "Western countries have warned Iran about the tankers in the gulf.",
        ];
        let found = compared_texts(&texts, &CompareOptions::default()).discrepancies;
        let found: Vec<_> =
            found.into_iter().filter(|d| d.kind == DiscrepancyType::Actor).collect();
        let [actor] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!(actor.compatibility, Compatibility::Compatible);
        assert_eq!(actor.severity, Severity::Low);
    }

    #[test]
    fn others_who_do_the_same_are_no_difference() {
        let texts = [
            "France has condemned the attack on the ferry.",
            "Spain has condemned the attack on the ferry.",
        ];
        let found = compared_texts(&texts, &CompareOptions::default()).discrepancies;
        assert!(found.iter().all(|d| d.kind != DiscrepancyType::Actor), "{found:#?}");
    }
}
