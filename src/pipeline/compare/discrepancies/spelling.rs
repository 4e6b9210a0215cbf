//! Names of one entity that are spelled in several ways, over the documents and inside of one.
//!
//! Names are compared word by word: the family names of persons and their given names, and in
//! other names of as many words the one that differs. Short forms, abbreviations, possessives and
//! names of peoples are no other spelling, nor is what accents, hyphens or capitals change.

use std::collections::BTreeMap;

use parallax_nlp::gazetteer::lookup;

use super::{
    Findings,
    values::{documents, listed, values},
};
use crate::{
    domain::{
        Compatibility, Discrepancy, DiscrepancyType, EntityComparison, EntityType, Evidence,
        MentionKind, Severity, Signal, Span,
    },
    pipeline::{
        annotate::spelling::damerau_levenshtein,
        compare::{Context, entities::is_body_noun},
    },
};

/// Different forms of one entity's name that are compared.
const MOST_FORMS: usize = 24;

/// A form of a name, with where it stands first in each document.
struct Form {
    /// As it is written, without possessive.
    words: String,
    /// Its words without what does not count.
    folded: Vec<String>,
    /// Documents and places.
    places: Vec<(usize, Span)>,
    mentions: usize,
}

/// One for each entity with several spellings.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    let mut forms = forms(context, findings.entities.len());
    let entities = findings.entities.iter().enumerate();
    let found = entities.filter(|(_, entity)| !is_country(entity));
    found
        .filter_map(|(index, entity)| {
            compare(context, entity, std::mem::take(&mut forms[index]).into_values().collect())
        })
        .collect()
}

fn is_country(entity: &EntityComparison) -> bool {
    entity.external_ids.iter().any(|id| id.scheme == "iso3166-1")
}

/// The forms of the names of all entities, by wording.
fn forms(context: &Context<'_>, entities: usize) -> Vec<BTreeMap<String, Form>> {
    let mut forms: Vec<BTreeMap<String, Form>> = (0..entities).map(|_| BTreeMap::new()).collect();
    for (document, source) in context.sources.iter().enumerate() {
        for (own, entity) in source.annotated.analysis.entities.iter().enumerate() {
            let Some(index) = context.who.is(document, own) else { continue };
            for mention in &entity.mentions {
                let counts = matches!(
                    mention.kind,
                    MentionKind::Name | MentionKind::ShortName | MentionKind::Misspelling
                );
                let span = without_possessive(source.text, mention.span);
                let words = span.of(source.text).split_whitespace().collect::<Vec<_>>().join(" ");
                let letters = words.chars().any(char::is_lowercase);
                let of_entity = &mut forms[index];
                if !counts || !letters || words.len() > 80 {
                    continue;
                }
                if of_entity.len() >= MOST_FORMS && !of_entity.contains_key(&words) {
                    continue;
                }
                let form = of_entity.entry(words.clone()).or_insert_with(|| Form {
                    folded: words.split(' ').map(fold).filter(|w| !w.is_empty()).collect(),
                    words,
                    places: Vec::new(),
                    mentions: 0,
                });
                form.mentions += 1;
                if form.places.last().is_none_or(|(d, _)| *d != document) {
                    form.places.push((document, span));
                }
            }
        }
    }
    forms
}

/// A mention without "'s".
fn without_possessive(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let bare = words.strip_suffix("'s").or_else(|| words.strip_suffix("’s")).unwrap_or(words);
    let bare = bare.trim_end_matches(['\'', '’']);
    Span::new(span.begin, span.begin + bare.len())
}

/// A word without what makes no other spelling: case, accents, hyphens, apostrophes, stops.
fn fold(word: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let plain = word.nfd().filter(|c| !is_combining_mark(*c) && c.is_alphanumeric());
    plain.flat_map(char::to_lowercase).collect()
}

/// Whether a word is a country or its people, whose forms are grammar and no spelling.
fn is_country_word(word: &str) -> bool {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    let bare = letters.as_str();
    lookup(&format!("{first}{bare}")).is_some()
        || bare.strip_suffix('s').is_some_and(|bare| lookup(&format!("{first}{bare}")).is_some())
}

/// Whether two words are two spellings of one.
fn is_respelled(a: &str, b: &str) -> bool {
    const LEAST_LETTERS: usize = 4;
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let plural = long.strip_suffix('s').is_some_and(|stem| stem == short);
    let letters = short.chars().count();
    if a == b || plural || letters < LEAST_LETTERS || a.chars().next() != b.chars().next() {
        return false;
    }
    if is_country_word(a) || is_country_word(b) {
        return false;
    }
    let numbers = a.chars().chain(b.chars()).any(char::is_numeric);
    let allowed = if letters >= 6 { 2 } else { 1 };
    !numbers && damerau_levenshtein(a, b) <= allowed
}

/// The words by which a form is spelled in another way than a second one; `None` when it is not.
fn difference<'f>(a: &'f Form, b: &'f Form, person: bool) -> Option<(&'f str, &'f str)> {
    let (first, second) = (&a.folded, &b.folded);
    let (last_a, last_b) = (first.last()?, second.last()?);
    if person {
        if is_respelled(last_a, last_b) {
            return Some((last_a, last_b));
        }
        let full = first.len() > 1 && second.len() > 1 && last_a == last_b;
        let given = full && is_respelled(&first[0], &second[0]);
        // A given name alone: "Isiah" of "Isaiah Gregg".
        let alone = |short: &[String], long: &'f [String]| {
            (short.len() == 1 && long.len() > 1 && is_respelled(&short[0], &long[0]))
                .then(|| long[0].as_str())
        };
        return if given {
            Some((&first[0], &second[0]))
        } else if let Some(long) = alone(first, second) {
            Some((&first[0], long))
        } else {
            alone(second, first).map(|long| (long, second[0].as_str()))
        };
    }
    if first.len() != second.len() {
        return None;
    }
    let mut differing = first.iter().zip(second).filter(|(a, b)| a != b);
    let (a, b) = differing.next()?;
    // "Fund" and "Federation" of one body.
    let confused = || a == last_a && is_body_noun(a) && is_body_noun(b);
    (differing.next().is_none() && (is_respelled(a, b) || confused())).then_some((a, b))
}

fn compare(
    context: &Context<'_>,
    entity: &EntityComparison,
    mut forms: Vec<Form>,
) -> Option<Discrepancy> {
    if forms.len() < 2 {
        return None;
    }
    let person = entity.kind == EntityType::Person;
    // The most used first, so that short forms go to the spelling that is most used.
    forms.sort_by(|a, b| {
        let rank = |f: &Form| (f.folded.len(), f.mentions);
        rank(b).cmp(&rank(a)).then_with(|| a.words.cmp(&b.words))
    });
    let differs = |a: usize, b: usize| a != b && difference(&forms[a], &forms[b], person).is_some();
    let odd: Vec<usize> =
        (0..forms.len()).filter(|&a| (0..forms.len()).any(|b| differs(a, b))).collect();
    if odd.len() < 2 {
        return None;
    }
    // A form that differs from no form of a spelling is of that spelling.
    let mut spellings: Vec<Vec<usize>> = Vec::new();
    for &form in &odd {
        let same = |group: &&mut Vec<usize>| {
            group.iter().all(|&other| !differs(form, other) && akin(&forms[form], &forms[other]))
        };
        match spellings.iter_mut().find(same) {
            Some(group) => group.push(form),
            None => spellings.push(vec![form]),
        }
    }
    if spellings.len() < 2 {
        return None;
    }
    let mut readings: Vec<(String, Evidence)> = Vec::new();
    for group in &spellings {
        // Its fullest form stands for a spelling; groups are not empty.
        let value = &forms[group[0]].words;
        let mut places: Vec<(usize, Span)> =
            group.iter().flat_map(|&form| forms[form].places.iter().copied()).collect();
        places.sort_unstable();
        places.dedup_by_key(|(document, _)| *document);
        let evidence = places.into_iter().map(|(d, span)| context.evidence(d, span));
        readings.extend(evidence.map(|evidence| (value.clone(), evidence)));
    }
    let values = values(context, readings);
    if values.len() < 2 {
        return None;
    }
    let within = documents(&values).len() == 1;
    let detail = values.iter().map(|v| v.value.as_str()).collect::<Vec<_>>().join(" = ");
    let whole = if within { "One source spells" } else { "Sources spell" };
    Some(Discrepancy {
        kind: DiscrepancyType::Spelling,
        compatibility: Compatibility::Compatible,
        severity: Severity::Low,
        claim: None,
        quote: None,
        explanation: format!("{whole} one name in several ways: {}.", listed(&values)),
        values,
        signals: vec![Signal { id: "one-entity".into(), weight: 0.9, detail }],
        score: 0.9,
    })
}

/// Whether two forms share a word.
fn akin(a: &Form, b: &Form) -> bool {
    a.folded.iter().any(|word| b.folded.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::compare::{CompareOptions, testing::compared_texts};

    fn form(words: &str) -> Form {
        Form {
            words: words.to_owned(),
            folded: words.split(' ').map(fold).collect(),
            places: Vec::new(),
            mentions: 1,
        }
    }

    fn differs(a: &str, b: &str, person: bool) -> bool {
        let (a, b) = (form(a), form(b));
        let found = difference(&a, &b, person).is_some();
        assert_eq!(found, difference(&b, &a, person).is_some());
        found
    }

    #[test]
    fn spellings() {
        assert!(differs("Oleksandr Petrenko", "Oleksander Petrenko", true));
        assert!(differs("Petrenko", "Oleksandr Petrenkko", true));
        assert!(differs("Isabela", "Isabella Ruiz", true));
        assert!(differs("Lakeview Hospitol", "Lakeview Hospital", false));
        assert!(differs("World Ocean Fund", "World Ocean Foundation", false));
    }

    #[test]
    fn no_spellings() {
        assert!(!differs("Petrenko", "Oleksandr Petrenko", true));
        assert!(!differs("Erdoğan", "Erdogan", true));
        assert!(!differs("China's Central Bank", "Chinese Central Bank", false));
        assert!(!differs("Lakeview Hospital", "Lakeview General Hospital", false));
        assert!(!differs("Green", "Greens", false));
        assert!(!differs("Flight 103", "Flight 104", false));
    }

    #[test]
    fn one_name_in_two_documents() {
        let texts = [
            "The striker Jonas Petersson scored twice on Sunday. Petersson is 21.",
            "Jonas Peterson scored twice on Sunday, his coach said.",
        ];
        let found = compared_texts(&texts, &CompareOptions::default()).discrepancies;
        let found: Vec<_> =
            found.into_iter().filter(|d| d.kind == DiscrepancyType::Spelling).collect();
        let [spelling] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!(spelling.compatibility, Compatibility::Compatible);
        assert_eq!(spelling.values.len(), 2);
    }
}
