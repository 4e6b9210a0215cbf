#![no_main]
//! Any bytes as an article.

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use parallax::{
    domain::{Analysis, Article, ArticleText, FiveW, Metadata, Span},
    pipeline::{self, Options},
};
use parallax_nlp::Engine;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().unwrap());

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = String::from_utf8(bytes.to_vec()) else { return };
    let Ok(text) = ArticleText::from_text(text, 1 << 20) else { return };
    // A date, so that expressions of time are resolved.
    let publish_time = "2023-03-20T00:00:00Z".parse().ok();
    let article = Article::plain(text, Metadata { publish_time, ..Metadata::default() });
    let options = Options::default();
    let Ok(annotated) = pipeline::analyze(&ENGINE, &article, &options, &|| false) else { return };
    let text = article.text.as_str();
    let mut end = 0;
    for zone in &annotated.analysis.zones {
        assert_eq!(zone.span.begin, end);
        end = zone.span.end;
    }
    assert_eq!(end, text.len());
    for span in spans(&annotated.analysis) {
        assert!(text.get(span.begin..span.end).is_some(), "{span:?}");
    }
});

/// Every span of an analysis but those of zones.
fn spans(analysis: &Analysis) -> Vec<Span> {
    let mut spans: Vec<Span> = analysis.sentences.iter().map(|sentence| sentence.span).collect();
    for entity in &analysis.entities {
        spans.extend(entity.mentions.iter().map(|mention| mention.span));
        spans.extend(&entity.roles);
    }
    spans.extend(analysis.dates.iter().map(|date| date.span));
    spans.extend(analysis.quantities.iter().flat_map(|q| [Some(q.span), q.counted]).flatten());
    for quote in &analysis.quotes {
        spans.extend([quote.span, quote.content]);
        spans.extend(quote.cue);
        let parties = quote.speakers.iter().chain(&quote.addressee).chain(&quote.relayed_by);
        spans.extend(parties.map(|party| party.mention));
        spans.extend(&quote.insertions);
    }
    for claim in &analysis.claims {
        spans.push(claim.span);
        spans.extend(claim.slots.iter().map(|slot| slot.span));
        spans.extend(claim.hedges.iter().chain(&claim.attributed_to));
    }
    spans.extend(analysis.framing.iter().map(|term| term.span));
    spans.extend(analysis.quality.damages.iter().map(|damage| damage.span));
    let FiveW { who, what, when, place, why, how } = &analysis.five_w;
    spans
        .extend([who, what, when, place, why, how].into_iter().flatten().map(|answer| answer.span));
    spans
}
