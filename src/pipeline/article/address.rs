//! Addresses of articles: the same article's address in one form, its host, and a date in it.

use jiff::civil::Date;
use url::Url;

/// Parameters that only tell how a reader came: their names, or how they begin.
const TRACKING: &[&str] = &[
    "_ga", "_gl", "_hsenc", "_hsmi", "cmpid", "cid", "dclid", "fbclid", "gbraid", "gclid",
    "gclsrc", "igshid", "mc_cid", "mc_eid", "mkt_tok", "msclkid", "ncid", "ocid", "partner", "ref",
    "ref_src", "ref_url", "smid", "soc_src", "soc_trk", "spm", "sr_share", "ssrc", "twclid",
    "wbraid", "wt_mc", "xtor", "yclid",
];
/// How names of such parameters begin.
const TRACKING_PREFIXES: &[&str] =
    &["utm_", "at_", "pk_", "piwik_", "matomo_", "hsa_", "wt.", "ns_"];

/// An address without what does not tell articles apart: scheme of the web, "www.", default
/// port, user, fragment, tracking parameters, order of parameters, slash at the end. What is
/// no address of the web (an urn, a guid) is kept as it is, without white space at either end.
/// The key of a key is itself.
pub fn address_key(url: &str) -> String {
    let Some(url) = web_address(url) else { return url.trim().to_owned() };
    // `web_address` gives none without a host.
    let host = url.host_str().unwrap_or_default();
    let mut short = host;
    while let Some(rest) = short.strip_prefix("www.").filter(|rest| rest.contains('.')) {
        short = rest;
    }
    let mut key = short.to_owned();
    if let Some(port) = url.port() {
        key.push_str(&format!(":{port}"));
    }
    key.push_str(url.path().trim_end_matches('/'));
    let mut parameters: Vec<&str> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|p| !p.is_empty() && !is_tracking(p))
        .collect();
    parameters.sort_unstable();
    for (i, parameter) in parameters.iter().enumerate() {
        // A slash tells the query from a port where the path is empty.
        key.push_str(if i > 0 {
            "&"
        } else if key.contains('/') {
            "?"
        } else {
            "/?"
        });
        key.push_str(parameter);
    }
    // "#!" leads to pages that a script makes; other fragments lead into a page.
    if let Some(route) = url.fragment().filter(|f| f.starts_with('!')) {
        key.push('#');
        key.push_str(route);
    }
    key
}

/// The outlet's host in an address, without "www." and the names of editions for telephones.
pub(super) fn outlet(url: &str) -> Option<String> {
    let url = web_address(url)?;
    let host = url.host_str()?;
    let editions = ["www.", "m.", "mobile.", "amp."];
    let short = editions.iter().find_map(|e| host.strip_prefix(e).filter(|r| r.contains('.')));
    Some(short.unwrap_or(host).to_owned())
}

/// The day that an address holds: "/2023/03/20/", "/2023-03-20-", "/20230320/", from 1990 on.
pub(super) fn date_in(url: &str) -> Option<Date> {
    let url = web_address(url)?;
    let digits: Vec<&str> = url.path().split(|c: char| !c.is_ascii_digit()).collect();
    let date = |year: &str, month: &str, day: &str| {
        let year = year.parse().ok().filter(|y| (1990..=2999).contains(y))?;
        Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
    };
    let parts = digits.windows(3).find_map(|w| match w {
        [y, m, d] if y.len() == 4 && matches!(m.len(), 1 | 2) && matches!(d.len(), 1 | 2) => {
            date(y, m, d)
        }
        _ => None,
    });
    // Longer runs of digits are ids; eight that make a day of this age seldom are.
    let run =
        || digits.iter().filter(|d| d.len() == 8).find_map(|d| date(&d[..4], &d[4..6], &d[6..]));
    parts.or_else(run)
}

/// Reads an address of the web; a missing scheme is added.
fn web_address(url: &str) -> Option<Url> {
    let url = url.trim();
    let rest = match url.split_once("://") {
        Some((scheme, rest))
            if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") =>
        {
            rest
        }
        // A scheme stands before every slash; behind one it is an address within an address.
        Some((before, _)) if !before.contains(['/', '?', '#']) => return None,
        _ => url.strip_prefix("//").unwrap_or(url),
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let named = host.contains('.') || host.starts_with("localhost") || rest.len() < url.len();
    let mut parsed = named.then(|| Url::parse(&format!("http://{rest}")).ok()).flatten()?;
    // The default port of https is none under http.
    let secure = url.get(..6).is_some_and(|s| s.eq_ignore_ascii_case("https:"));
    if secure && parsed.port() == Some(443) {
        parsed.set_port(None).ok()?;
    }
    parsed.has_host().then_some(parsed)
}

fn is_tracking(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
    TRACKING.contains(&name.as_str()) || TRACKING_PREFIXES.iter().any(|p| name.starts_with(p))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_of_one_article() {
        for same in [
            "https://www.example.com/news/a-bridge",
            "http://example.com/news/a-bridge/",
            "//example.com:80/news/a-bridge",
            "HTTPS://WWW.Example.COM:443/news/a-bridge#comments",
            "example.com/news/a-bridge?utm_source=feed&fbclid=1",
            " https://user@example.com/news/./a-bridge? ",
        ] {
            assert_eq!(address_key(same), "example.com/news/a-bridge", "{same}");
        }
        assert_eq!(
            address_key("https://example.com/story?id=4&page=2"),
            address_key("https://example.com/story/?page=2&utm_medium=x&id=4#top")
        );
    }

    #[test]
    fn addresses_of_different_articles() {
        let differ = |a: &str, b: &str| assert_ne!(address_key(a), address_key(b));
        differ("https://example.com/a", "https://example.com/A");
        differ("https://example.com/story?id=4", "https://example.com/story?id=5");
        differ("https://example.com/#!/story/4", "https://example.com/#!/story/5");
        differ("https://news.example.com/a", "https://example.com/a");
        differ("https://example.com:8080/a", "https://example.com/a");
    }

    #[test]
    fn other_names_stay() {
        assert_eq!(
            address_key(" urn:newsml:example.com:20230320:1 "),
            "urn:newsml:example.com:20230320:1"
        );
        assert_eq!(address_key("ftp://example.com/a/"), "ftp://example.com/a/");
        assert_eq!(address_key("tag-4711"), "tag-4711");
        assert_eq!(address_key(""), "");
    }

    #[test]
    fn outlets() {
        let check = |url, expect: Option<&str>| assert_eq!(outlet(url).as_deref(), expect, "{url}");
        check("https://www.example.co.uk/a", Some("example.co.uk"));
        check("https://m.example.com/a", Some("example.com"));
        check("https://news.example.com/a", Some("news.example.com"));
        check("https://www.uk/a", Some("www.uk"));
        check("urn:isbn:1", None);
        check("/a/b", None);
    }

    #[test]
    fn dates_in_addresses() {
        let check = |url: &str, expect: Option<&str>| {
            assert_eq!(date_in(url).map(|d| d.to_string()).as_deref(), expect, "{url}");
        };
        check("https://example.com/2023/03/20/bridge.html", Some("2023-03-20"));
        check("https://example.com/news/2023-3-7-bridge", Some("2023-03-07"));
        check("https://example.com/news/20230320/bridge", Some("2023-03-20"));
        check("https://example.com/2023/13/20/bridge", None);
        check("https://example.com/bridge-12345678", None);
        check("https://example.com/2023/03/bridge", None);
        check("https://example.com/1965/03/20/bridge", None);
        check("https://example.com/bridge?day=2023-03-20", None);
    }

    fn address() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "http://", "https:", "//", "www.", "m.", "example", ".com", "1.2.3.4", "[::1]", ":443",
            ":80", ":8080", "/", "a", "B", "ü", "%2f", "..", "?", "&", "utm_id=", "q=1", "#", "!",
            "@", " ", ":",
        ]);
        prop_oneof![any::<String>(), prop::collection::vec(piece, 0..12).prop_map(|p| p.concat())]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]
        #[test]
        fn the_key_of_a_key_is_itself(url in address()) {
            let key = address_key(&url);
            prop_assert_eq!(address_key(&key), key);
        }
    }
}
