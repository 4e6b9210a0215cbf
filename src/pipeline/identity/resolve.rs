//! Which entities of the corpus a name means that somebody asks for, however he spells it.

use super::{
    decide_kind,
    fields::fields,
    names::{PersonName, folded, spelling_key},
    sounds::sounds_alike,
};
use crate::{
    domain::{Facet, Profile, Signal},
    pipeline::annotate::spelling::damerau_levenshtein,
};
use parallax_nlp::gazetteer::lookup;

/// Words of context that are looked at.
const MOST_CONTEXT: usize = 200;
/// Likeness from which a candidate is one at all.
const LEAST_LIKENESS: f64 = 0.5;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The name.
    pub name: String,
    /// Words around it; may be empty.
    pub context: String,
    /// The type that is asked for: "PERSON"; empty = any.
    pub kind: &'static str,
}

/// An entity that may be meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// Its number in the store.
    pub entity: i64,
    /// How likely it is the one, 0 to 1; comparable within one answer.
    pub score: f64,
    /// The name of it that fits best.
    pub alias: String,
    /// What speaks for it.
    pub signals: Vec<Signal>,
}

/// Ranks candidates, the likeliest first; of equals the more often named, then the earlier one.
pub fn resolve(question: &Question, candidates: &[Profile]) -> Vec<Resolved> {
    let name = folded(&question.name);
    let context = Context::of(&question.context);
    let most = candidates.iter().map(|profile| profile.documents).max().unwrap_or(1).max(1);
    let mut found: Vec<(u64, Resolved)> = candidates
        .iter()
        .filter(|p| question.kind.is_empty() || decide_kind(p) == Some(question.kind))
        .filter_map(|profile| {
            let (likeness, alias, mut signal) = best_name(&name, profile)?;
            signal.weight = likeness;
            let prominence = ((1 + profile.documents) as f64).ln() / ((1 + most) as f64).ln();
            let mut signals = vec![
                signal,
                Signal {
                    id: "prominence".into(),
                    weight: prominence,
                    detail: profile.documents.to_string(),
                },
            ];
            let fit = context.fit(profile, &mut signals);
            let score = match context.is_empty() {
                true => 0.85 * likeness + 0.15 * prominence,
                false => 0.65 * likeness + 0.25 * fit + 0.10 * prominence,
            };
            let entity = profile.entity;
            Some((profile.documents, Resolved { entity, score, alias, signals }))
        })
        .collect();
    found.sort_by(|(m, a), (n, b)| {
        b.score.total_cmp(&a.score).then(n.cmp(m)).then(a.entity.cmp(&b.entity))
    });
    found.into_iter().map(|(_, resolved)| resolved).collect()
}

/// The name of a candidate that is most like the one asked for.
fn best_name(name: &str, profile: &Profile) -> Option<(f64, String, Signal)> {
    let mut best: Option<(f64, String, Signal)> = None;
    for (alias, ..) in &profile.names {
        let Some((likeness, id)) = likeness(name, &folded(alias)) else { continue };
        if best.as_ref().is_none_or(|(most, ..)| likeness > *most) {
            let detail = format!("{name} = {alias}");
            let signal = Signal { id: id.into(), weight: likeness, detail };
            best = Some((likeness, alias.clone(), signal));
        }
    }
    best
}

/// How like two folded names are, and by what.
fn likeness(asked: &str, known: &str) -> Option<(f64, &'static str)> {
    if asked == known {
        return Some((1.0, "same-name"));
    }
    let (own, other) = (PersonName::of(asked), PersonName::of(known));
    if own.fits(&other) {
        return Some((0.9, "spelling-variant"));
    }
    let words = |name: &'_ str| name.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (asked_words, known_words) = (words(asked), words(known));
    let alike = |a: &String, b: &String| sounds_alike(a, b);
    if asked_words.len() == known_words.len()
        && asked_words.iter().zip(&known_words).all(|(a, b)| alike(a, b))
    {
        return Some((0.6 + 0.3 * closeness(asked, known), "sounds-alike"));
    }
    if own.is_one_word() && !other.is_one_word() {
        if other.family == asked || other.given == asked {
            return Some((0.8, "part-of-name"));
        }
        if sounds_alike(asked, other.family) {
            return Some((0.7, "sounds-like-family-name"));
        }
        let near = closeness(asked, other.family);
        if near >= 0.75 {
            return Some((0.8 * near, "near-family-name"));
        }
    }
    let whole = closeness(asked, known);
    if whole >= 0.7 {
        return Some((0.9 * whole, "near-spelling"));
    }
    let same_family = !own.is_one_word()
        && !other.is_one_word()
        && spelling_key(&own).is_some_and(|key| spelling_key(&other) == Some(key));
    if same_family {
        return Some((0.6, "sounds-like-family-name"));
    }
    let shared = asked_words.iter().filter(|a| known_words.iter().any(|b| alike(a, b))).count();
    let share = shared as f64 / asked_words.len().max(known_words.len()) as f64;
    (share >= LEAST_LIKENESS).then_some((0.8 * share, "shared-words"))
}

/// 1 for the same word, less with each letter that differs.
fn closeness(a: &str, b: &str) -> f64 {
    let longest = a.chars().count().max(b.chars().count()).max(1);
    match damerau_levenshtein(a, b) {
        usize::MAX => 0.0,
        distance => 1.0 - distance as f64 / longest as f64,
    }
}

/// Words around the name.
struct Context {
    words: Vec<String>,
    countries: Vec<&'static str>,
    walks: u32,
}

impl Context {
    fn of(text: &str) -> Self {
        let raw: Vec<&str> = text.split_whitespace().take(MOST_CONTEXT).collect();
        let mut countries = Vec::new();
        for (at, word) in raw.iter().enumerate() {
            let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
            let pair = raw.get(at + 1).map(|next| format!("{} {}", bare(word), bare(next)));
            let form = pair.and_then(|pair| lookup(&pair)).or_else(|| lookup(&bare(word)));
            countries.extend(form.map(|form| form.country.code));
        }
        let words: Vec<String> =
            raw.iter().map(|word| folded(word)).filter(|word| word.len() > 2).collect();
        let walks = words.iter().fold(0, |all, word| all | fields(word));
        Self { words, countries, walks }
    }

    fn is_empty(&self) -> bool {
        self.words.is_empty() && self.countries.is_empty()
    }

    /// How well a candidate fits the words, 0 to 1.
    fn fit(&self, profile: &Profile, signals: &mut Vec<Signal>) -> f64 {
        let mut fit: f64 = 0.0;
        let mut add = |id: &'static str, weight: f64, detail: &str| {
            fit += weight;
            signals.push(Signal { id: id.into(), weight, detail: detail.to_owned() });
        };
        let facts = |facet: Facet| profile.facts.iter().filter(move |(f, ..)| *f == facet);
        let code = self.countries.iter().find(|c| facts(Facet::Country).any(|(_, v, _)| v == **c));
        if let Some(code) = code {
            add("context-country", 0.35, code);
        }
        let told =
            |value: &String| value.split(' ').any(|word| self.words.iter().any(|w| w == word));
        if let Some((_, role, _)) = facts(Facet::Role).find(|(_, role, _)| told(role)) {
            add("context-role", 0.4, role);
        } else if facts(Facet::Role).any(|(_, role, _)| fields(role) & self.walks != 0) {
            add("context-walk-of-life", 0.3, "");
        }
        if let Some((_, name, _)) = facts(Facet::Company).find(|(_, name, _)| told(name)) {
            add("context-company", 0.25, name);
        }
        fit.min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(entity: i64, names: &[&str], facts: &[(Facet, &str)], documents: u64) -> Profile {
        Profile {
            entity,
            documents,
            names: names.iter().map(|name| ((*name).to_owned(), 1, false)).collect(),
            facts: facts.iter().map(|(f, v)| (*f, (*v).to_owned(), 1)).collect(),
            ..Profile::default()
        }
    }

    fn first(name: &str, context: &str, candidates: &[Profile]) -> Option<i64> {
        let question = Question { name: name.into(), context: context.into(), kind: "" };
        resolve(&question, candidates).first().map(|resolved| resolved.entity)
    }

    #[test]
    fn slips_and_romanisations_find_their_name() {
        let known = [
            profile(1, &["Ramzan Kadyrov"], &[], 3),
            profile(2, &["Volodymyr Zelensky", "Zelensky"], &[], 9),
            profile(3, &["World Health Organization", "WHO"], &[], 9),
            profile(4, &["Jens Stoltenberg"], &[], 2),
        ];
        for (name, expect) in [
            ("Ramsan Kadyrow", 1),
            ("Kadirov", 1),
            ("Wolodymyr Selenskyj", 2),
            ("Zelenskiy", 2),
            ("world health organisation", 3),
            ("W.H.O.", 3),
            ("Stolenberg", 4),
            ("Jens Stoltenburg", 4),
        ] {
            assert_eq!(first(name, "", &known), Some(expect), "{name}");
        }
        assert_eq!(first("Quixote", "", &known), None);
    }

    #[test]
    fn the_context_tells_namesakes_apart() {
        let known = [
            profile(1, &["John Smith"], &[(Facet::Role, "senator"), (Facet::Country, "US")], 50),
            profile(2, &["John Smith"], &[(Facet::Role, "striker"), (Facet::Country, "AU")], 2),
        ];
        assert_eq!(first("John Smith", "", &known), Some(1));
        assert_eq!(first("John Smith", "the Australian footballer", &known), Some(2));
    }
}
