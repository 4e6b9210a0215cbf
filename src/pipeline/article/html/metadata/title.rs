//! The headline: as the page shows it, or as it states it, without the site's name.

use super::super::flow::folded;

/// Marks that stand between headline and site's name.
const SEPARATORS: &[&str] = &[
    " | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " / ", " ⋆ ", " > ", " ~ ",
    " * ", " ‹ ", " › ", " : ", " |", "| ",
];

/// Lower case letters and digits alone, to compare what two places state.
pub(in super::super) fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A title without the site's name at either end: what `outlet` and the host of the address
/// name, or the shorter end after the last mark.
pub(super) fn without_site(title: &str, outlet: Option<&str>, host: &str) -> String {
    let title = folded(title);
    let mut parts: Vec<&str> = vec![&title];
    for separator in SEPARATORS {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts.retain(|part| !part.trim().is_empty());
    let [first, .., last] = parts[..] else { return title };
    // The site's name at an end goes; then the longest part that is left begins the headline.
    let names_site = |part: &str| is_site(part, outlet, host);
    let offset = |part: &str| part.as_ptr() as usize - title.as_ptr() as usize;
    let (mut begin, mut end) = (0, title.len());
    if names_site(last) {
        end = offset(last);
    } else if names_site(first) {
        begin = offset(first) + first.len();
    } else {
        let longest = parts.iter().map(|part| part.chars().count()).max().unwrap_or(0);
        if first.chars().count() == longest || first.split_whitespace().count() > 3 {
            end = offset(parts[1]);
        } else {
            return title;
        }
    }
    let core = trimmed(&title[begin..end]);
    if core.is_empty() { title } else { core.to_owned() }
}

fn trimmed(part: &str) -> &str {
    part.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '|' | '-'
                    | '–'
                    | '—'
                    | '»'
                    | '«'
                    | '·'
                    | '•'
                    | '/'
                    | '⋆'
                    | '>'
                    | '~'
                    | '*'
                    | '‹'
                    | '›'
                    | ':'
            )
    })
}

/// Whether a part of a title is the site's name.
fn is_site(part: &str, outlet: Option<&str>, host: &str) -> bool {
    let part = key(part);
    if part.is_empty() {
        return true;
    }
    let names = |name: &str| {
        let name = key(name);
        name.len() > 2
            && (part == name
                || (part.contains(&name) && part.len() < 2 * name.len() + 8)
                || (part.len() > 3 && name.contains(&part)))
    };
    let host = host.trim_start_matches("www.");
    let label = host.rsplit('.').nth(1).unwrap_or(host);
    outlet.is_some_and(names) || names(host) || (label.len() > 2 && names(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sites_name_goes() {
        let check = |title: &str, outlet: Option<&str>, host: &str, expect: &str| {
            assert_eq!(without_site(title, outlet, host), expect);
        };
        check(
            "Mayor opens bridge | The Daily River",
            Some("The Daily River"),
            "",
            "Mayor opens bridge",
        );
        check(
            "Daily River: Mayor opens bridge",
            None,
            "dailyriver.example",
            "Daily River: Mayor opens bridge",
        );
        check(
            "Daily River - Mayor opens bridge",
            None,
            "www.daily-river.example",
            "Mayor opens bridge",
        );
        check("Mayor opens bridge - Local - River", None, "", "Mayor opens bridge");
        check("Mayor opens bridge", None, "", "Mayor opens bridge");
        check("Rock-and-roll mayor", None, "", "Rock-and-roll mayor");
    }
}
