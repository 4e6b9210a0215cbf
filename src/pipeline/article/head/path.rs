//! Paths of sections above a headline.

use crate::pipeline::article::lines::{ends_sentence, starts_upper};

/// "Home > World > Europe".
pub(super) fn is_separated_path(words: &str) -> bool {
    if words.len() > 200 || ends_sentence(words) || words.contains('<') || words.contains("=>") {
        return false;
    }
    ['>', '»', '›', '/', '|'].iter().any(|&separator| {
        let mut parts = words.split(separator).map(str::trim);
        let first = parts.next().unwrap_or_default();
        let rest: Vec<_> = parts.collect();
        let home = matches!(first.to_lowercase().as_str(), "home" | "news" | "you are here: home");
        let certain = matches!(separator, '>' | '»' | '›');
        ((home && !rest.is_empty()) || (certain && rest.len() >= 2))
            && first.len() <= 40
            && rest.iter().all(|p| !p.is_empty())
    })
}

/// "HomeWorldMayor opens bridge" before the line "Mayor opens bridge": a headline with the
/// names of sections run into it.
pub(super) fn is_run_together_path(words: &str, next: &str) -> bool {
    let Some(sections) = words.strip_suffix(next) else { return false };
    let sections = sections.trim_end_matches(['>', '»', '›', '/', '|', ' ']);
    next.split_whitespace().nth(2).is_some()
        && !sections.is_empty()
        && sections.len() <= 80
        && starts_upper(sections)
        && sections.split_whitespace().count() <= 4
        && !sections.contains(['.', ',', ';', '“', '"'])
        // Run together without a space, or led by the usual first section.
        && (sections.starts_with("Home") || sections.len() + next.len() == words.len())
}
