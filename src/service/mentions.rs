//! Where entities of the corpus are named.

use super::{Service, ServiceError, StopFlag, library::decoded, submission::reread};
use crate::{
    domain::{
        Analysis, Article, EntityId, Evidence, FieldKind, FieldRule, FieldTest, FieldValue, Filter,
        Mention, MentionKind, Section, Span,
    },
    pipeline::corpus::mention_evidence,
    store::{EntityPlace, ListKey, PageTokens, StoredDocument},
};

/// Documents that are read together, and at most for one page of mentions.
const DOCUMENTS: (usize, usize) = (8, 256);

/// What mentions can be filtered by.
pub const MENTION_FIELDS: &[FieldRule] = &[
    FieldRule {
        name: "kind",
        kind: FieldKind::Word(&[
            "NAME",
            "SHORT_NAME",
            "ABBREVIATION",
            "NOMINAL",
            "PRONOUN",
            "METONYM",
            "MISSPELLING",
            "DEMONYM",
        ]),
    },
    FieldRule { name: "section", kind: FieldKind::Word(&["TITLE", "BODY", "DATELINE"]) },
    FieldRule { name: "text", kind: FieldKind::Text },
    FieldRule { name: "source", kind: FieldKind::Text },
    FieldRule { name: "document", kind: FieldKind::Names },
];

/// Asks for a page of mentions.
#[derive(Clone, Debug)]
pub struct MentionQuery {
    /// Of which entity.
    pub entity: EntityId,
    /// Which, over [`MENTION_FIELDS`].
    pub filter: Filter<FieldTest>,
    /// Most mentions; at least 1.
    pub size: usize,
    /// Token of the page before; empty = first page.
    pub token: String,
}

/// A mention of an entity of the corpus.
#[derive(Debug)]
pub struct FoundMention<'a> {
    /// The document, without content.
    pub document: &'a StoredDocument,
    /// Its article.
    pub article: &'a Article,
    /// What was found in it.
    pub analysis: &'a Analysis,
    /// The mention.
    pub mention: &'a Mention,
    /// Where it stands.
    pub evidence: Evidence,
}

impl Service {
    /// A page of the mentions of an entity, in order of arrival and of the text, and the token of
    /// the next page. A page may hold fewer than asked for where a filter lets few pass. `render`
    /// turns each into what the caller wants; it runs on the pool.
    pub async fn mentions<T, F>(
        &self,
        query: MentionQuery,
        render: F,
    ) -> Result<(Vec<T>, String), ServiceError>
    where
        T: Send + 'static,
        F: Fn(FoundMention<'_>) -> T + Clone + Send + 'static,
    {
        let mut entity = self.entity(&query.entity).await?;
        // Its successor has what one had that was merged away.
        if let Some(successor) = &entity.merged_into {
            entity = self.entity(successor).await?;
        }
        // A token that somebody makes up finds what a later page would have found.
        let tokens = PageTokens::new(Vec::new());
        let key = ListKey::new("mentions", &format!("{} {:?}", query.entity, query.filter));
        let mut position = match tokens.decode(key, &query.token)? {
            Some(bytes) => Position::from_bytes(&bytes).ok_or(ServiceError::PageToken)?,
            None => Position::default(),
        };
        let admission = self.admit_to_page().await?;
        let mut found: Vec<T> = Vec::new();
        let mut looked_at = 0;
        while looked_at < DOCUMENTS.1 {
            let places =
                self.store.entity_places(entity.number, position.before(), DOCUMENTS.0).await?;
            if places.is_empty() {
                return Ok((found, String::new()));
            }
            for place in places {
                looked_at += 1;
                let at = (place.document.seq, place.place);
                let first =
                    if at == (position.document, position.place) { position.next } else { 0 };
                let recorded = self.recorded_analysis(&place.document).await?;
                let page = PagePart { first, most: query.size - found.len() };
                let (filter, render) = (query.filter.clone(), render.clone());
                let job = move |_: &StopFlag| read_mentions(place, recorded, page, &filter, render);
                let (part, next) = admission.run(job).await??;
                found.extend(part);
                position = match next {
                    Some(next) => Position { document: at.0, place: at.1, next },
                    None => Position { document: at.0, place: at.1.saturating_add(1), next: 0 },
                };
                if found.len() >= query.size {
                    return Ok((found, tokens.encode(key, &position.to_bytes())));
                }
            }
        }
        Ok((found, tokens.encode(key, &position.to_bytes())))
    }
}

/// Where the next page of mentions begins.
#[derive(Clone, Copy, Debug, Default)]
struct Position {
    document: i64,
    place: u32,
    /// Mention of the place.
    next: u32,
}

impl Position {
    /// The last place that it is behind.
    fn before(self) -> (i64, u32) {
        match self.place.checked_sub(1) {
            Some(place) => (self.document, place),
            None => (self.document.saturating_sub(1), u32::MAX),
        }
    }

    fn to_bytes(self) -> Vec<u8> {
        let mut bytes = self.document.to_be_bytes().to_vec();
        bytes.extend(self.place.to_be_bytes());
        bytes.extend(self.next.to_be_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (document, rest) = bytes.split_first_chunk::<8>()?;
        let (place, rest) = rest.split_first_chunk::<4>()?;
        Some(Self {
            document: i64::from_be_bytes(*document),
            place: u32::from_be_bytes(*place),
            next: u32::from_be_bytes(rest.try_into().ok()?),
        })
    }
}

/// Which mentions of a place a page takes.
#[derive(Clone, Copy)]
struct PagePart {
    first: u32,
    most: usize,
}

/// Mentions of one place, and the first one that is left for the next page.
fn read_mentions<T>(
    place: EntityPlace,
    recorded: Option<Vec<u8>>,
    page: PagePart,
    filter: &Filter<FieldTest>,
    render: impl Fn(FoundMention<'_>) -> T,
) -> Result<(Vec<T>, Option<u32>), ServiceError> {
    let EntityPlace { document, place } = place;
    // One that is analysed anew right now is passed over.
    let Some(analysis) = recorded.as_deref().and_then(decoded) else {
        return Ok((Vec::new(), None));
    };
    let mut basic = document.clone();
    (basic.content, basic.search) = (None, None);
    let article = reread(document)?.article;
    let text = article.text.as_str();
    let entity = usize::try_from(place).ok().and_then(|place| analysis.entities.get(place));
    let mentions = entity.map_or(&[][..], |entity| &entity.mentions);
    let spans: Vec<Span> = mentions.iter().map(|mention| mention.span).collect();
    let evidence = mention_evidence(&analysis, text, &spans);
    let mut found = Vec::new();
    for (index, (mention, evidence)) in (0..).zip(mentions.iter().zip(evidence)) {
        if index < page.first || !passes(filter, mention, &basic, text) {
            continue;
        }
        if found.len() == page.most {
            return Ok((found, Some(index)));
        }
        let (document, article, analysis) = (&basic, &article, &analysis);
        found.push(render(FoundMention { document, article, analysis, mention, evidence }));
    }
    Ok((found, None))
}

fn passes(
    filter: &Filter<FieldTest>,
    mention: &Mention,
    document: &StoredDocument,
    text: &str,
) -> bool {
    let name = document.id.name();
    let value = |field: &str| match field {
        "kind" => kind(mention.kind),
        "section" => match mention.section {
            Section::Title => "TITLE",
            Section::Body => "BODY",
            Section::Dateline => "DATELINE",
        },
        "text" => mention.span.of(text),
        "source" => document.metadata.source.as_str(),
        "document" => name.as_str(),
        _ => "",
    };
    filter.passes(&|test| test.passes(&FieldValue::Texts(vec![value(test.field.name)])))
}

fn kind(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Name => "NAME",
        MentionKind::ShortName => "SHORT_NAME",
        MentionKind::Abbreviation => "ABBREVIATION",
        MentionKind::Nominal => "NOMINAL",
        MentionKind::Pronoun => "PRONOUN",
        MentionKind::Metonym => "METONYM",
        MentionKind::Misspelling => "MISSPELLING",
        MentionKind::Demonym => "DEMONYM",
    }
}
