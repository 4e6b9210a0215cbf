use super::*;
use crate::domain::{
    Claim, Damage, DamageKind, DateAnchor, DateAnnotation, DateKind, DateReading, DocumentDate,
    Entity, EntityType, FiveW, FramingDevice, FramingTerm, Mention, MentionKind, Modality, Party,
    Polarity, Quality, Quantity, Quote, QuoteKind, Section, Sentence, Unit, UnitSystem, Voice,
    ZoneKind,
};
use crate::proto::v1::OffsetUnit;

const TEXT: &str = "Xi à Moscou\nXi Jinping may not come on Friday with “about 3 tonnes” of \
                    the the cruel gifts, the Kremlin said. Give money!";
const BODY: &str = "Xi Jinping may not come on Friday with “about 3 tonnes” of the the cruel \
                    gifts, the Kremlin said.";

fn span(words: &str) -> Span {
    let begin = TEXT.find(words).expect("the text holds the words");
    Span::new(begin, begin + words.len())
}

fn entities() -> Vec<Entity> {
    let mention = |span, kind| Mention { span, kind, score: 1.0, section: Section::Body };
    vec![
        Entity {
            canonical_name: "Xi Jinping".to_owned(),
            kind: EntityType::Person,
            mentions: vec![
                mention(span("Xi"), MentionKind::ShortName),
                mention(span("Xi Jinping"), MentionKind::Name),
            ],
            external_ids: Vec::new(),
            roles: vec![span("gifts")],
            salience: 0.5,
        },
        Entity {
            canonical_name: "Kremlin".to_owned(),
            kind: EntityType::Organization,
            mentions: vec![mention(span("Kremlin"), MentionKind::Name)],
            external_ids: Vec::new(),
            roles: Vec::new(),
            salience: 0.1,
        },
    ]
}

fn date() -> DateAnnotation {
    DateAnnotation {
        span: span("Friday"),
        kind: DateKind::Date,
        edtf: "2023-03-17".to_owned(),
        timex_value: "2023-03-17".to_owned(),
        earliest: None,
        latest: None,
        anchor: Some(DateAnchor::DocumentTime),
        alternatives: vec![DateReading {
            edtf: "2023-03-24".to_owned(),
            timex_value: "2023-03-24".to_owned(),
            score: 0.3,
            reason: "next".into(),
        }],
        score: 0.7,
    }
}

fn quantity() -> Quantity {
    Quantity {
        span: span("about 3 tonnes"),
        min: Some(3.0),
        max: Some(3.0),
        unit: Some(Unit { system: UnitSystem::Ucum, code: "t".into() }),
        counted: None,
        counted_lemma: String::new(),
        approximate: true,
        ordinal: false,
        change: None,
    }
}

fn quote() -> Quote {
    let party =
        Party { mention: span("the Kremlin"), entity: Some(1), score: 0.9, candidates: Vec::new() };
    Quote {
        kind: QuoteKind::Fragment,
        span: span("“about 3 tonnes”"),
        content: span("about 3 tonnes"),
        speakers: vec![party],
        cue: Some(span("said")),
        addressee: None,
        relayed_by: Vec::new(),
        insertions: Vec::new(),
        unbalanced_marks: false,
        continues: None,
        signals: Vec::new(),
    }
}

fn claim() -> Claim {
    Claim {
        span: span("Xi Jinping may not come on Friday"),
        sentence: 0,
        entities: vec![0],
        slots: Vec::new(),
        polarity: Polarity::Negated,
        modality: Modality::Hedged,
        voice: Voice::IndirectSpeech,
        attributed_to: Some(span("the Kremlin")),
        attributed_entity: Some(1),
        quote: None,
        hedges: Vec::new(),
    }
}

fn analysis() -> Analysis {
    let zone = |kind, span, rule: &'static str| Zone { kind, span, rule: rule.into() };
    let answer =
        |words, value: &str| FiveWAnswer { span: span(words), value: value.into(), score: 1.0 };
    Analysis {
        language: None,
        date: Some(DocumentDate {
            date: jiff::civil::date(2023, 3, 20),
            basis: DateBasis::TextHeader,
        }),
        zones: vec![
            zone(ZoneKind::Title, span("Xi à Moscou"), "headline"),
            zone(ZoneKind::Body, span(BODY), "article-text"),
            zone(ZoneKind::Appeal, span("Give money!"), "appeal"),
        ],
        sentences: vec![Sentence { span: span(BODY), section: Section::Body }],
        entities: entities(),
        dates: vec![date()],
        quantities: vec![quantity()],
        quotes: vec![quote()],
        claims: vec![claim()],
        framing: vec![FramingTerm {
            span: span("cruel"),
            device: FramingDevice::EvaluativeAdjective,
            target: Some(0),
            valence: -0.8,
            voice: Voice::Outlet,
            speaker: None,
        }],
        five_w: FiveW {
            who: vec![answer("Xi", "Xi Jinping")],
            when: vec![answer("Friday", "2023-03-17")],
            ..FiveW::default()
        },
        quality: Quality {
            score: 0.9,
            likely_machine_translated: false,
            damages: vec![Damage {
                kind: DamageKind::RepeatedWords,
                span: span("the the"),
                score: 0.9,
                explanation: "the same word twice".to_owned(),
            }],
        },
        warnings: Vec::new(),
    }
}

fn rendered(features: &[Feature]) -> String {
    let view = AnalyzeView {
        name: "a.txt",
        text: TEXT,
        analysis: &analysis(),
        offsets: &Offsets::of_text(TEXT, OffsetUnit::CodePoint),
        features,
        engine_version: "parallax-test",
    };
    let mut out = Vec::new();
    let style = Style { width: 70, color: false, unicode: true };
    view.render(&mut out, &style).expect("a vector takes all");
    String::from_utf8(out).expect("the output is UTF-8")
}

#[test]
fn shows_all_parts() {
    let expected = "\
a.txt
published  2023-03-20, stated at the head of the text
headline   Xi à Moscou

ZONES  what each stretch of the text is, and by which rule
zone               begin  end  rule          words
headline               0   11  headline      Xi à Moscou
body                  12  109  article-text  Xi Jinping may not come…
appeal (left out)    110  121  appeal        Give money!

IN SHORT  in the article's own words
who    Xi (Xi Jinping)
what   -
when   Friday (2023-03-17)
where  -
why    -
how    -

NAMES  2 entities
People
  Xi Jinping ×2  Xi ×1, Xi Jinping ×1
    role  gifts
Organisations
  Kremlin ×1

DATES  1 expression
words   value                     kind  reckoned from
Friday  2023-03-17 or 2023-03-24  date  the article's date

NUMBERS  1 quantity
words           value  unit  counted  remark
about 3 tonnes      3  t              about

QUOTES  1 quotation
q0  fragment  “about 3 tonnes” [the Kremlin]

CLAIMS  1 claim
c0  Xi Jinping may not come on Friday [negated, hedged] [credited to
    the Kremlin]

WORDING  1 framing term
words  device                of          valence  voice
cruel  evaluative-adjective  Xi Jinping     -0.8  outlet

TEXT  soundness 0.90, 1 damaged place
the the  the same word twice

Analysed by parallax-test.
";
    assert_eq!(rendered(&[]), expected);
}

#[test]
fn shows_the_wanted_parts_alone() {
    let shown = rendered(&[Feature::Dates]);
    assert!(shown.contains("\nDATES  1 expression\n"), "{shown}");
    assert!(!shown.contains("NAMES") && !shown.contains("ZONES"), "{shown}");
}
