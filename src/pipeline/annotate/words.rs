//! Word classes of English that the rules of this folder share.
//!
//! The lists are closed: function words, and verbs that report what somebody says or thinks.

/// Words that nearly every token is asked for, sorted by bytes: entered by their first byte.
struct WordList<const N: usize> {
    words: [&'static str; N],
    /// Index of the first word with this first byte or a greater one.
    starts: [u16; 257],
}

impl<const N: usize> WordList<N> {
    /// Of words sorted by bytes, none empty and fewer than 2^16.
    const fn new(words: [&'static str; N]) -> Self {
        let mut starts = [0; 257];
        let (mut byte, mut at) = (0, 0);
        while byte < 257 {
            while at < N && (words[at].as_bytes()[0] as usize) < byte {
                at += 1;
            }
            starts[byte] = at as u16;
            byte += 1;
        }
        Self { words, starts }
    }

    fn contains(&self, word: &str) -> bool {
        let Some(first) = word.bytes().next().map(usize::from) else { return false };
        let alike = self.starts[first] as usize..self.starts[first + 1] as usize;
        self.words[alike].contains(&word)
    }
}

/// Words that carry grammar more than meaning, in lower case, sorted by bytes.
#[rustfmt::skip]
static STOP_WORDS: WordList<169> = WordList::new([
    "'d", "'ll", "'m", "'re", "'s", "'ve", "a", "about", "according", "after", "again", "against",
    "all", "also", "although", "am", "among", "an", "and", "another", "any", "are", "as", "at",
    "be", "because", "been", "before", "being", "between", "both", "but", "by", "can", "could",
    "did", "do", "does", "doing", "done", "down", "during", "each", "either", "even", "every",
    "few", "for", "from", "further", "had", "has", "have", "having", "he", "her", "hers", "him",
    "his", "how", "however", "if", "in", "into", "is", "it", "its", "itself", "just", "like",
    "many", "may", "me", "might", "mine", "more", "most", "mr", "mrs", "ms", "much", "must", "my",
    "n't", "neither", "no", "nor", "not", "now", "n’t", "of", "off", "on", "once", "one", "only",
    "onto", "or", "other", "our", "ours", "out", "over", "own", "per", "rather", "same", "shall",
    "she", "should", "since", "so", "some", "still", "such", "than", "that", "the", "their",
    "theirs", "them", "themselves", "then", "there", "these", "they", "this", "those", "though",
    "through", "to", "too", "toward", "towards", "under", "until", "up", "upon", "us", "very",
    "was", "we", "well", "were", "what", "when", "where", "whether", "which", "while", "who",
    "whom", "whose", "why", "will", "with", "within", "without", "would", "yet", "you", "your",
    "yours", "’d", "’ll", "’m", "’re", "’s", "’ve",
]);

/// Forms of verbs whose clausal complement is what somebody says or thinks.
#[rustfmt::skip]
static SPEECH_VERBS: WordList<157> = WordList::new([
    "acknowledge", "acknowledged", "acknowledges", "add", "added", "adding", "adds", "admit",
    "admits", "admitted", "admitting", "affirm", "affirmed", "affirming", "affirms", "allege",
    "alleged", "alleges", "alleging", "announce", "announced", "announces", "announcing", "argue",
    "argued", "argues", "arguing", "assert", "asserted", "asserts", "believe", "believed",
    "believes", "believing", "claim", "claimed", "claiming", "claims", "confirm", "confirmed",
    "confirming", "confirms", "declare", "declared", "declares", "declaring", "demand", "demanded",
    "demands", "denied", "denies", "deny", "denying", "describe", "described", "describes",
    "estimate", "estimated", "estimates", "expect", "expected", "expects", "explain", "explained",
    "explaining", "explains", "fear", "feared", "fears", "hear", "heard", "hope", "hoped", "hopes",
    "insist", "insisted", "insisting", "insists", "knew", "know", "knows", "maintain", "maintained",
    "maintains", "note", "noted", "notes", "noting", "pledge", "pledged", "pledges", "predict",
    "predicted", "predicts", "promise", "promised", "promises", "read", "reads", "recall",
    "recalled", "recalls", "replied", "replies", "reply", "report", "reported", "reporting",
    "reports", "respond", "responded", "responds", "reveal", "revealed", "revealing", "reveals",
    "said", "say", "saying", "says", "state", "stated", "states", "stating", "stress", "stressed",
    "stresses", "stressing", "suggest", "suggested", "suggesting", "suggests", "tell", "telling",
    "tells", "think", "thinks", "thought", "told", "tweet", "tweeted", "tweets", "urge", "urged",
    "urges", "vow", "vowed", "vows", "warn", "warned", "warning", "warns", "write", "writes",
    "writing", "written", "wrote",
]);

/// Words that mark a statement as less than certain.
#[rustfmt::skip]
const HEDGES: [&str; 33] = [
    "alleged", "allegedly", "apparent", "apparently", "appear", "appeared", "appears", "believed",
    "considering", "could", "expected", "feared", "likely", "may", "might", "perhaps", "possible",
    "possibly", "presumably", "probable", "probably", "purported", "purportedly", "reported",
    "reportedly", "rumored", "rumoured", "seem", "seemed", "seems", "supposedly", "suspected",
    "unconfirmed",
];

/// Whether a lower-case word carries grammar more than meaning.
pub(crate) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.contains(word)
}

/// Whether a lower-case word is a form of a verb of saying or thinking.
pub(crate) fn is_speech_verb(word: &str) -> bool {
    SPEECH_VERBS.contains(word)
}

/// Whether a lower-case word marks a statement as less than certain.
pub(crate) fn is_hedge(word: &str) -> bool {
    HEDGES.binary_search(&word).is_ok()
}

/// Whether a Penn Treebank tag is a verb's or a modal's.
pub(crate) fn is_verb_tag(tag: &str) -> bool {
    matches!(tag, "VB" | "VBD" | "VBG" | "VBN" | "VBP" | "VBZ" | "MD")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(STOP_WORDS.words.is_sorted() && SPEECH_VERBS.words.is_sorted());
        assert!(HEDGES.is_sorted());
        assert!(STOP_WORDS.words.into_iter().all(is_stop_word));
        assert!(SPEECH_VERBS.words.into_iter().all(is_speech_verb));
        assert!(is_stop_word("the") && !is_stop_word("war") && !is_stop_word(""));
        assert!(is_speech_verb("said") && is_hedge("reportedly"));
    }
}
