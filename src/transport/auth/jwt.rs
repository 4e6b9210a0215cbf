//! JSON Web Tokens (RFC 7519) signed by keys of a JWK Set (RFC 7517).
//!
//! What a token says of its own signature decides nothing: the algorithm follows from the key, and
//! the token must name the same one. So neither "none" nor an HMAC made with a public key as its
//! secret can pass (RFC 8725, section 3.1).

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    caller::{Caller, Refusal},
    jwks::Keys,
    scope::Scopes,
};
use crate::transport::quota::Quota;

/// Longer tokens are not looked at.
const LONGEST: usize = 8 << 10;
const LONGEST_SUBJECT: usize = 128;

/// What a token must say to be meant for us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expected {
    /// `iss`, exactly.
    pub(super) issuer: String,
    /// Must be among `aud`.
    pub(super) audience: String,
    /// How far clocks may differ.
    pub(super) leeway: Duration,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// Extensions that must be understood. We understand none.
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Strings,
    exp: f64,
    nbf: Option<f64>,
    sub: Option<String>,
    client_id: Option<String>,
    scope: Option<Strings>,
    scp: Option<Strings>,
}

/// A string, or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Strings {
    One(String),
    Many(Vec<String>),
}

impl Strings {
    fn iter(&self) -> impl Iterator<Item = &str> {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
        .iter()
        .map(String::as_str)
    }
}

/// Whether the token has the form of one: three parts.
pub(super) fn looks_like_one(token: &str) -> bool {
    token.split('.').count() == 3
}

/// Whose token it is, if it is good now.
pub(super) fn caller(
    token: &str,
    keys: &Keys,
    expected: &Expected,
    quota: Quota,
    now: Timestamp,
) -> Result<Caller, Refusal> {
    if token.len() > LONGEST {
        return Err(Refusal::Invalid);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Invalid)?;
    let (header, claims) = signed.split_once('.').ok_or(Refusal::Invalid)?;
    let header: Header = decode(header)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Refusal::Invalid)?;
    if header.crit.is_some() {
        return Err(Refusal::Invalid);
    }
    let kid = header.kid.as_deref();
    if !keys.verify(kid, &header.alg, signed.as_bytes(), &signature) {
        return Err(Refusal::Invalid);
    }
    // From here on it is the issuer who speaks.
    let claims: Claims = decode(claims)?;
    let is_ours = claims.iss == expected.issuer
        && claims.aud.iter().any(|audience| audience == expected.audience);
    let now = now.as_second() as f64;
    let leeway = expected.leeway.as_secs_f64();
    if !is_ours || claims.nbf.is_some_and(|begin| now + leeway < begin) {
        return Err(Refusal::Invalid);
    }
    if now - leeway >= claims.exp {
        return Err(Refusal::Expired);
    }
    let name = claims.sub.as_deref().or(claims.client_id.as_deref()).and_then(printable);
    let scopes = claims.scope.iter().chain(&claims.scp).flat_map(Strings::iter);
    let scopes = Scopes::among(scopes.flat_map(str::split_ascii_whitespace));
    match name {
        Some(name) => Ok(Caller { name: format!("jwt:{name}").into(), scopes, quota }),
        None => Err(Refusal::Invalid),
    }
}

/// A part in base64url without padding, as JSON.
fn decode<T: for<'de> Deserialize<'de>>(part: &str) -> Result<T, Refusal> {
    let json = URL_SAFE_NO_PAD.decode(part).map_err(|_| Refusal::Invalid)?;
    serde_json::from_slice(&json).map_err(|_| Refusal::Invalid)
}

/// A name that may stand in logs as it is.
fn printable(name: &str) -> Option<&str> {
    let good = !name.is_empty() && name.len() <= LONGEST_SUBJECT;
    (good && name.bytes().all(|b| b.is_ascii_graphic())).then_some(name)
}

#[cfg(test)]
mod tests {
    use ring::{
        rand::SystemRandom,
        signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _},
    };
    use serde_json::{Value, json};

    use super::{super::scope::Scope, *};

    const NOW: i64 = 1_900_000_000;

    fn encoded(value: &Value) -> String {
        URL_SAFE_NO_PAD.encode(value.to_string())
    }

    struct Signer {
        ed25519: Ed25519KeyPair,
        ecdsa: EcdsaKeyPair,
    }

    impl Signer {
        fn new() -> Self {
            let random = SystemRandom::new();
            let ed25519 = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
            let alg = &ECDSA_P256_SHA256_FIXED_SIGNING;
            let ecdsa = EcdsaKeyPair::generate_pkcs8(alg, &random).unwrap();
            Self {
                ed25519: Ed25519KeyPair::from_pkcs8(ed25519.as_ref()).unwrap(),
                ecdsa: EcdsaKeyPair::from_pkcs8(alg, ecdsa.as_ref(), &random).unwrap(),
            }
        }

        fn set(&self) -> Value {
            let base64 = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
            let point = self.ecdsa.public_key().as_ref();
            json!({"keys": [
                {"kty": "OKP", "crv": "Ed25519", "kid": "ed", "alg": "EdDSA", "use": "sig",
                 "x": base64(self.ed25519.public_key().as_ref())},
                {"kty": "EC", "crv": "P-256", "kid": "ec",
                 "x": base64(&point[1..33]), "y": base64(&point[33..])},
            ]})
        }

        fn keys(&self) -> Keys {
            Keys::parse(self.set().to_string().as_bytes()).unwrap()
        }

        fn sign(&self, header: &Value, claims: &Value) -> String {
            let signed = format!("{}.{}", encoded(header), encoded(claims));
            let signature = match header["kid"].as_str() {
                Some("ec") => {
                    let random = SystemRandom::new();
                    self.ecdsa.sign(&random, signed.as_bytes()).unwrap().as_ref().to_vec()
                }
                _ => self.ed25519.sign(signed.as_bytes()).as_ref().to_vec(),
            };
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
        }
    }

    fn claims() -> Value {
        json!({"iss": "https://id.example", "aud": "parallax", "sub": "agent-7",
               "exp": NOW + 60, "nbf": NOW - 60, "scope": "openid read write"})
    }

    fn checked(token: &str, keys: &Keys) -> Result<Caller, Refusal> {
        let expected = Expected {
            issuer: "https://id.example".to_owned(),
            audience: "parallax".to_owned(),
            leeway: Duration::from_secs(30),
        };
        let now = Timestamp::from_second(NOW).unwrap();
        caller(token, keys, &expected, Quota::default(), now)
    }

    #[test]
    fn good_tokens_of_each_key_are_taken() {
        let signer = Signer::new();
        for header in [json!({"alg": "EdDSA", "kid": "ed"}), json!({"alg": "ES256", "kid": "ec"})] {
            let caller = checked(&signer.sign(&header, &claims()), &signer.keys()).unwrap();
            assert_eq!(&*caller.name, "jwt:agent-7");
            assert_eq!(caller.scopes, [Scope::Read, Scope::Write].into_iter().collect());
        }
        // Without an id every key of the algorithm is tried.
        let token = signer.sign(&json!({"alg": "EdDSA"}), &claims());
        assert!(checked(&token, &signer.keys()).is_ok());
    }

    #[test]
    fn claims_decide() {
        let signer = Signer::new();
        let check = |change: Value| {
            let mut claims = claims();
            for (name, value) in change.as_object().unwrap() {
                claims[name] = value.clone();
            }
            let header = json!({"alg": "EdDSA", "kid": "ed"});
            checked(&signer.sign(&header, &claims), &signer.keys())
        };
        for good in [
            json!({"aud": ["other", "parallax"]}),
            json!({"exp": NOW - 29}),
            json!({"nbf": NOW + 29}),
            json!({"nbf": null}),
            json!({"sub": null, "client_id": "feeder"}),
        ] {
            assert!(check(good.clone()).is_ok(), "{good}");
        }
        for bad in [
            json!({"aud": "parallax2"}),
            json!({"aud": []}),
            json!({"aud": null}),
            json!({"iss": "https://id.example/"}),
            json!({"iss": null}),
            json!({"nbf": NOW + 31}),
            json!({"exp": null}),
            json!({"exp": "soon"}),
            json!({"sub": null}),
            json!({"sub": "a\nb"}),
            json!({"sub": "a\u{202e}b"}),
            json!({"sub": "x".repeat(129)}),
        ] {
            assert_eq!(check(bad.clone()).err(), Some(Refusal::Invalid), "{bad}");
        }
        assert_eq!(check(json!({"exp": NOW - 30})).err(), Some(Refusal::Expired));
        let scopes = |claims: Value| check(claims).unwrap().scopes;
        let read: Scopes = [Scope::Read].into_iter().collect();
        assert_eq!(scopes(json!({"scope": ["read", "mail"]})), read);
        assert_eq!(scopes(json!({"scope": null, "scp": ["read"]})), read);
        assert!(scopes(json!({"scope": null})).is_empty());
    }

    #[test]
    fn a_token_that_is_not_signed_by_its_key_is_refused() {
        let (signer, other) = (Signer::new(), Signer::new());
        let good = signer.sign(&json!({"alg": "EdDSA", "kid": "ed"}), &claims());
        let (signed, signature) = good.rsplit_once('.').unwrap();
        let mut admin = claims();
        admin["scope"] = json!("admin");
        let (header, _) = signed.split_once('.').unwrap();
        let none = encoded(&json!({"alg": "none"}));
        for bad in [
            other.sign(&json!({"alg": "EdDSA", "kid": "ed"}), &claims()),
            // Tampered claims under the old signature.
            format!("{header}.{}.{signature}", encoded(&admin)),
            // No signature.
            format!("{signed}."),
            format!("{none}.{}.", encoded(&claims())),
            format!("{}.{}.{signature}", none, encoded(&claims())),
            // Keys and algorithms that do not go together.
            signer.sign(&json!({"alg": "ES256", "kid": "ed"}), &claims()),
            signer.sign(&json!({"alg": "EdDSA", "kid": "ec"}), &claims()),
            signer.sign(&json!({"alg": "EdDSA", "kid": "nobody"}), &claims()),
            signer.sign(&json!({"alg": "EdDSA", "kid": "ed", "crit": ["exp"]}), &claims()),
            format!("{good}="),
            format!("{good}.x"),
            "a.b.c".to_owned(),
            "..".to_owned(),
            String::new(),
            "x".repeat(LONGEST + 1),
        ] {
            assert_eq!(checked(&bad, &signer.keys()).err(), Some(Refusal::Invalid), "{bad}");
        }
    }

    #[test]
    fn a_public_key_is_no_secret() {
        use ring::hmac;
        let signer = Signer::new();
        let signed =
            format!("{}.{}", encoded(&json!({"alg": "HS256", "kid": "ed"})), encoded(&claims()));
        let public = signer.ed25519.public_key().as_ref();
        for secret in [public.to_vec(), signer.set().to_string().into_bytes()] {
            let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
            let tag = URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed.as_bytes()));
            let token = format!("{signed}.{tag}");
            assert_eq!(checked(&token, &signer.keys()).err(), Some(Refusal::Invalid));
        }
    }
}
