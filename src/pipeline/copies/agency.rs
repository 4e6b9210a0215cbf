//! The news agency that an article credits.

use crate::domain::{Span, Zone, ZoneKind};

/// Agencies by the name that answers carry, and the other forms that articles use. Forms of
/// up to four letters are words in other languages and initials of persons too: they count
/// only as they are written here.
const AGENCIES: &[(&str, &[&str])] = &[
    ("Reuters", &["Reuters", "Reuter", "Thomson Reuters"]),
    ("AP", &["AP", "Associated Press"]),
    ("AFP", &["AFP", "Agence France-Presse", "Agence France Presse"]),
    ("UPI", &["UPI", "United Press International"]),
    ("dpa", &["dpa", "DPA", "Deutsche Presse-Agentur"]),
    ("Xinhua", &["Xinhua"]),
    ("TASS", &["TASS", "ITAR-TASS", "Itar-Tass"]),
    ("Interfax", &["Interfax"]),
    ("RIA Novosti", &["RIA Novosti", "RIA"]),
    ("ANSA", &["ANSA"]),
    ("EFE", &["EFE", "Agencia EFE"]),
    ("Europa Press", &["Europa Press"]),
    ("Kyodo", &["Kyodo"]),
    ("Yonhap", &["Yonhap"]),
    ("PA", &["PA", "PA Media", "Press Association"]),
    ("PTI", &["PTI", "Press Trust of India"]),
    ("IANS", &["IANS"]),
    ("ANI", &["ANI"]),
    ("APA", &["APA"]),
    ("epd", &["epd"]),
    ("KNA", &["KNA"]),
    ("SID", &["SID"]),
    ("Keystone-SDA", &["Keystone-SDA", "SDA"]),
    ("Anadolu", &["Anadolu"]),
    ("Bloomberg", &["Bloomberg"]),
    ("AAP", &["AAP", "Australian Associated Press"]),
    ("The Canadian Press", &["Canadian Press"]),
    ("IRNA", &["IRNA"]),
    ("Antara", &["Antara"]),
    ("Bernama", &["Bernama"]),
    ("Belga", &["Belga"]),
    ("Ritzau", &["Ritzau"]),
    ("NTB", &["NTB"]),
    ("PAP", &["PAP"]),
    ("MTI", &["MTI"]),
    ("ČTK", &["ČTK", "CTK"]),
    ("Lusa", &["Lusa"]),
    ("ANP", &["ANP"]),
];

/// Zones that credit agencies, most telling first.
const CREDITING: [ZoneKind; 4] =
    [ZoneKind::Dateline, ZoneKind::Byline, ZoneKind::Credit, ZoneKind::MetadataHeader];
/// Bytes of a zone, and of either end of the text, that are looked at.
const REACH: usize = 300;
/// A dateline that the zones do not know ends before this.
const LONGEST_OPENING: usize = 120;

/// The agency that an article credits in its dateline, byline, credit line or header, or in
/// brackets before its first or after its last sentence, as in "Berlin (dpa) - " or "(AP)".
/// An agency that an article only quotes is none.
pub fn agency(text: &str, zones: &[Zone]) -> Option<&'static str> {
    let of_kind = |kind| zones.iter().filter(move |zone| zone.kind == kind);
    let credited = CREDITING.into_iter().flat_map(of_kind);
    credited.map(|zone| head(zone.span.of(text), REACH)).find_map(named).or_else(|| {
        let mut bodies = of_kind(ZoneKind::Body).map(|zone| zone.span.trimmed(text).of(text));
        let first = bodies.next()?;
        opening(first).or_else(|| closing(bodies.next_back().unwrap_or(first)))
    })
}

/// The agency that stands alone in a bracket before the dash that ends a place line.
fn opening(body: &str) -> Option<&'static str> {
    let line = head(body.lines().next()?, LONGEST_OPENING);
    let (_, rest) = line.split_once('(')?;
    let (inner, after) = rest.split_once(')')?;
    let dash = after.trim_start().starts_with(['-', '–', '—', '_', ':', '―']);
    (dash && !inner.is_empty()).then(|| alone(inner)).flatten()
}

/// The agency that stands alone in the bracket, or behind the dash, that ends a text.
fn closing(body: &str) -> Option<&'static str> {
    let tail = body.lines().next_back()?.trim_end();
    let bracket = tail.strip_suffix(')').and_then(|t| t.rsplit_once('(')).map(|(_, inner)| inner);
    let dashed =
        || [" - ", " – ", " — "].iter().find_map(|d| tail.rsplit_once(d)).map(|(_, end)| end);
    bracket.or_else(dashed).filter(|inner| inner.len() <= 60).and_then(alone)
}

/// The agency that words consist of, with other agencies or editors' initials at most.
fn alone(words: &str) -> Option<&'static str> {
    let part = words.split(['/', ',', ';']).map(str::trim).next()?;
    let is_named =
        |form: &&str| same(form, part.trim_end_matches(" News Agency").trim_end_matches(" News"));
    AGENCIES.iter().find(|(_, forms)| forms.iter().any(is_named)).map(|(name, _)| *name)
}

/// The first agency that is named among words; the longer form where two begin together.
fn named(words: &str) -> Option<&'static str> {
    let places = AGENCIES.iter().flat_map(|(name, forms)| {
        forms.iter().filter_map(move |form| Some((find(words, form)?, form.len(), *name)))
    });
    places.min_by_key(|&(at, length, _)| (at, usize::MAX - length)).map(|(.., name)| name)
}

/// Where a form stands as words of their own.
fn find(words: &str, form: &str) -> Option<usize> {
    let is_apart = |span: Span| {
        !words[..span.begin].ends_with(|c: char| c.is_alphanumeric() || c == '@' || c == '-')
            && !words[span.end..].starts_with(|c: char| c.is_alphanumeric() || c == '-')
    };
    let mut starts = words.char_indices().map(|(at, _)| at);
    starts.find(|&at| {
        let end = at + form.len();
        words.get(at..end).is_some_and(|w| same(form, w)) && is_apart(Span::new(at, end))
    })
}

fn same(form: &str, words: &str) -> bool {
    form == words || form.len() > 4 && form.eq_ignore_ascii_case(words)
}

fn head(words: &str, limit: usize) -> &str {
    &words[..words.floor_char_boundary(limit)]
}

#[cfg(test)]
mod tests {
    use super::super::super::article::zones;
    use super::*;

    const PROSE: &str = "The council met on Monday and decided to build a bridge over the river.";

    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(agency(text, &zones(text)), expect, "{text}");
    }

    #[test]
    fn credits() {
        check(&format!("PARIS, March 3 (Reuters) - {PROSE}"), Some("Reuters"));
        check(&format!("WASHINGTON (AP) — {PROSE}"), Some("AP"));
        check(&format!("Berlin (dpa) - {PROSE}"), Some("dpa"));
        check(
            &format!("Council decides on third bridge\nBy Jane Doe, Associated Press\n{PROSE}"),
            Some("AP"),
        );
        check(&format!("{PROSE}\n{PROSE}\n\nReuters"), Some("Reuters"));
        check(&format!("{PROSE}\n{PROSE} (AFP)"), Some("AFP"));
        check(&format!("{PROSE}\n{PROSE} – Reuters"), Some("Reuters"));
        check(&format!("{PROSE} (dpa/AFP)"), Some("dpa"));
    }

    #[test]
    fn quoted_agencies_are_not_credited() {
        check(PROSE, None);
        check(&format!("The mayor told Reuters that she was glad. {PROSE}"), None);
        check(&format!("{PROSE} He told the Associated Press (AP) about it on Monday."), None);
        check(&format!("The union (ANSA) is small. {PROSE}"), None);
        check("", None);
    }
}
