//! Keys that sign tokens: a JWK Set (RFC 7517), with the algorithms of RFC 7518 and RFC 8037.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;

/// Sets have a handful: old keys, the present one, the next one.
const MOST_KEYS: usize = 64;

#[derive(Deserialize)]
struct Set {
    keys: Vec<serde_json::Value>,
}

/// A key as the set has it.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    used_for: Option<String>,
    key_ops: Option<Vec<String>>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// A public key with which signatures are checked.
struct Key {
    kid: Option<String>,
    /// The only algorithm that it is for, if the set says so.
    alg: Option<String>,
    public: Public,
}

enum Public {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
}

/// The keys of a set that can be used.
pub(super) struct Keys(Vec<Key>);

impl Keys {
    /// Reads a set. Keys for other purposes or of kinds that are not known are passed over, secrets
    /// among them; a set without any that can be used is refused.
    pub(super) fn parse(file: &[u8]) -> Result<Self, String> {
        let set: Set = serde_json::from_slice(file).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            format!("line {line}, column {column}: must be a JWK Set, an object with keys")
        })?;
        let keys: Vec<Key> = set.keys.into_iter().filter_map(key).collect();
        match keys.len() {
            0 => Err("no key can be used: RSA of 2048 bits or more, P-256, P-384 and Ed25519 can"
                .to_owned()),
            n if n > MOST_KEYS => Err(format!("there are {n} keys, more than {MOST_KEYS}")),
            _ => Ok(Self(keys)),
        }
    }

    /// Whether one of the keys, that of the id if there is one, has signed the message by this
    /// algorithm.
    pub(super) fn verify(
        &self,
        kid: Option<&str>,
        alg: &str,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let fits = |key: &&Key| {
            (kid.is_none() || kid == key.kid.as_deref())
                && key.alg.as_deref().is_none_or(|own| own == alg)
        };
        self.0.iter().filter(fits).any(|key| key.public.verifies(alg, message, signature))
    }
}

impl Public {
    /// Checks a signature; false for an algorithm that is not of this kind of key.
    fn verifies(&self, alg: &str, message: &[u8], signature: &[u8]) -> bool {
        let one = |algorithm: &'static dyn VerificationAlgorithm, key: &[u8]| {
            UnparsedPublicKey::new(algorithm, key).verify(message, signature).is_ok()
        };
        match (self, alg) {
            (Self::Rsa { n, e }, _) => rsa(alg).is_some_and(|parameters| {
                RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
            }),
            (Self::P256(point), "ES256") => one(&ECDSA_P256_SHA256_FIXED, point),
            (Self::P384(point), "ES384") => one(&ECDSA_P384_SHA384_FIXED, point),
            (Self::Ed25519(point), "EdDSA" | "Ed25519") => one(&ED25519, point),
            _ => false,
        }
    }
}

fn rsa(alg: &str) -> Option<&'static RsaParameters> {
    Some(match alg {
        "RS256" => &RSA_PKCS1_2048_8192_SHA256,
        "RS384" => &RSA_PKCS1_2048_8192_SHA384,
        "RS512" => &RSA_PKCS1_2048_8192_SHA512,
        "PS256" => &RSA_PSS_2048_8192_SHA256,
        "PS384" => &RSA_PSS_2048_8192_SHA384,
        "PS512" => &RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

fn key(value: serde_json::Value) -> Option<Key> {
    let jwk: Jwk = serde_json::from_value(value).ok()?;
    let verifies = |operations: &[String]| operations.iter().any(|operation| operation == "verify");
    if jwk.used_for.as_deref().is_some_and(|used| used != "sig")
        || jwk.key_ops.as_deref().is_some_and(|operations| !verifies(operations))
    {
        return None;
    }
    let public = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("RSA", _) => Public::Rsa { n: number(jwk.n?)?, e: number(jwk.e?)? },
        ("EC", Some("P-256")) => Public::P256(point(&jwk.x?, &jwk.y?, 32)?),
        ("EC", Some("P-384")) => Public::P384(point(&jwk.x?, &jwk.y?, 48)?),
        ("OKP", Some("Ed25519")) => Public::Ed25519(coordinate(&jwk.x?, 32)?),
        _ => return None,
    };
    if let Public::Rsa { n, .. } = &public
        && n.len() < 256
    {
        return None;
    }
    Some(Key { kid: jwk.kid, alg: jwk.alg, public })
}

/// A number without leading zeros, as the verifier wants it.
fn number(text: String) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let begin = bytes.iter().position(|byte| *byte != 0)?;
    Some(bytes[begin..].to_vec())
}

fn coordinate(text: &str, len: usize) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == len)
}

/// A point in the uncompressed form of SEC 1.
fn point(x: &str, y: &str, len: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![4];
    bytes.extend(coordinate(x, len)?);
    bytes.extend(coordinate(y, len)?);
    Some(bytes)
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| &key.kid)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key made for this test; its private half was not kept.
    const MODULUS: &str = "g751nTPLEpCF_jcU9UUhWNuy9HftZHy2vuOyOn34jSC-n32jnWfJ8J4nL-Uebp7_tY7BsF5OEdvDfWAK9IUd\
        Xwc6XnuUj497UHsBemdUUudi8rmjkQw_Jvh5RL7Lk1Z9THskcHvJMnzaf0yIsDSf5gNtFPZdTi3VHeI1mecB\
        U4d46vkIoWfFgRZj_eqhayHRBWBf6yBRh2VpiVbQAp4Pm9B6rp5mNMFhfmY3fSePPo3F7ADUXjQJBw-ylp1u\
        LeefcWAWKdACyYplnu4D4PvNY6ZKmuOVxGD5Affhj8Mq_4siJe927hvyaqq7t5oyx29u4ay1-YzcBAlb3Hs6\
        VUPcjw";
    /// Signed with it by OpenSSL.
    const TOKEN: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJ\
        wYXJhbGxheCIsInN1YiI6ImFnZW50LTciLCJleHAiOjE5MDAwMDAwNjAsInNjb3BlIjoicmVhZCJ9.ULPyBu\
        PGlgUrb4Ag2-4nS-ASRRxKgaqh3yhMFlTil8Rz5oxAUeZC8OLTemlS8BAOHXlI-zOHDVSu1aC5Xb_fGW06V_\
        yF_mMXiHrptb4Z46hOdN7UAL_IPPOWyMlijRSELS7CYrzqFr75UW6-T8DCrtlLVCqwvdOkWOrWbks2xqwyHN\
        THfC0GKLxI3aNUlyJfOJfyhn_xM3wtqgb33E4e71sE61zui9w4cPrrJkHxmtWfW9CREG0GKVipAXPf3gs3hd\
        XS3YnPGKV0mZB8ls2lwFYjYbc4_dSE59ROvwPWWw7BM3lmOnxEhI0awCKWyTD_6gFzunUkE2T9belzb2Kt-g";

    fn set(alg: &str) -> String {
        format!(
            r#"{{"keys":[{{"kty":"RSA","kid":"rsa","alg":"{alg}","n":"{MODULUS}","e":"AQAB"}}]}}"#
        )
    }

    #[test]
    fn rsa_signatures_are_checked() {
        let (signed, signature) = TOKEN.rsplit_once('.').unwrap();
        let mut signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let check = |set: &str, kid, alg, signature: &[u8]| {
            let keys = Keys::parse(set.as_bytes()).unwrap();
            keys.verify(kid, alg, signed.as_bytes(), signature)
        };
        assert!(check(&set("RS256"), Some("rsa"), "RS256", &signature));
        assert!(check(&set("RS256"), None, "RS256", &signature));
        assert!(!check(&set("RS256"), Some("other"), "RS256", &signature));
        assert!(!check(&set("RS512"), Some("rsa"), "RS256", &signature), "not for this algorithm");
        for alg in ["RS384", "PS256", "ES256", "EdDSA", "HS256", "none", ""] {
            let free = set("RS256").replace(r#""alg":"RS256","#, "");
            assert!(!check(&free, Some("rsa"), alg, &signature), "{alg}");
        }
        signature[7] ^= 1;
        assert!(!check(&set("RS256"), Some("rsa"), "RS256", &signature));
    }

    #[test]
    fn sets_without_a_key_are_refused() {
        for set in [
            "",
            "[]",
            "{}",
            r#"{"keys":[]}"#,
            r#"{"keys":[{"kty":"oct","k":"c2VjcmV0","alg":"HS256"}]}"#,
            r#"{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}"#,
            r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AQAB"}]}"#,
            r#"{"keys":[{"kty":"OKP","crv":"X25519","x":"AQAB"}]}"#,
            &set("RS256").replace(r#""kid""#, r#""use":"enc","kid""#),
            &set("RS256").replace(r#""kid""#, r#""key_ops":["encrypt","wrapKey"],"kid""#),
        ] {
            assert!(Keys::parse(set.as_bytes()).is_err(), "{set}");
        }
        let verifying = set("RS256").replace(r#""kid""#, r#""key_ops":["verify"],"kid""#);
        assert!(Keys::parse(verifying.as_bytes()).is_ok(), "{verifying}");
    }
}
