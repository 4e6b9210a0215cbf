//! What classes, ids and roles of elements say of their content.
//!
//! Names are cut into words at punctuation, digits and changes of case, and looked up in a
//! table of words that publishing systems use, in the languages that news pages are made in.

/// A set of [`Hint`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints(pub(super) u32);

/// What a word in an element's name hints at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Hint {
    Article,
    Content,
    Text,
    Navigation,
    Footer,
    Header,
    Side,
    Comment,
    Share,
    Related,
    Ad,
    Meta,
    Media,
    Consent,
    Tags,
    Hidden,
    Form,
    Title,
    Lead,
    Box,
    Author,
    Shop,
}

impl Hint {
    /// How many there are.
    pub(super) const COUNT: usize = Self::Shop as usize + 1;
}

const TABLE: &[(Hint, &str)] = &[
    (
        Hint::Article,
        "article artikel articulo articolo artigo story post entry blogpost hentry news beitrag noticia nota blog singlepost single meldung posting detail newsdetail report",
    ),
    (
        Hint::Content,
        "content inhalt main contenido conteudo contenu primary page maincontent pagecontent contentmain center column col site wrapper container",
    ),
    (
        Hint::Text,
        "text body copy copytext fulltext richtext wysiwyg prose articlebody articletext bodytext entrycontent postcontent postbody storybody articlecontent storycontent texto cuerpo corpo texte absatz paragraph paragraphs artikeltext posttext csc ce rte freetext formatted editor mce textblock textbody bodycopy",
    ),
    (
        Hint::Navigation,
        "nav navi navigation navbar menu menue menus submenu topnav mainnav subnav breadcrumb breadcrumbs crumb crumbs pagination pager paging toc sitemap skip tabs megamenu mainmenu next previous prev jump anchor toolbar navlinks pagenavi rootline",
    ),
    (
        Hint::Footer,
        "footer foot fuss fusszeile colophon bottom impressum copyright legal disclaimer license lizenz pagefooter foots",
    ),
    (
        Hint::Header,
        "header head masthead top topbar kopf logo branding banner headerbar kopfzeile pageheader stage hero claim",
    ),
    (
        Hint::Side,
        "sidebar side aside widget widgets rail secondary tertiary marginal right left rightcol leftcol complementary rechts links sidebars spalte marginalspalte extra textwidget widgetarea sb barra lateral",
    ),
    (
        Hint::Comment,
        "comment comments kommentar kommentare commentlist disqus reply respond replies feedback review reviews forum discussion comentarios comentario commentaires talkback commentform trackback trackbacks pingback pings guestbook leserkommentare commentary thread",
    ),
    (
        Hint::Share,
        "share sharing social sharedaddy shariff follow facebook twitter whatsapp like likes sociable addthis addtoany shareaholic teilen print drucken email socialmedia sharebar bookmark bookmarks recommendation pinterest shares jetpack flattr",
    ),
    (
        Hint::Related,
        "related teaser teasers more mehr recommend recommended recommendations popular latest recent trending also similar most outbrain taboola suggestions suggested linklist stories cards card carousel slider relatedposts yarpp archive archives promo weitere verwandte aehnliche empfehlungen list listing grid tiles tile topstories morelinks mostread readmore articlelist thumbs feed swiper slick owl collection rel onward relacionadas relacionados",
    ),
    (
        Hint::Ad,
        "ad ads advert advertisement advertising anzeige anzeigen werbung sponsor sponsored promotion adsense dfp publicidad affiliate commercial adv reklame adbox adslot gpt",
    ),
    (
        Hint::Meta,
        "meta date datum time timestamp published info infos dateline postmeta entrymeta details postinfo postdate entrydate metadata data stats counter views fecha data datetime infoline location",
    ),
    (
        Hint::Media,
        "caption captions credit credits figcaption bildunterschrift image img images photo photos picture media figure bild bilder foto fotos video videos player gallery galerie thumbnail thumb attachment audio slideshow lightbox icon legend embed bildtext",
    ),
    (
        Hint::Consent,
        "cookie cookies consent gdpr privacy datenschutz modal popup overlay paywall login signin signup register subscribe subscription subscriptions newsletter abo premium donate notification alert message notice warning dialog optin mailing spenden donation hinweis messages ccm cc banner",
    ),
    (
        Hint::Tags,
        "tag tags category categories cat kategorie kategorien schlagwort schlagworte keywords keyword topics topic label labels tagcloud terms taxonomy tax themen etiquetas rubrik section kicker",
    ),
    (
        Hint::Hidden,
        "hidden hide invisible sr screen visuallyhidden collapse noprint noscript offscreen displaynone accessibility unsichtbar",
    ),
    (
        Hint::Form,
        "search suche form input filter select dropdown button btn toggle suchen searchform buttons formular contact kontakt submit upload poll vote captcha",
    ),
    (
        Hint::Title,
        "title headline heading titel titre titulo ueberschrift hl subtitle subheadline titles kicker",
    ),
    (
        Hint::Lead,
        "lead lede intro summary abstract standfirst dek excerpt vorspann description chapo teasertext leadtext introtext introduction anriss subline sapo bajada entradilla catchline deck",
    ),
    (
        Hint::Box,
        "box infobox factbox panel accordion tab quote pullquote table kasten boxes block module modul faq toggle infokasten aufklapper",
    ),
    (
        Hint::Author,
        "author authors autor autoren autorin byline bio vcard profile profil verfasser redakteur contributor auteur avatar user username writer authorbox aboutauthor about member firma autore",
    ),
    (
        Hint::Shop,
        "shop product products price prices cart buy warenkorb produkt produkte preis bestellen order basket kaufen variants shipping versand sku wishlist checkout merkzettel",
    ),
];

/// The table's words in alphabetical order.
fn index() -> &'static [(&'static str, Hints)] {
    static INDEX: std::sync::LazyLock<Vec<(&'static str, Hints)>> =
        std::sync::LazyLock::new(|| {
            let mut all: Vec<(&'static str, Hints)> = TABLE
                .iter()
                .flat_map(|&(hint, words)| {
                    words.split(' ').map(move |word| (word, Hints(1 << hint as u32)))
                })
                .collect();
            all.sort_by_key(|&(word, _)| word);
            all.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1.0 |= next.1.0;
                }
                same
            });
            all
        });
    &INDEX
}

impl Hints {
    /// Whether it holds a hint.
    pub(super) fn has(self, hint: Hint) -> bool {
        self.0 & (1 << hint as u32) != 0
    }

    /// Both together.
    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it holds any of `hints`.
    pub(super) fn any(self, hints: &[Hint]) -> bool {
        hints.iter().any(|&hint| self.has(hint))
    }

    /// What a name says.
    pub(super) fn of(name: &str) -> Self {
        let mut found = 0;
        let mut word = [0_u8; 24];
        let mut length = 0;
        let mut previous = b' ';
        // The last round closes the last word.
        for byte in name.bytes().take(512).chain([b' ']) {
            let letter = byte.is_ascii_alphabetic();
            if length > 0
                && (!letter || (byte.is_ascii_uppercase() && previous.is_ascii_lowercase()))
            {
                if let Ok(word) = std::str::from_utf8(&word[..length.min(word.len())]) {
                    found |= look_up(word);
                }
                length = 0;
            }
            if letter {
                if let Some(slot) = word.get_mut(length) {
                    *slot = byte.to_ascii_lowercase();
                }
                length += 1;
            }
            previous = byte;
        }
        Self(found)
    }
}

fn look_up(word: &str) -> u32 {
    let index = index();
    index.binary_search_by_key(&word, |&(known, _)| known).map_or(0, |at| index[at].1.0)
}
