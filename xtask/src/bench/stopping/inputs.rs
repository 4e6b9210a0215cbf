//! The kinds of text that are hard on one part or another: news as they are, and texts of nothing but one thing.

use std::path::Path;

use anyhow::Result;
use parallax::pipeline::article::Content;

use crate::bench::articles;

/// Articles in the largest comparison, the most that a server takes unless told otherwise.
const COMPARED: usize = 50;

/// Texts and pages of so many bytes.
pub(super) fn texts(bytes: usize) -> Result<Vec<(&'static str, Content)>> {
    let news = news(bytes)?;
    let line = news.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = line.replace(['.', '!', '?', ';', ':', '"', '“', '”'], "").replace("  ", " ");
    let texts = [
        ("text", news.clone()),
        ("one paragraph", line),
        ("one sentence", sentence),
        ("short paragraphs", repeated("Yes.\nHe left.\n", bytes)),
        ("names", filled(bytes, |n| format!("{} {}, ", name(n % 997), name(n / 3)))),
        ("names by lines", filled(bytes, |n| format!("{} {}\n", name(n % 997), name(n / 3)))),
        ("one name", repeated("Angela Merkel met Angela Merkel. She left her. ", bytes)),
        ("capitals", repeated(&news.to_uppercase(), bytes)),
        (
            "numbers",
            filled(bytes, |n| format!("{} percent of ${}.{} million, ", n % 100, n, n % 10)),
        ),
        (
            "dates",
            filled(bytes, |n| format!("on {} March {}, last Friday, ", n % 28 + 1, 1900 + n % 130)),
        ),
        (
            "quotes",
            filled(bytes, |n| format!("“We agree on {}, ” {} said. ", name(n), name(n % 50))),
        ),
        ("marks", repeated("\"'“‘", bytes)),
        ("without a blank", repeated("abcdefghij", bytes)),
        ("without a blank, marks", repeated("ab-cd'ef.gh/", bytes)),
        ("blanks", format!("News. {}", repeated(" ", bytes - 6))),
        (
            "damaged",
            repeated("The the the mayor denied that that denied reporters of reporters. ", bytes),
        ),
    ];
    let texts = texts.into_iter().map(|(what, text)| (what, Content::Text(repeated(&text, bytes))));
    Ok(texts.chain(pages(&news, bytes)).collect())
}

/// Pages of so many bytes.
fn pages(news: &str, bytes: usize) -> Vec<(&'static str, Content)> {
    let lines = news.lines().filter(|line| !line.trim().is_empty());
    let paragraphs: String = lines.map(|line| format!("<p>{line}</p>\n")).collect();
    let part = paragraphs.len().min(20_000);
    let begin = &paragraphs[..paragraphs.floor_char_boundary(part)];
    let deep = format!("{begin}{}", repeated("<div><b>", bytes));
    let cells = format!("{begin}<table>{}", repeated("<tr><td>12<td>Bonn", bytes));
    let links = format!("{begin}{}", repeated("<li><a href=/news/a>More news</a>", bytes));
    let short = repeated("<p>Yes, he left the town.</p>", bytes);
    let comments = format!("{begin}{}", repeated("<!-- a -->&amp;", bytes));
    let stated = "{\"@type\":\"NewsArticle\",\"author\":[{\"name\":\"Ann Lee\"}]},";
    let data = format!("{begin}<script type=\"application/ld+json\">[{}", repeated(stated, bytes));
    [
        ("page", paragraphs),
        ("page, deep", deep),
        ("page, one table", cells),
        ("page, links", links),
        ("page, short paragraphs", short),
        ("page, comments", comments),
        ("page, structured data", data),
    ]
    .map(|(what, body)| {
        let body = repeated(&body, bytes - 100);
        let page = format!("<html><body><article><h1>News</h1>\n{body}</article></body></html>");
        (what, Content::Html(page))
    })
    .into()
}

/// Articles that are together of so many bytes.
pub(super) fn compared(bytes: usize) -> Result<Vec<(&'static str, Vec<String>)>> {
    let news = news(bytes)?;
    let parts = |count: usize| {
        let part = bytes / count;
        // Each begins elsewhere.
        let begin = |n: usize| news.floor_char_boundary(n * part);
        (0..count).map(|n| repeated(&news[begin(n)..], part)).collect()
    };
    let names =
        |n: usize| format!("{} {} said {} left. ", name(n % 997), name(n / 3), name(n % 50));
    let named = (0..2).map(|n| filled(bytes / 2, |m| names(m + 7 * n))).collect();
    let same = filled(bytes / 2, |n| format!("“We agree on {}, ” the mayor said. ", name(n)));
    Ok(vec![
        ("comparison of 50", parts(COMPARED)),
        ("comparison of 2", parts(2)),
        ("comparison of 2, names", named),
        ("comparison of 2, the same quotes", vec![same.clone(), same]),
    ])
}

/// The seeds again and again.
fn news(bytes: usize) -> Result<String> {
    let seeds = articles::folder(Path::new("seeds"))?;
    let seeds: Vec<&str> = seeds.iter().map(|article| article.text.as_str()).collect();
    Ok(repeated(&seeds.join("\n\n"), bytes))
}

/// A text again and again, up to so many bytes.
fn repeated(text: &str, bytes: usize) -> String {
    let mut all = text.repeat(bytes / text.len().max(1) + 1);
    all.truncate(all.floor_char_boundary(bytes));
    all
}

/// Parts one after the other, up to so many bytes.
fn filled(bytes: usize, part: impl Fn(usize) -> String) -> String {
    let mut all = String::with_capacity(bytes + 64);
    (0..)
        .take_while(|&n| {
            all.push_str(&part(n));
            all.len() < bytes
        })
        .for_each(drop);
    all.truncate(all.floor_char_boundary(bytes));
    all
}

/// A word that could name somebody, another for each number.
fn name(number: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "Ba", "ren", "Do", "mi", "Ka", "lo", "Vas", "tor", "Ne", "sha", "Pe", "rin", "Gu", "del",
        "Ho", "wick",
    ];
    let (mut rest, mut word) = (number, String::new());
    loop {
        word.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
        if rest == 0 {
            break;
        }
    }
    let lower = word.to_lowercase();
    lower[..1].to_uppercase() + &lower[1..]
}
