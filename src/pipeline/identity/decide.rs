//! Whether an entity of an article is one that the corpus knows.
//!
//! Points are added up, as in the log-odds of Fellegi and Sunter ("A theory for record linkage",
//! 1969), with weights of our own: how much a name tells by itself, then what speaks for and
//! against it: codes, roles, countries, the company it keeps in the article.

use std::collections::BTreeMap;

use super::{
    decide_kind as kind,
    fields::fields,
    names::{PersonName, folded, is_given_name, is_name_word},
};
use crate::domain::{Appearance, EntityType, Facet, MentionKind, Profile, Signal};

/// Points from which two are one.
pub(super) const JOIN: f64 = 0.5;
/// How many times as often as its next namesake somebody is named whom a family name alone means.
const PROMINENT: u64 = 3;
/// Points that speak for the bearer of a family name before the name alone can mean him.
const LEAST_AGREEMENT: f64 = 1.0;
const DAY: i64 = 24 * 60 * 60;

/// What was decided of an entity of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The entity of the corpus that it is; `None` = a new one.
    pub entity: Option<i64>,
    /// What speaks for it, or for the likeliest one where it is new.
    pub signals: Vec<Signal>,
}

/// An entity of an article with what the decision asks of it.
pub(super) struct Arrival<'a> {
    pub(super) appearance: &'a Appearance,
    /// Its folded name.
    pub(super) name: String,
    /// Publication of the article, in seconds of Unix time.
    pub(super) time: Option<i64>,
    /// Which entity the same name of the same document was before.
    pub(super) before: Option<i64>,
}

/// What speaks for and against one candidate.
#[derive(Debug, Default)]
struct Judgement {
    points: f64,
    /// Points of roles, countries and company alone.
    agreement: f64,
    /// Whether the name is the family name of a known full name.
    bears: bool,
    signals: Vec<Signal>,
}

impl Judgement {
    fn add(&mut self, id: &'static str, points: f64, detail: impl Into<String>) {
        self.points += points;
        self.signals.push(Signal {
            id: id.into(),
            weight: (points.abs() / 4.0).min(1.0),
            detail: detail.into(),
        });
    }
}

/// Decides among candidates.
pub(super) fn decide(arrival: &Arrival<'_>, candidates: &[&Profile]) -> Decision {
    let mut judged: Vec<(&Profile, Judgement)> = candidates
        .iter()
        .filter_map(|profile| Some((*profile, judge(arrival, profile)?)))
        .collect();
    only_the_prominent(&mut judged);
    judged.sort_by(|(a, x), (b, y)| {
        y.points
            .total_cmp(&x.points)
            // Codes and topics weigh the same for all that have them, also for the halves of what
            // somebody has divided.
            .then_with(|| ties(arrival, b).cmp(&ties(arrival, a)))
            .then(b.documents.cmp(&a.documents))
            // Entities of the store first, in their order, then those of the batch in theirs.
            .then((a.entity < 0, a.entity.abs()).cmp(&(b.entity < 0, b.entity.abs())))
    });
    match judged.into_iter().next() {
        Some((profile, judgement)) => Decision {
            entity: (judgement.points >= JOIN).then_some(profile.entity),
            signals: judgement.signals,
        },
        None => Decision { entity: None, signals: Vec::new() },
    }
}

/// What decides between equals: whether it was this one before, and whether somebody gave it this
/// name.
fn ties(arrival: &Arrival<'_>, profile: &Profile) -> (bool, bool) {
    let given = |(name, _, curated): &(String, u64, bool)| *curated && folded(name) == arrival.name;
    (arrival.before == Some(profile.entity), profile.names.iter().any(given))
}

/// Of several bearers of a family name, leaves the one who is named far more often than the
/// others, if there is one.
fn only_the_prominent(judged: &mut Vec<(&Profile, Judgement)>) {
    let mut documents: Vec<(u64, i64)> = judged
        .iter()
        .filter(|(_, judgement)| judgement.bears)
        .map(|(profile, _)| (profile.documents, profile.entity))
        .collect();
    documents.sort_unstable();
    let prominent = match documents.as_slice() {
        [.., (next, _), (most, entity)] if *most >= PROMINENT * *next => Some(*entity),
        [(_, entity)] => Some(*entity),
        _ => None,
    };
    judged.retain(|(profile, judgement)| {
        let agrees = judgement.agreement >= LEAST_AGREEMENT;
        !judgement.bears || agrees && prominent == Some(profile.entity)
    });
}

fn judge(arrival: &Arrival<'_>, profile: &Profile) -> Option<Judgement> {
    let mut judgement = Judgement::default();
    if let Some(decided) = by_code(arrival.appearance, profile) {
        return decided.then(|| {
            judgement.add("same-code", 8.0, "");
            judgement
        });
    }
    if let Some(topic) = arrival.appearance.values(Facet::Topic).next() {
        let same = has(profile, Facet::Topic, topic) > 0 && is_of_the_time(topic, arrival, profile);
        return same.then(|| {
            judgement.add("same-topic", 4.0, topic);
            judgement
        });
    }
    if profile.facts.iter().any(|(facet, ..)| *facet == Facet::Topic) {
        return None;
    }
    by_name(arrival, profile, &mut judgement)?;
    by_kind(arrival.appearance, profile, &mut judgement);
    let before = judgement.points;
    by_roles(arrival.appearance, profile, &mut judgement);
    by_countries(arrival, profile, &mut judgement);
    by_company(arrival.appearance, profile, &mut judgement);
    judgement.agreement = judgement.points - before;
    if arrival.before == Some(profile.entity) {
        judgement.add("as-before", 1.0, "");
    }
    Some(judgement)
}

/// What codes say: the same, another, or nothing.
fn by_code(appearance: &Appearance, profile: &Profile) -> Option<bool> {
    let codes = || profile.facts.iter().filter(|(facet, ..)| *facet == Facet::Code);
    let scheme = |code: &str| code.split(':').next().unwrap_or_default().to_owned();
    let mut known = codes().peekable();
    if known.peek().is_some() && appearance.kind == EntityType::Person && is_place(profile) {
        return Some(false); // "Jordan" the player is no country
    }
    let own: Vec<&str> = appearance.values(Facet::Code).collect();
    if own.iter().any(|code| has(profile, Facet::Code, code) > 0) {
        return Some(true);
    }
    let clash = codes().any(|(_, code, _)| own.iter().any(|own| scheme(own) == scheme(code)));
    clash.then_some(false)
}

fn is_place(profile: &Profile) -> bool {
    kind(profile) == Some("LOCATION")
}

/// Whether an event or plan of the article's time can be this one: a war goes on for years, a
/// summit does not.
fn is_of_the_time(topic: &str, arrival: &Arrival<'_>, profile: &Profile) -> bool {
    let days = match topic.split(':').collect::<Vec<_>>().as_slice() {
        ["event", "armed-conflict" | "epidemic", ..] => 730,
        ["event", ..] => 60,
        ["work", ..] => 365,
        _ => return true,
    };
    match (arrival.time, profile.seen) {
        (Some(time), Some((first, last))) => {
            time >= first.saturating_sub(days * DAY) && time <= last.saturating_add(days * DAY)
        }
        _ => true,
    }
}

fn has(profile: &Profile, facet: Facet, value: &str) -> u64 {
    let fact = profile.facts.iter().find(|(f, v, _)| *f == facet && v == value);
    fact.map_or(0, |(_, _, count)| (*count).max(1))
}

/// What the name tells by itself; `None` when it is another's.
fn by_name(arrival: &Arrival<'_>, profile: &Profile, judgement: &mut Judgement) -> Option<()> {
    let (appearance, name) = (arrival.appearance, arrival.name.as_str());
    let person = appearance.kind == EntityType::Person;
    let own = PersonName::of(name);
    let folded_names: Vec<(String, bool)> =
        profile.names.iter().map(|(name, _, curated)| (folded(name), *curated)).collect();
    if let Some((_, curated)) = folded_names.iter().find(|(known, _)| known == name) {
        judgement.add("same-name", weight_of(appearance, name, &own), name);
        if *curated {
            // A family name that somebody gave is still that of others.
            let points = if person && own.is_one_word() { 1.0 } else { 2.0 };
            judgement.add("curated", points, name);
        }
        return Some(());
    }
    if person && own.is_one_word() {
        let bears = |known: &str| {
            let known = PersonName::of(known);
            !known.is_one_word()
                && (known.family == name || known.given == name && !is_given_name(name))
        };
        let (bearer, _) = folded_names.iter().find(|(known, _)| bears(known))?;
        judgement.bears = true;
        judgement.add("family-name", if is_given_name(name) { -0.5 } else { 1.2 }, bearer);
        return Some(());
    }
    if person {
        let variant = |(known, _): &&(String, bool)| own.fits(&PersonName::of(known));
        let (known, _) = folded_names.iter().find(variant)?;
        judgement.add("spelling-variant", 0.6, format!("{name} = {known}"));
        return Some(());
    }
    let other = appearance.forms.iter().find_map(|form| {
        let kinds = matches!(form.kind, MentionKind::Name | MentionKind::Abbreviation);
        let text = folded(&form.text);
        let shared = kinds && !form.keys.is_empty() && folded_names.iter().any(|(k, _)| *k == text);
        shared.then_some(text)
    })?;
    // "WHO" is said of two bodies that have other full names.
    let full = |name: &str| name.contains(' ');
    if full(name) && !full(&other) && folded_names.iter().any(|(known, _)| full(known)) {
        return None;
    }
    judgement.add("shared-form", 1.5, other);
    Some(())
}

/// Points of a name that is the same.
fn weight_of(appearance: &Appearance, name: &str, own: &PersonName<'_>) -> f64 {
    match appearance.kind {
        EntityType::Person if own.is_one_word() && is_given_name(name) => -0.8,
        EntityType::Person if own.is_one_word() => 0.8,
        EntityType::Person if is_given_name(own.given) && is_name_word(own.family) => 2.2,
        EntityType::Person => 3.2,
        _ if is_generic(name) => 1.2,
        _ if name.contains(' ') => 3.0,
        _ => 2.0,
    }
}

/// Whether a name says what a body is and not whose: each country has one.
fn is_generic(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "academy",
        "affairs",
        "agency",
        "air",
        "and",
        "appeal",
        "appeals",
        "army",
        "assembly",
        "association",
        "attorney",
        "authority",
        "bank",
        "board",
        "bureau",
        "cabinet",
        "central",
        "chamber",
        "city",
        "commission",
        "committee",
        "communist",
        "congress",
        "conservative",
        "conservatives",
        "constitutional",
        "corps",
        "council",
        "county",
        "court",
        "criminal",
        "crown",
        "defence",
        "defense",
        "democratic",
        "democrats",
        "department",
        "district",
        "education",
        "election",
        "electoral",
        "environment",
        "executive",
        "family",
        "federal",
        "federation",
        "finance",
        "fire",
        "force",
        "foreign",
        "forces",
        "for",
        "general",
        "government",
        "green",
        "greens",
        "guard",
        "health",
        "high",
        "house",
        "industry",
        "interior",
        "justice",
        "labor",
        "labour",
        "legislative",
        "liberal",
        "liberals",
        "local",
        "lords",
        "lower",
        "magistrates",
        "magistrates'",
        "marine",
        "ministry",
        "municipal",
        "national",
        "nationals",
        "navy",
        "of",
        "office",
        "parliament",
        "parole",
        "party",
        "people",
        "people's",
        "police",
        "popular",
        "prison",
        "public",
        "regional",
        "republican",
        "reserve",
        "royal",
        "safety",
        "securities",
        "security",
        "senate",
        "service",
        "services",
        "social",
        "socialist",
        "state",
        "stock",
        "superior",
        "supreme",
        "the",
        "trade",
        "transport",
        "treasury",
        "tribunal",
        "university",
        "upper",
        "water",
        "welfare",
        "works",
    ];
    name.split(' ').all(|word| WORDS.binary_search(&word).is_ok())
}

fn by_kind(appearance: &Appearance, profile: &Profile, judgement: &mut Judgement) {
    let own = appearance.kind.name();
    let Some(known) = kind(profile).filter(|known| *known != own) else { return };
    let odd = |kind: &str| matches!(kind, "PERSON" | "WORK" | "EVENT");
    let points = match (own == "PERSON") != (known == "PERSON") {
        true => -1.5,
        false if odd(own) || odd(known) => -0.8,
        false => -0.3,
    };
    judgement.add("other-type", points, format!("{own}, {known}"));
}

fn by_roles(appearance: &Appearance, profile: &Profile, judgement: &mut Judgement) {
    let own: Vec<&str> = appearance.values(Facet::Role).collect();
    let same = own.iter().find(|role| has(profile, Facet::Role, role) > 0);
    if let Some(role) = same {
        return judgement.add("same-role", 1.2, *role);
    }
    let walks = own.iter().fold(0, |all, role| all | fields(role));
    // What is told once in a while of somebody often named is not his walk of life.
    let mut known: BTreeMap<u32, u64> = BTreeMap::new();
    for (_, role, count) in profile.facts.iter().filter(|(facet, ..)| *facet == Facet::Role) {
        let all = fields(role);
        for bit in (0..u32::BITS).filter(|bit| all & (1 << bit) != 0) {
            *known.entry(bit).or_default() += *count;
        }
    }
    let most = known.values().copied().max().unwrap_or_default();
    let walks_known = known
        .iter()
        .filter(|(_, count)| **count * 5 >= most)
        .fold(0, |all, (bit, _)| all | 1 << bit);
    if walks != 0 && walks_known != 0 {
        match walks & walks_known {
            0 => judgement.add("other-walk-of-life", -2.0, own.join(", ")),
            _ => judgement.add("same-walk-of-life", 0.8, own.join(", ")),
        }
    }
}

fn by_countries(arrival: &Arrival<'_>, profile: &Profile, judgement: &mut Judgement) {
    let own: Vec<&str> = arrival.appearance.values(Facet::Country).collect();
    let any = profile.facts.iter().any(|(facet, ..)| *facet == Facet::Country);
    if own.is_empty() || !any {
        return;
    }
    let shared: Vec<&str> =
        own.iter().copied().filter(|code| has(profile, Facet::Country, code) > 0).collect();
    let local = arrival.appearance.kind == EntityType::Location || is_generic(&arrival.name);
    match shared.is_empty() {
        false => judgement.add("same-country", 0.6, shared.join(", ")),
        true if local => judgement.add("other-country", -2.0, own.join(", ")),
        true => judgement.add("other-country", -1.0, own.join(", ")),
    }
}

fn by_company(appearance: &Appearance, profile: &Profile, judgement: &mut Judgement) {
    let own: Vec<&str> = appearance.values(Facet::Company).collect();
    let known = profile.facts.iter().filter(|(facet, ..)| *facet == Facet::Company).count();
    let shared: Vec<&str> =
        own.iter().copied().filter(|name| has(profile, Facet::Company, name) > 0).collect();
    if !shared.is_empty() {
        let points = (0.5 + 0.5 * shared.len() as f64).min(2.5);
        judgement.add("same-company", points, shared.join(", "));
    } else if own.len() >= 3 && known >= 3 {
        judgement.add("other-company", -0.3, own.join(", "));
    }
}

#[cfg(test)]
mod tests {
    use super::is_generic;

    #[test]
    fn bodies_that_each_country_has() {
        for name in ["supreme court", "labour party", "ministry of defence", "congress", "police"] {
            assert!(is_generic(name), "{name}");
        }
        for name in ["united nations", "reuters", "world health organization", "nato"] {
            assert!(!is_generic(name), "{name}");
        }
    }
}
