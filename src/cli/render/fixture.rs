//! Comparisons built by hand, for the tests of every form.

use super::{CompareView, Selection};
use crate::domain::{
    AgreementMatrix, ClaimCluster, ClaimStance, ClaimStatus, ComparedDocument, Comparison,
    Compatibility, Discrepancy, DiscrepancyType, DiscrepancyValue, DocumentProfile, EditOp,
    EntityComparison, EntityInDocument, EntityType, Evidence, Finding, FiveWCell, FiveWComparison,
    FiveWRow, FramingComparison, FramingDevice, FramingInDocument, FramingUse, Headline,
    MentionKind, Modality, NameForm, Omission, Overview, Phase, Quality, QuantityComparison,
    QuantityValue, Question, QuoteCluster, QuoteKind, QuoteRelation, QuoteRendering, Relation,
    ReuseKind, ReuseLink, Section, Severity, SourceRole, SourceUse, SourcingProfile, Span,
    SummaryLine, TimelineEntry, Voice, WordEdit,
};

/// A form of a name, its kind, and how often it is used.
pub(super) type FormCount<'a> = (&'a str, MentionKind, usize);

/// Articles of a sentence a line, and the comparison of them.
pub(super) struct Fixture {
    pub(super) texts: Vec<String>,
    pub(super) comparison: Comparison,
}

impl Fixture {
    pub(super) fn new(texts: &[&str]) -> Self {
        let document = |i: usize| ComparedDocument {
            key: format!("S{i}"),
            document: format!("S{i}"),
            revision: String::new(),
            source: String::new(),
            publish_time: None,
            title: None,
            voice: i,
            quality: Quality::default(),
            profile: DocumentProfile::default(),
            furniture: Vec::new(),
        };
        let size = texts.len();
        let matrix = AgreementMatrix { size, values: vec![0.25; size * size] };
        Self {
            texts: texts.iter().map(|&text| text.to_owned()).collect(),
            comparison: Comparison {
                documents: (0..size).map(document).collect(),
                overview: Overview { agreement: 0.25, matrix, ..Overview::default() },
                entities: Vec::new(),
                claims: Vec::new(),
                discrepancies: Vec::new(),
                quotes: Vec::new(),
                timeline: Vec::new(),
                numbers: Vec::new(),
                framing: Vec::new(),
                omissions: Vec::new(),
                text_reuse: Vec::new(),
                sourcing: Vec::new(),
                five_w: FiveWComparison::default(),
                headlines: Vec::new(),
                warnings: Vec::new(),
            },
        }
    }

    pub(super) fn evidence(&self, document: usize, words: &str) -> Evidence {
        let begin = self.texts[document].find(words).expect("the text holds the words");
        let span = Span::new(begin, begin + words.len());
        Evidence {
            document,
            span,
            sentence: span,
            section: Section::Body,
            voice: Voice::Outlet,
            hedges: Vec::new(),
        }
    }

    /// Adds a claim; the first wording represents it.
    pub(super) fn claim(
        mut self,
        status: ClaimStatus,
        wordings: &[(usize, Relation, &str)],
    ) -> Self {
        let silent = ClaimStance {
            relation: Relation::Silent,
            evidence: Vec::new(),
            claims: Vec::new(),
            attributed_to: None,
            attributed_entity: None,
            modality: Modality::Asserted,
            divergent_slots: Vec::new(),
            score: 0.0,
        };
        let mut stances = vec![silent; self.texts.len()];
        for &(document, relation, words) in wordings {
            stances[document].relation = relation;
            stances[document].evidence.push(self.evidence(document, words));
        }
        let representative = self.evidence(wordings[0].0, wordings[0].2);
        let overview = &mut self.comparison.overview;
        overview.claims += 1;
        match status {
            ClaimStatus::Consensus => overview.consensus += 1,
            ClaimStatus::Corroborated => overview.corroborated += 1,
            ClaimStatus::SingleSource => overview.single_source += 1,
            ClaimStatus::Disputed => overview.disputed += 1,
        }
        self.comparison.claims.push(ClaimCluster {
            representative,
            slots: Vec::new(),
            independent_support: stances.iter().filter(|stance| stance.makes()).count(),
            stances,
            status,
            discrepancies: Vec::new(),
            score: 1.0,
        });
        self
    }

    /// Adds an entity from (document, forms with counts).
    pub(super) fn entity(
        mut self,
        name: &str,
        kind: EntityType,
        there: &[(usize, &[FormCount<'_>])],
    ) -> Self {
        let form =
            |&(text, kind, count): &FormCount<'_>| NameForm { text: text.to_owned(), kind, count };
        let in_document = |&(document, forms): &(usize, &[FormCount<'_>])| {
            let here = forms.iter().filter(|(words, ..)| self.texts[document].contains(words));
            let evidence = here.take(3).map(|(words, ..)| self.evidence(document, words)).collect();
            let forms: Vec<_> = forms.iter().map(form).collect();
            let mention_count = forms.iter().map(|form| form.count).sum();
            EntityInDocument {
                document,
                mention_count,
                salience: 0.5,
                roles: Vec::new(),
                forms,
                evidence,
            }
        };
        let in_documents = there.iter().map(in_document).collect();
        self.comparison.entities.push(EntityComparison {
            canonical_name: name.to_owned(),
            kind,
            external_ids: Vec::new(),
            in_documents,
            signals: Vec::new(),
        });
        self
    }

    /// Calls with a view of it.
    pub(super) fn viewed<T>(
        &self,
        selection: &Selection,
        show: impl FnOnce(&CompareView<'_>) -> T,
    ) -> T {
        let texts: Vec<_> = self.texts.iter().map(String::as_str).collect();
        let file_names: Vec<_> = (0..texts.len()).map(|i| format!("{i}.txt")).collect();
        show(&CompareView {
            comparison: &self.comparison,
            texts: &texts,
            article_claims: &vec![&[][..]; texts.len()],
            file_names: &file_names,
            consensus_threshold: texts.len() / 2 + 1,
            selection,
            engine_version: "parallax-test",
        })
    }
}

/// One of everything, in three sources.
pub(super) fn everything() -> Fixture {
    let mut fixture = Fixture::new(&[
        "The bridge opened on Monday. Ten people came. “We are very glad,” Ann Lee said.",
        "The bridge opened on Tuesday. Twelve people came. “We are glad,” Lee said.",
        "No bridge opened. A reckless plan, critics say.",
    ])
    .claim(
        ClaimStatus::Disputed,
        &[
            (0, Relation::Supports, "The bridge opened on Monday"),
            (1, Relation::Partial, "The bridge opened on Tuesday"),
            (2, Relation::Contradicts, "No bridge opened"),
        ],
    )
    .claim(ClaimStatus::SingleSource, &[(2, Relation::Supports, "critics say")])
    .entity(
        "Ann Lee",
        EntityType::Person,
        &[(0, &[("Ann Lee", MentionKind::Name, 1)]), (1, &[("Lee", MentionKind::ShortName, 1)])],
    );
    let at = |document, words: &str| fixture.evidence(document, words);
    let value = |value: &str, document, words: &str| DiscrepancyValue {
        value: value.to_owned(),
        documents: vec![document],
        evidence: vec![at(document, words)],
        independent_support: 1,
        refines: Vec::new(),
    };
    let discrepancy = Discrepancy {
        kind: DiscrepancyType::Date,
        compatibility: Compatibility::Conflicting,
        severity: Severity::High,
        claim: Some(0),
        quote: None,
        values: vec![value("Monday", 0, "on Monday"), value("Tuesday", 1, "on Tuesday")],
        explanation: "One source says “Monday”, one “Tuesday”.".to_owned(),
        signals: Vec::new(),
        score: 0.9,
    };
    let (full, short) = (at(0, "“We are very glad,”"), at(1, "“We are glad,”"));
    let part = |document: usize, words: &str| Some(at(document, words).span);
    let keep = |base, other| WordEdit { op: EditOp::Keep, base, other };
    let edits = vec![
        keep(part(0, "We are"), part(1, "We are")),
        WordEdit { op: EditOp::Delete, base: part(0, "very"), other: None },
        keep(part(0, "glad,"), part(1, "glad,")),
    ];
    let rendering = |evidence: Evidence, edits| QuoteRendering {
        document: evidence.document,
        quote: 0,
        kind: QuoteKind::Direct,
        evidence,
        speakers: Vec::new(),
        relayed_by: Vec::new(),
        edits,
        similarity: 0.9,
        damaged: false,
    };
    let quote = QuoteCluster {
        speaker: Some(0),
        speaker_name: "Ann Lee".to_owned(),
        relation: QuoteRelation::Altered,
        renderings: vec![rendering(full, Vec::new()), rendering(short, edits)],
        fullest: 0,
        discrepancies: Vec::new(),
    };
    let event = TimelineEntry {
        edtf: "2023-03-20".to_owned(),
        earliest: None,
        latest: None,
        representative: at(0, "The bridge opened on Monday"),
        evidence: vec![at(0, "on Monday")],
        claims: vec![0],
        documents: vec![0],
        phase: Phase::Current,
        discrepancies: vec![0],
    };
    let quantity = |document, number, words: &str| QuantityValue {
        document,
        quantity: 0,
        min: Some(number),
        max: Some(number),
        approximate: false,
        evidence: at(document, words),
    };
    let number = QuantityComparison {
        subject: "people".to_owned(),
        entity: None,
        unit: None,
        values: vec![quantity(0, 10.0, "Ten people"), quantity(1, 12.0, "Twelve people")],
        conflicting: true,
        discrepancies: Vec::new(),
    };
    let term = FramingUse {
        term: "reckless".to_owned(),
        device: FramingDevice::EvaluativeAdjective,
        valence: -0.8,
        count: 1,
        voice: Voice::Outlet,
        speaker: None,
        evidence: vec![at(2, "reckless")],
    };
    let framing = FramingComparison {
        target: None,
        target_name: String::new(),
        in_documents: vec![FramingInDocument {
            document: 2,
            outlet_terms: vec![term],
            quoted_terms: Vec::new(),
            mean_valence: Some(-0.8),
        }],
        distinctive_terms: Vec::new(),
    };
    let omission = Omission {
        subject: Finding::Claim(0),
        accusation: Some(1),
        told_by: vec![0, 1],
        omitted_by: vec![2],
        could_have_known: vec![2],
        importance: 0.7,
    };
    let link = ReuseLink {
        kind: ReuseKind::SharedAgency,
        first: at(0, "The bridge opened"),
        second: at(1, "The bridge opened"),
        words: 3,
        similarity: 1.0,
        earlier: Some(1),
        signals: Vec::new(),
    };
    let profile = SourcingProfile {
        document: 2,
        uses: vec![SourceUse {
            entity: None,
            name: "critics".to_owned(),
            role: SourceRole::Other,
            anonymous: true,
            claims: 1,
            quotes: 0,
            evidence: vec![at(2, "critics")],
        }],
        anonymous_claims: 1,
        unattributed_claims: 2,
    };
    let cell = FiveWCell { document: 0, value: "Monday".to_owned(), evidence: at(0, "on Monday") };
    let row = FiveWRow { question: Question::When, cells: vec![cell], agreed: false };
    let headline = Headline {
        document: 0,
        span: at(0, "The bridge opened on Monday.").span,
        framing: Vec::new(),
        unsupported: Vec::new(),
        question: true,
    };
    let point = SummaryLine {
        text: "S0 and S1 differ on the day.".to_owned(),
        findings: vec![Finding::Discrepancy(0)],
    };
    let comparison = &mut fixture.comparison;
    comparison.claims[0].discrepancies = vec![0];
    comparison.discrepancies = vec![discrepancy];
    comparison.quotes = vec![quote];
    comparison.timeline = vec![event];
    comparison.numbers = vec![number];
    comparison.framing = vec![framing];
    comparison.omissions = vec![omission];
    comparison.text_reuse = vec![link];
    comparison.sourcing = vec![profile];
    comparison.five_w = FiveWComparison { rows: vec![row] };
    comparison.headlines = vec![headline];
    comparison.overview.key_points = vec![point];
    fixture
}
