//! `parallax extract`.

use std::{io::Write, path::PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    articles::Offsets,
    failure::Failure,
    input::{self, InputName},
    output::Format,
    time,
};
use crate::{
    domain::{Article, ArticleError, MediaType, Metadata, Span, StatedTime, Zone, ZoneKind},
    pipeline::article::{self, Content},
    transport::convert,
};

const EXAMPLES: &str = "\
Examples:
  parallax extract page.html
  parallax extract --format json --url https://times.example/2023/bridge page.html
  curl -s https://times.example/2023/bridge | parallax extract -
  parallax extract --format json pages/*.html | jq -r '[.published, .title] | @tsv'";

/// Print the clean article alone, taken out of HTML pages or plain text.
///
/// With --format text the body is printed, its paragraphs separated by blank lines; with
/// several files a line `==> FILE <==` stands before each. With --format json one object a
/// line tells the title, authors, dates, outlet, address and language as well, and what each
/// stretch of the submitted text is. HTML is told from text by how it begins; bytes may be in
/// any charset. A file that holds no article is named, and the others are printed.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct ExtractArgs {
    /// Pages or plain texts; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Form of the output: the body alone, or one JSON object a line.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Address of the page, for one file: it tells outlet and date where the page does not.
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// When the files were fetched, as a date or an RFC 3339 time: no later date is believed.
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    fetch_time: Option<Timestamp>,

    /// Keep all visible text.
    #[arg(long)]
    no_clean: bool,

    /// Unit of the positions of zones in the submitted text.
    #[arg(long, value_enum, default_value_t = Offsets::CodePoint, value_name = "UNIT")]
    offsets: Offsets,

    /// Largest file to accept, in bytes.
    #[arg(long, default_value_t = 4_194_304, value_name = "N",
          value_parser = clap::value_parser!(u32).range(1..=i64::from(i32::MAX)))]
    max_bytes: u32,
}

/// An article and what it was submitted as.
struct Extracted {
    article: Article,
    zones: Vec<Zone>,
    charset: &'static str,
    media: MediaType,
}

/// Prints the article of every file; fails in the end when one held none.
pub(super) fn run(args: &ExtractArgs, out: &mut impl Write) -> Result<(), Failure> {
    let names = input::names(&args.files)?;
    if args.url.is_some() && names.len() > 1 {
        return Err(Failure::input("--url is the address of one file, not of several"));
    }
    let mut faults = Vec::new();
    for (index, name) in names.iter().enumerate() {
        match extract(name, args) {
            Ok(extracted) => match args.format {
                Format::Text => text(&extracted, name, names.len() > 1, index > 0, out)?,
                Format::Json => writeln!(out, "{}", object(&extracted, name, args))?,
            },
            Err(reason) => faults.push(format!("{}: {reason}", name.label())),
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Input(faults)) }
}

fn extract(name: &InputName, args: &ExtractArgs) -> Result<Extracted, String> {
    let bytes = input::bytes(name, args.max_bytes as usize)?;
    let content = Content::Raw { bytes, charset: None, mime_type: None };
    let url = args.url.clone().unwrap_or_default();
    let metadata = Metadata { url, fetch_time: args.fetch_time, ..Metadata::default() };
    let reason = |error: ArticleError| match error {
        ArticleError::NotArticle => format!("{error}; --no-clean takes it as it is"),
        other => other.to_string(),
    };
    let decoded = article::decode(content).map_err(reason)?;
    let (charset, media) = (decoded.charset, decoded.media);
    let article = article::read(decoded, metadata, !args.no_clean, usize::MAX).map_err(reason)?;
    let text = article.text.as_str();
    let zones = article::zones_in(&article, args.no_clean);
    if !article::has_article(&zones, text) {
        return Err(reason(ArticleError::NotArticle));
    }
    Ok(Extracted { article, zones, charset, media })
}

fn text(
    extracted: &Extracted,
    name: &InputName,
    headed: bool,
    follows: bool,
    out: &mut impl Write,
) -> Result<(), Failure> {
    if follows {
        writeln!(out)?;
    }
    if headed {
        writeln!(out, "==> {} <==", name.path.display())?;
    }
    writeln!(out, "{}", body(extracted))?;
    Ok(())
}

/// The article without its headline: of a page what was taken out of it, of plain text the
/// zones of the body.
fn body(extracted: &Extracted) -> String {
    let text = extracted.article.text.as_str();
    if let Some(page) = &extracted.article.page {
        let titled = page.zones.iter().any(|zone| zone.kind == ZoneKind::Title);
        let begin = text.find("\n\n").filter(|_| titled).map_or(0, |at| at + 2);
        let whole = if titled && begin == 0 { "" } else { &text[begin..] };
        return whole.to_owned();
    }
    let of_body = |zone: &&Zone| matches!(zone.kind, ZoneKind::Body | ZoneKind::Dateline);
    let mut body = String::new();
    let mut end = None;
    for zone in extracted.zones.iter().filter(of_body) {
        let words = zone.span.trimmed(text).of(text);
        if words.is_empty() {
            continue;
        }
        if !body.is_empty() {
            // A dateline and the sentence behind it stay on one line.
            let joined = end == Some(zone.span.begin) && !text[..zone.span.begin].ends_with('\n');
            body.push_str(if joined { " " } else { "\n\n" });
        }
        body.push_str(words);
        end = Some(zone.span.end);
    }
    body
}

fn object(extracted: &Extracted, name: &InputName, args: &ExtractArgs) -> Value {
    let Extracted { article, zones, charset, media } = extracted;
    let known = article::known(article, zones, args.fetch_time);
    let metadata = &known.metadata;
    let stated = article.page.as_ref().map(|page| &page.stated);
    let published = metadata.publish_time.map(|time| {
        stated_as(time, stated.map(|stated| stated.published.as_slice()).unwrap_or_default())
    });
    let modified = metadata.modify_time.map(|time| {
        stated_as(time, stated.map(|stated| stated.modified.as_slice()).unwrap_or_default())
    });
    let submitted = article.submitted();
    let offsets = convert::Offsets::of_text(submitted, args.offsets.unit());
    let all = article.page.as_ref().map_or_else(|| zones.clone(), |page| page.zones_with(zones));
    let zones: Vec<Value> = all.iter().map(|zone| zone_object(zone, &offsets)).collect();
    json!({
        "file": name.path.display().to_string(),
        "title": optional(&metadata.title),
        "authors": metadata.authors,
        "published": published,
        "published_basis": known.publish_basis.map(|basis| snake_case(&format!("{basis:?}"))),
        "modified": modified,
        "date": known.date.map(|date| date.date.to_string()),
        "source": optional(&metadata.source),
        "outlet": optional(&metadata.source_display_name),
        "url": optional(&metadata.url),
        "canonical_url": optional(&metadata.canonical_url),
        "language": known.language.map(|language| language.code),
        "media": match media { MediaType::Html => "html", MediaType::Text => "text" },
        "charset": charset,
        "body": body(extracted),
        "zones": zones,
    })
}

fn optional(value: &str) -> Option<&str> {
    Some(value).filter(|value| !value.is_empty())
}

/// A time as RFC 3339 in the offset in which the page states it; a day alone as a date.
fn stated_as(time: Timestamp, stated: &[StatedTime]) -> String {
    let offset = stated.iter().find(|stated| stated.time == time).map(|stated| stated.offset);
    let utc = time.to_string();
    match (offset, utc.strip_suffix("T00:00:00Z")) {
        (Some(offset), _) if offset.seconds() != 0 => time.display_with_offset(offset).to_string(),
        (_, Some(day)) => day.to_owned(),
        _ => utc,
    }
}

fn zone_object(zone: &Zone, offsets: &convert::Offsets<'_>) -> Value {
    let Span { begin, end } = zone.span;
    json!({
        "kind": snake_case(&format!("{:?}", zone.kind)),
        "rule": zone.rule,
        "begin": offsets.position(begin),
        "end": offsets.position(end),
    })
}

/// `RelatedStories` as `related_stories`.
fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
