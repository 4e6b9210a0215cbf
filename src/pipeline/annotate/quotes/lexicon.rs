//! Words that report what somebody says, thinks or wants, and what of their sentence is reported.

use parallax_nlp::Doc;

/// What of its sentence a cue reports: a set of flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Frame(u8);

impl Frame {
    /// None: not a cue.
    pub(super) const NONE: Self = Self(0);
    /// A clause: "said (that) it rained", "asked whether".
    pub(super) const CLAUSE: Self = Self(1);
    /// An infinitive: "vowed to stay".
    pub(super) const INFINITIVE: Self = Self(2);
    /// The object: "announced a deal".
    pub(super) const OBJECT: Self = Self(4);
    /// The object with what is said of it: "called it a mistake", "accused them of lying".
    pub(super) const VERDICT: Self = Self(8);
    /// Words after a preposition: "spoke about the deal", "called for calm".
    pub(super) const TOPIC: Self = Self(16);
    /// It can introduce quoted words as "said" does.
    pub(super) const SPEECH: Self = Self(32);

    /// Quoted words that are what somebody says.
    pub(super) const QUOTING: Self = Self(1 | 32);

    /// Quoted words that are what somebody says of something.
    pub(super) const JUDGING: Self = Self(8 | 32);

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The other flags.
    pub(super) fn but(self, flags: Self) -> Self {
        Self(self.0 & !flags.0)
    }

    /// Whether it has all of the flags.
    pub(super) fn has_all(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
    }

    /// Whether it has one of the flags.
    pub(super) fn has(self, flags: Self) -> bool {
        self.0 & flags.0 != 0
    }
}

const C: Frame = Frame::CLAUSE;
const I: Frame = Frame::INFINITIVE;
const O: Frame = Frame::OBJECT;
const V: Frame = Frame::VERDICT;
const T: Frame = Frame::TOPIC;
const S: Frame = Frame::SPEECH;
const SC: Frame = S.or(C);
const SI: Frame = S.or(I);
const SO: Frame = S.or(O);
const SV: Frame = S.or(V);
const ST: Frame = S.or(T);
const SCI: Frame = SC.or(I);
const SCO: Frame = SC.or(O);
const SCT: Frame = SC.or(T);
const CI: Frame = C.or(I);

/// Verbs by lemma, sorted by bytes.
#[rustfmt::skip]
static VERBS: [(&str, Frame); 246] = [
    ("accuse", SV), ("acknowledge", SCO), ("add", SC), ("admit", SC), ("affirm", SC),
    ("agree", SCI.or(T)), ("aim", I), ("allege", SC), ("announce", SCO), ("answer", SC),
    ("anticipate", C), ("applaud", SO), ("argue", SC), ("ask", SCI.or(T)), ("assert", SC),
    ("assume", C), ("assure", SC), ("attest", SC), ("bark", SC), ("beg", SCI), ("believe", C),
    ("bellow", SC), ("bemoan", SC), ("blame", SV.or(O)), ("blast", SO), ("boast", SCT),
    ("brag", ST), ("brand", SV), ("call", SV.or(T)), ("cast", V), ("caution", SC), ("chant", SCO),
    ("characterise", SV), ("characterize", SV), ("charge", V), ("cite", SCO), ("claim", SC),
    ("clarify", SC), ("comment", SCT), ("compare", SV), ("complain", SCT), ("concede", SC),
    ("conclude", SC), ("condemn", SO), ("confess", SC), ("confirm", SC), ("conjecture", SC),
    ("consider", V.or(C)), ("contend", SC), ("continue", SC), ("convince", C), ("counter", SC),
    ("crack", SC), ("criticise", SO), ("criticize", SO), ("crow", SC), ("cry", SC), ("deadpan", SC),
    ("decide", CI), ("declare", SCO.or(V)), ("decline", SI), ("decry", SO), ("deem", SV),
    ("demand", SCI.or(O)), ("demonstrate", C), ("denounce", SO), ("deny", SCO), ("depict", SV),
    ("describe", SCO.or(V)), ("desire", I), ("detail", SO), ("determine", C), ("disclose", SC),
    ("discuss", SO), ("dismiss", SO), ("dispute", C), ("doubt", C), ("dub", SV), ("echo", SC),
    ("elaborate", SC), ("email", SC), ("emphasise", SCO), ("emphasize", SCO), ("encourage", SI),
    ("envision", C), ("estimate", SC), ("exclaim", SC), ("expect", CI), ("explain", SC),
    ("express", SO), ("fear", C), ("feel", C), ("figure", C), ("find", C), ("forecast", SC),
    ("foresee", C), ("frame", V), ("fume", SC), ("gripe", SC), ("grumble", SC), ("guess", C),
    ("gush", SC), ("highlight", SO), ("hint", SC), ("hope", CI), ("identify", V), ("imagine", C),
    ("implore", SI), ("imply", C), ("indicate", C), ("inform", SC), ("inquire", SC), ("insist", SC),
    ("instruct", SC), ("intend", I), ("interject", SC), ("intone", SC), ("joke", SCT), ("judge", C),
    ("know", C), ("label", SV), ("lament", SCO), ("learn", C), ("lecture", SC), ("liken", SV),
    ("list", SO), ("maintain", SC), ("mention", SCO), ("mock", SO), ("muse", SC), ("mutter", SC),
    ("note", SC), ("notice", C), ("observe", SC), ("offer", SI), ("opine", SC), ("outline", SO),
    ("paint", V), ("persuade", C), ("plan", I), ("plead", SC), ("pledge", SCI), ("point", SCT),
    ("portray", SV), ("post", SC), ("praise", SO), ("preach", SC), ("predict", SC),
    ("prefer", I.or(O)), ("proclaim", SC), ("project", SC), ("promise", SCI),
    ("propose", SCI.or(O)), ("protest", SC), ("prove", C), ("purport", SC), ("push", ST),
    ("query", SC), ("question", SCO), ("quip", SC), ("quote", SO), ("rail", ST), ("read", SC),
    ("reaffirm", SC), ("realise", C), ("realize", C), ("reason", SC), ("reassure", C),
    ("rebut", SO), ("recall", SCO), ("recite", SC), ("reckon", C), ("recognise", C),
    ("recognize", C), ("recommend", SCO), ("recount", SC), ("refer", ST), ("reference", SO),
    ("refuse", SI), ("refute", SO), ("regard", V), ("regret", C), ("reiterate", SCO),
    ("reject", SO), ("remark", SC), ("remember", C), ("remind", SC), ("repeat", SC), ("reply", SC),
    ("report", SCO), ("respond", SCT), ("retort", SC), ("retweet", SO), ("reveal", SCO),
    ("ridicule", SO), ("roar", SC), ("rule", SC), ("say", SC), ("scoff", SC), ("scream", SC),
    ("see", V), ("seek", I), ("shout", SC), ("show", C), ("signal", C), ("sing", SC), ("slam", SO),
    ("snap", SC), ("sneer", SC), ("speak", ST), ("speculate", SC), ("state", SC), ("stipulate", SC),
    ("stress", SC), ("suggest", SCO), ("surmise", SC), ("suspect", C), ("swear", SC), ("talk", ST),
    ("tell", SC), ("testify", SC), ("text", SC), ("theorize", SC), ("think", C), ("threaten", SI),
    ("thunder", SC), ("tout", SCO), ("tweet", SC), ("underline", SC), ("underscore", SC),
    ("understand", C), ("urge", SCI), ("venture", SC), ("view", V), ("voice", SO), ("vow", SCI),
    ("want", I), ("warn", SC), ("welcome", SO), ("whine", SC), ("whisper", SC), ("wish", CI),
    ("wonder", SC), ("worry", C), ("write", SC), ("yell", SC),
];

/// What a verb reports; [`Frame::NONE`] for one that is no cue.
pub(super) fn verb(doc: &Doc, token: usize) -> Frame {
    let lemma = match doc.lemma(token) {
        // "hoped" and "hoping" are read as forms of "hop".
        "hop" if doc.norm(token).starts_with("hope") || doc.norm(token) == "hoping" => "hope",
        lemma => lemma,
    };
    match VERBS.binary_search_by(|(word, _)| (*word).cmp(lemma)) {
        Ok(found) => VERBS[found].1,
        Err(_) => Frame::NONE,
    }
}

/// Nouns for something said or thought, of which a clause tells what: "the claim that".
#[rustfmt::skip]
static NOUNS: [&str; 60] = [
    "accusation", "admission", "allegation", "announcement", "argument", "assertion", "assessment",
    "assumption", "assurance", "belief", "charge", "claim", "comment", "commitment", "complaint",
    "concern", "conclusion", "confidence", "confirmation", "contention", "conviction", "criticism",
    "decision", "declaration", "denial", "doubt", "expectation", "fear", "forecast", "hint",
    "hope", "hypothesis", "impression", "insistence", "message", "notion", "opinion", "plan",
    "pledge", "position", "prediction", "promise", "proposal", "reassurance", "refusal", "remark",
    "report", "request", "rumor", "rumour", "speculation", "statement", "suggestion", "suspicion",
    "testimony", "theory", "threat", "view", "vow", "warning",
];

/// Whether a noun names something said or thought.
pub(super) fn is_noun(lemma: &str) -> bool {
    NOUNS.binary_search(&lemma).is_ok()
}

/// Adjectives for a state of mind, of which a clause tells what: "confident that".
#[rustfmt::skip]
static ADJECTIVES: [&str; 26] = [
    "adamant", "afraid", "alarmed", "angry", "aware", "certain", "concerned", "confident",
    "convinced", "disappointed", "doubtful", "eager", "fearful", "glad", "grateful", "hopeful",
    "optimistic", "pessimistic", "reluctant", "sceptical", "skeptical", "sorry", "sure",
    "surprised", "unwilling", "worried",
];

/// Whether an adjective names a state of mind.
pub(super) fn is_adjective(lemma: &str) -> bool {
    ADJECTIVES.binary_search(&lemma).is_ok()
}

/// Things with words in them, which speak for who issued them: "the statement said".
#[rustfmt::skip]
static DOCUMENTS: [&str; 32] = [
    "ad", "address", "advertisement", "announcement", "article", "biography", "blog", "book",
    "brief", "bulletin", "communique", "document", "editorial", "email", "filing", "interview",
    "letter", "memo", "memorandum", "message", "note", "notice", "post", "press", "release",
    "remark", "report", "speech", "statement", "transcript", "tweet", "website",
];

/// Whether a noun is a thing with words in it.
pub(super) fn is_document(lemma: &str) -> bool {
    DOCUMENTS.binary_search(&lemma).is_ok()
}

/// Bodies that speak for the name before them: "the Kremlin's press service".
#[rustfmt::skip]
static MOUTHPIECES: [&str; 14] = [
    "administration", "agency", "bureau", "cabinet", "campaign", "department", "government",
    "leadership", "ministry", "newsroom", "office", "secretariat", "service", "team",
];

/// Whether a noun is a body that speaks for the name before it.
pub(super) fn is_mouthpiece(lemma: &str) -> bool {
    MOUTHPIECES.binary_search(&lemma).is_ok()
}

/// Words that introduce the title of a work.
#[rustfmt::skip]
static WORKS: [&str; 36] = [
    "album", "anthem", "article", "blog", "book", "column", "comedy", "documentary", "drama",
    "episode", "essay", "exhibition", "film", "headline", "memoir", "movie", "musical", "novel",
    "opera", "painting", "paper", "play", "podcast", "poem", "program", "programme", "report",
    "sequel", "series", "show", "single", "sitcom", "song", "speech", "thriller", "track",
];

/// Whether a noun is a kind of work that has a title.
pub(super) fn is_work(lemma: &str) -> bool {
    WORKS.binary_search(&lemma).is_ok()
}

/// Words by which newsrooms and agencies are known, in lower case.
#[rustfmt::skip]
static NEWSROOMS: [&str; 57] = [
    "abc", "afp", "agence", "agencies", "agency", "anadolu", "ansa", "ap", "associated", "axios",
    "bbc", "bloomberg", "broadcaster", "cbs", "channel", "chronicle", "cnbc", "cnn", "daily",
    "dpa", "efe", "fox", "gazette", "guardian", "herald", "interfax", "journal", "kyodo", "mail",
    "media", "mirror", "msnbc", "nbc", "network", "news", "newspaper", "newsweek", "npr", "outlet",
    "outlets", "pbs", "politico", "post", "press", "radio", "reuters", "ria",
    "station", "tass", "telegraph", "television", "times", "tribune", "tv", "website", "xinhua",
    "yonhap",
];

/// Whether a lower-case word is one by which a newsroom or agency is known.
pub(super) fn is_newsroom(word: &str) -> bool {
    NEWSROOMS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(VERBS.is_sorted_by(|a, b| a.0 < b.0));
        for list in [&NOUNS[..], &ADJECTIVES, &DOCUMENTS, &MOUTHPIECES, &WORKS, &NEWSROOMS] {
            assert!(list.is_sorted_by(|a, b| a < b));
        }
    }
}
