//! Names of persons and other things, taken apart, and the keys under which they are looked up.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::sounds::{neighbours, skeleton, sounds_alike};
use crate::domain::EntityType;
use parallax_nlp::gazetteer::{gender, is_known};

/// Words of a name that are looked up at most.
const MOST_WORDS: usize = 8;
/// Most characters of a name that is told from others; the rest of a longer one does not count.
const MOST_LETTERS: usize = 160;

/// A name without case, accents, full stops, the article before it and possessive behind it.
pub fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for word in name.split(|c: char| c.is_whitespace() || c == '-' || c == '/') {
        let start = folded.len();
        if start > 0 {
            folded.push(' ');
        }
        let before = folded.len();
        for c in word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
            match c {
                '’' | '‘' | 'ʼ' | '`' => folded.push('\''),
                '&' => folded.push_str("and"),
                'ł' => folded.push('l'),
                'ø' => folded.push('o'),
                'ı' => folded.push('i'),
                c if c.is_alphanumeric() || c == '\'' || c == '+' => folded.push(c),
                _ => {}
            }
        }
        let bare = folded.trim_end_matches('\'').trim_end_matches("'s").len();
        folded.truncate(bare.max(before));
        if folded.len() == before {
            folded.truncate(start);
        }
        if folded.len() > MOST_LETTERS {
            break;
        }
    }
    match folded.strip_prefix("the ") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => folded,
    }
}

/// A person's name in its parts, folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PersonName<'a> {
    /// The first name; empty where the name is one word.
    pub(super) given: &'a str,
    /// What stands between first and last.
    pub(super) middle: &'a str,
    /// The last name.
    pub(super) family: &'a str,
    /// "jr", "sr", "iii".
    pub(super) suffix: &'a str,
}

impl<'a> PersonName<'a> {
    /// Takes a folded name apart.
    pub(super) fn of(folded: &'a str) -> Self {
        let (body, suffix) = match folded.rsplit_once(' ') {
            Some((body, last)) if matches!(last, "jr" | "sr" | "junior" | "ii" | "iii" | "iv") => {
                (body, last)
            }
            _ => (folded, ""),
        };
        let (given, rest) = body.split_once(' ').unwrap_or(("", body));
        let (middle, family) = rest.rsplit_once(' ').unwrap_or(("", rest));
        Self { given, middle, family, suffix }
    }

    pub(super) fn is_one_word(&self) -> bool {
        self.given.is_empty()
    }

    /// Whether two full names may be one person's, written otherwise.
    pub(super) fn fits(&self, other: &Self) -> bool {
        !self.is_one_word()
            && !other.is_one_word()
            && self.suffix == other.suffix
            && family_fits(self.family, other.family)
            && given_fits(self.given, other.given)
            && middle_fits(self.middle, other.middle)
    }
}

fn family_fits(a: &str, b: &str) -> bool {
    a == b
        || (a.chars().count().min(b.chars().count()) >= 4 && sounds_alike(a, b) && {
            // Two names that the tables have are two names, unless they only differ in spelling.
            !(is_name_word(a) && is_name_word(b))
                || super::super::annotate::spelling::fold(a)
                    == super::super::annotate::spelling::fold(b)
        })
}

fn given_fits(a: &str, b: &str) -> bool {
    if a == b || nickname(a) == nickname(b) {
        return true;
    }
    let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    if initial(a, b) || initial(b, a) {
        return true;
    }
    let differ = matches!((gender(&capital(a)), gender(&capital(b))), (Some(x), Some(y)) if x != y);
    !differ && a.chars().count().min(b.chars().count()) >= 4 && sounds_alike(a, b)
}

/// One of the two lacks it, or one is short for the other.
fn middle_fits(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.is_empty()
        || short
            .split(' ')
            .zip(long.split(' '))
            .all(|(x, y)| y.starts_with(x) || x.starts_with(y) || sounds_alike(x, y))
}

/// The name that a short form of a given name stands for.
fn nickname(given: &str) -> &str {
    const SHORT: &[(&str, &str)] = &[
        ("abe", "abraham"),
        ("al", "albert"),
        ("alex", "alexander"),
        ("andy", "andrew"),
        ("ben", "benjamin"),
        ("bernie", "bernard"),
        ("bill", "william"),
        ("billy", "william"),
        ("bob", "robert"),
        ("bobby", "robert"),
        ("charlie", "charles"),
        ("chris", "christopher"),
        ("chuck", "charles"),
        ("dan", "daniel"),
        ("danny", "daniel"),
        ("dave", "david"),
        ("dick", "richard"),
        ("don", "donald"),
        ("ed", "edward"),
        ("fred", "frederick"),
        ("greg", "gregory"),
        ("jeff", "jeffrey"),
        ("jim", "james"),
        ("jimmy", "james"),
        ("joe", "joseph"),
        ("josh", "joshua"),
        ("ken", "kenneth"),
        ("liz", "elizabeth"),
        ("matt", "matthew"),
        ("mike", "michael"),
        ("mitch", "mitchell"),
        ("nick", "nicholas"),
        ("pete", "peter"),
        ("phil", "philip"),
        ("rob", "robert"),
        ("ron", "ronald"),
        ("sam", "samuel"),
        ("stephen", "steven"),
        ("steve", "steven"),
        ("sue", "susan"),
        ("ted", "edward"),
        ("tim", "timothy"),
        ("tom", "thomas"),
        ("tony", "anthony"),
        ("will", "william"),
    ];
    let at = SHORT.binary_search_by_key(&given, |(short, _)| short);
    // `binary_search` gave the index.
    at.map_or(given, |at| SHORT[at].1)
}

/// The word with a capital letter.
pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whether the tables have a word as a name of any sort.
pub(super) fn is_name_word(word: &str) -> bool {
    is_known(&capital(word))
}

/// Whether a word is a given name that the tables have.
pub(super) fn is_given_name(word: &str) -> bool {
    gender(&capital(word)).is_some()
}

/// The keys under which a name is looked up, each once:
///
/// - `n:` the folded name;
/// - `f:` the family name of a full name, or the first of one that begins with no given name;
/// - `s:` how the family name sounds, with the first sound of the given name;
/// - `w:` how each word sounds, for questions with a slip in them.
pub fn keys(name: &str, kind: EntityType) -> Vec<String> {
    let folded = folded(name);
    if folded.is_empty() {
        return Vec::new();
    }
    let mut keys = vec![format!("n:{folded}")];
    if kind == EntityType::Person {
        let person = PersonName::of(&folded);
        if !person.is_one_word() {
            keys.push(format!("f:{}", person.family));
            if !is_given_name(person.given) && person.given.chars().count() > 1 {
                keys.push(format!("f:{}", person.given));
            }
            keys.extend(spelling_key(&person));
        }
    }
    for word in folded.split(' ').take(MOST_WORDS) {
        let sound = skeleton(word);
        if sound.chars().count() > 1 {
            keys.push(format!("w:{sound}"));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The key that other spellings of a full name share.
pub(super) fn spelling_key(person: &PersonName<'_>) -> Option<String> {
    let first = skeleton(nickname(person.given)).chars().next()?;
    Some(format!("s:{first} {}", skeleton(person.family)))
}

/// The keys by which an article's name finds its entity: those of [`keys`] but for `w:`, and
/// for the family name standing alone.
pub(super) fn search_keys(folded: &str, kind: EntityType) -> Vec<String> {
    let mut keys = vec![format!("n:{folded}")];
    if kind == EntityType::Person {
        let person = PersonName::of(folded);
        match person.is_one_word() {
            true => keys.push(format!("f:{folded}")),
            false => keys.extend(spelling_key(&person)),
        }
    }
    keys
}

/// The keys by which a question finds entities, the most telling first.
pub fn question_keys(query: &str) -> Vec<String> {
    let folded = folded(query);
    let mut keys = Vec::new();
    if folded.is_empty() {
        return keys;
    }
    keys.push(format!("n:{folded}"));
    let person = PersonName::of(&folded);
    keys.push(format!("f:{}", person.family));
    if !person.is_one_word() {
        keys.extend(spelling_key(&person));
    }
    let sounds = sounds(&folded);
    keys.extend(sounds.iter().map(|sound| format!("w:{sound}")));
    let mut known = std::collections::BTreeSet::new();
    keys.retain(|key| known.insert(key.clone()));
    keys
}

/// How the words of a folded name sound that tell most, the longest.
fn sounds(folded: &str) -> Vec<String> {
    let mut words: Vec<&str> = folded.split(' ').take(MOST_WORDS).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.into_iter().take(3).map(skeleton).collect()
}

/// The keys by which a question finds names one consonant off; a few hundred.
pub fn slip_keys(query: &str) -> Vec<String> {
    let sounds = sounds(&folded(query));
    let near = sounds.iter().take(2).flat_map(|sound| neighbours(sound));
    near.map(|near| format!("w:{near}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_articles_do_not_count() {
        for (name, expect) in [
            ("The Kremlin’s", "kremlin"),
            ("Recep Tayyip Erdoğan", "recep tayyip erdogan"),
            ("U.S.", "us"),
            ("Johnson & Johnson", "johnson and johnson"),
            ("Jean-Claude  Juncker", "jean claude juncker"),
            ("Lech Wałęsa", "lech walesa"),
            ("the", "the"),
            ("...", ""),
        ] {
            assert_eq!(folded(name), expect);
        }
    }

    #[track_caller]
    fn check(a: &str, b: &str, expect: bool) {
        let (a, b) = (folded(a), folded(b));
        assert_eq!(PersonName::of(&a).fits(&PersonName::of(&b)), expect, "{a} / {b}");
        assert_eq!(PersonName::of(&b).fits(&PersonName::of(&a)), expect, "{b} / {a}");
    }

    #[test]
    fn full_names_fit() {
        check("Ramzan Kadyrov", "Ramzan Kadyrow", true);
        check("Volodymyr Zelensky", "Volodymyr Zelenskiy", true);
        check("Yevgeny Prigozhin", "Evgeny Prigozhin", true);
        check("Pyotr Tchaikovsky", "Pyotr Chaikovskii", true);
        check("Joe Biden", "Joseph R. Biden", true);
        check("Donald Trump", "Donald J. Trump", true);
        check("J. Smith", "John Smith", true);
        check("Mohammed Morsi", "Muhammad Morsi", true);
    }

    #[test]
    fn others_do_not() {
        check("Donald Trump", "Donald Trump Jr.", false);
        check("John Smith", "Jane Smith", false);
        check("George H. W. Bush", "George W. Bush", false);
        check("Kim Jong Un", "Kim Jong Il", false);
        check("Mario Rossi", "Maria Rossi", false);
        check("Putin", "Vladimir Putin", false);
        check("Angela Merkel", "Angela Markle", false);
    }

    #[test]
    fn nicknames_are_sorted() {
        assert_eq!(nickname("joe"), nickname("joseph"));
        for short in ["abe", "bob", "stephen", "will", "ted"] {
            assert_ne!(nickname(short), short);
        }
    }
}
