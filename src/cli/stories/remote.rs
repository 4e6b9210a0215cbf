//! Stories of a running server.

use std::{io::Write, path::Path};

use anyhow::Context as _;
use jiff::Timestamp;

use super::StoriesArgs;
use crate::{
    cli::{
        failure::Failure,
        ingest::inputs::{Inputs, Settings},
        json::{JsonWriter, Layout},
        render::stories::{self, Member, Row},
    },
    client::{Client, ClientError},
    proto::v1,
};

/// Most entries that are asked for at a time.
const PAGE: usize = 1000;

/// Asks the server and prints its answer.
pub(super) fn run(
    args: &StoriesArgs,
    story: Option<&str>,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    runtime.block_on(async {
        let client = args.connect.client(&args.server)?.connect().await.map_err(failure)?;
        match (story, &args.matched) {
            (Some(name), _) => one(args, &client, name, out).await,
            (None, Some(file)) => matched(args, &client, file, out).await,
            (None, None) => list(args, &client, out).await,
        }
    })
}

async fn list(args: &StoriesArgs, client: &Client, out: &mut impl Write) -> Result<(), Failure> {
    let mut request = v1::ListStoriesRequest {
        filter: args.filter.clone(),
        order_by: args.order_by.clone(),
        ..v1::ListStoriesRequest::default()
    };
    let (mut found, mut left) = (Vec::new(), args.most());
    let more = loop {
        request.page_size = i32::try_from(left.min(PAGE)).unwrap_or(i32::MAX);
        let page = client.list_stories(request.clone()).await.map_err(failure)?;
        left = left.saturating_sub(page.stories.len());
        found.extend(page.stories);
        if page.next_page_token.is_empty() || left == 0 {
            break !page.next_page_token.is_empty();
        }
        request.page_token = page.next_page_token;
    };
    if args.json {
        let json = JsonWriter::new(Layout::Line)?;
        return found.iter().try_for_each(|story| json.write("Story", story, out));
    }
    let rows: Vec<Row> = found.iter().map(row).collect();
    Ok(stories::list(&rows, more, out, &args.look.style())?)
}

async fn one(
    args: &StoriesArgs,
    client: &Client,
    name: &str,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let request = v1::GetStoryRequest { name: name.to_owned() };
    let answer = client.get_story(request).await.map_err(failure)?;
    if args.json {
        return JsonWriter::new(Layout::Line)?.write("GetStoryResponse", &answer, out);
    }
    let story = answer.story.unwrap_or_default();
    let mut pages = client.documents(v1::ListDocumentsRequest {
        filter: format!("stories:{}", story.name),
        order_by: "publish_time".to_owned(),
        ..v1::ListDocumentsRequest::default()
    });
    let mut members = Vec::new();
    while members.len() < args.most()
        && let Some(document) = pages.next().await.map_err(failure)?
    {
        members.push(member(document, &story.name));
    }
    let steps: Vec<_> = answer.history.iter().map(step).collect();
    Ok(stories::one(&row(&story), &members, &steps, out, &args.look.style())?)
}

async fn matched(
    args: &StoriesArgs,
    client: &Client,
    file: &Path,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let settings = Settings { max_bytes: args.max_bytes as usize, format: None };
    let mut records = Inputs::new(vec![file.to_owned()], settings);
    let record = records.next().ok_or_else(|| Failure::input("--match: there is no text"))?;
    let article = record
        .article
        .map_err(|error| Failure::input(format!("--match: {}: {error}", record.origin)))?;
    if records.next().is_some() {
        return Err(Failure::input("--match: takes one article, and there are several"));
    }
    let mut metadata = article.metadata;
    if let Some(time) = args.publish_time {
        let (seconds, nanos) = (time.as_second(), time.subsec_nanosecond());
        metadata.publish_time = Some(prost_types::Timestamp { seconds, nanos });
    }
    let request = v1::MatchStoriesRequest {
        article: Some(article.content),
        metadata: Some(metadata),
        max_candidates: i32::try_from(args.most()).unwrap_or(i32::MAX),
        skip_cleaning: false,
    };
    let answer = client.match_stories(request).await.map_err(failure)?;
    if args.json {
        let json = JsonWriter::new(Layout::Line)?;
        let mut candidates = answer.candidates.iter();
        return candidates.try_for_each(|found| json.write("StoryCandidate", found, out));
    }
    let candidates: Vec<_> = answer.candidates.iter().map(candidate).collect();
    Ok(stories::candidates(&candidates, out, &args.look.style())?)
}

fn candidate(candidate: &v1::StoryCandidate) -> stories::Candidate {
    let reason = |signal: &v1::Signal| format!("{}: {}", signal.id, signal.detail);
    stories::Candidate {
        row: row(&candidate.story.clone().unwrap_or_default()),
        score: candidate.score,
        would_join: candidate.would_join,
        reasons: candidate.signals.iter().map(reason).collect(),
    }
}

fn row(story: &v1::Story) -> Row {
    Row {
        name: story.name.clone(),
        title: story.title.clone(),
        articles: story.document_count.unsigned_abs(),
        sources: story.source_count.unsigned_abs(),
        first: story.first_publish_time.and_then(day),
        last: story.last_publish_time.and_then(day),
    }
}

fn member(document: v1::Document, story: &str) -> Member {
    let place = document.stories.iter().find(|place| place.story == story);
    let metadata = document.metadata.unwrap_or_default();
    Member {
        name: document.name,
        source: metadata.source,
        title: metadata.title,
        day: metadata.publish_time.and_then(day),
        score: place.map_or(0.0, |place| place.score),
        pinned: place.is_some_and(|place| place.pinned),
    }
}

fn step(step: &v1::StoryStep) -> String {
    use v1::story_step::Kind;
    let time = step.time.and_then(|time| Timestamp::new(time.seconds, time.nanos).ok());
    let time = time.map(|time| format!("{time:.0}  ")).unwrap_or_default();
    let document =
        if step.document.is_empty() { "a removed document" } else { step.document.as_str() };
    let other =
        if step.other_story.is_empty() { "another story" } else { step.other_story.as_str() };
    let told = match step.kind() {
        Kind::Unspecified => String::new(),
        Kind::Founded => format!("{document} founded it"),
        Kind::Joined => format!("{document} joined"),
        Kind::Left => format!("{document} left"),
        Kind::Absorbed => format!("{other} went into it"),
        Kind::Merged => format!("went into {other}"),
        Kind::Divided => format!("articles left and founded {other}"),
        Kind::SplitOff => format!("founded by articles of {other}"),
    };
    let by = if step.by_hand { "by hand".to_owned() } else { format!("score {:.2}", step.score) };
    format!("{time}{told}, {by}")
}

fn day(time: prost_types::Timestamp) -> Option<jiff::civil::Date> {
    let time = Timestamp::new(time.seconds, time.nanos).ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// What the caller asked for wrongly is the caller's fault, all else is not.
fn failure(error: ClientError) -> Failure {
    match error.code_name().as_str() {
        "INVALID_ARGUMENT" | "NOT_FOUND" => Failure::input(error.to_string()),
        _ => Failure::Internal(anyhow::Error::new(error)),
    }
}
