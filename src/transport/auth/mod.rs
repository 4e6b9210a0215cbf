//! Who calls, and whether they may: bearer tokens of a file, JSON Web Tokens, names of client
//! certificates; a scope for each method. All of it is decided from a request's headers, before any of its
//! message is read.

mod caller;
mod callers;
mod jwks;
mod jwt;
mod methods;
mod scope;
mod token;

use std::{path::PathBuf, sync::Arc, time::Duration};

use http::{HeaderMap, header::AUTHORIZATION};
use jiff::Timestamp;

pub(super) use self::caller::{Caller, Refusal};
use self::{callers::Callers, jwks::Keys, jwt::Expected, methods::Access};
pub use self::{
    scope::{InvalidScope, Scope, Scopes},
    token::{NewToken, TokenError},
};
use super::{
    connections::Peer,
    quota::{self, Quota},
    reload::{LoadError, Refresh, Reloaded},
    status::{self, Fault},
};
use crate::config::TLS_CLIENT_CA;

/// How far the clocks of issuers may differ from ours.
const LEEWAY: Duration = Duration::from_secs(30);

/// How callers are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct AuthSettings {
    /// File of callers.
    pub(super) callers: Option<PathBuf>,
    /// Whether clients are asked for certificates.
    pub(super) certificates: bool,
    /// JSON Web Tokens.
    pub(super) jwt: Option<JwtSettings>,
    /// What callers may use who have no limits of their own.
    pub(super) quota: Quota,
    /// Whether callers who need no credentials are told apart by their address.
    pub(super) by_address: bool,
}

/// Which JSON Web Tokens are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JwtSettings {
    /// File with a JWK Set.
    pub(super) keys: PathBuf,
    pub(super) issuer: String,
    pub(super) audience: String,
}

/// Whether everybody may call the method of this path, so that nobody is told apart there.
pub(super) fn is_open(path: &str) -> bool {
    methods::access(path) == Some(Access::Open)
}

/// Knows callers.
pub(super) struct Auth {
    callers: Option<Arc<Reloaded<Callers>>>,
    jwt: Option<(Arc<Reloaded<Keys>>, Expected)>,
    quota: Quota,
    by_address: bool,
}

impl Auth {
    /// Reads the files.
    pub(super) fn open(settings: AuthSettings) -> Result<Self, LoadError> {
        let AuthSettings { callers, certificates, jwt, quota, by_address } = settings;
        let parse = move |contents: &[Vec<u8>]| {
            let callers = Callers::parse(only(contents), quota)?;
            if callers.have_certificates() && !certificates {
                let setting = TLS_CLIENT_CA;
                return Err(format!(
                    "a caller is known by a certificate, and no client is asked for one: {} ({}) \
                     is not set",
                    setting.name, setting.variable
                ));
            }
            Ok(callers)
        };
        let callers = callers.map(|file| Reloaded::open("the callers", vec![file], parse));
        let keys = |jwt: JwtSettings| -> Result<_, LoadError> {
            let parse = |contents: &[Vec<u8>]| Keys::parse(only(contents));
            let keys = Reloaded::open("the keys of tokens", vec![jwt.keys], parse)?;
            let (issuer, audience) = (jwt.issuer, jwt.audience);
            Ok((Arc::new(keys), Expected { issuer, audience, leeway: LEEWAY }))
        };
        let callers = callers.transpose()?.map(Arc::new);
        Ok(Self { callers, jwt: jwt.map(keys).transpose()?, quota, by_address })
    }

    /// Whether callers must show who they are.
    pub(super) fn is_on(&self) -> bool {
        self.callers.is_some() || self.jwt.is_some()
    }

    /// What reads the files again.
    pub(super) fn files(&self) -> Vec<Arc<dyn Refresh>> {
        let mut files: Vec<Arc<dyn Refresh>> = Vec::new();
        if let Some(callers) = &self.callers {
            files.push(Arc::clone(callers) as Arc<dyn Refresh>);
        }
        if let Some((keys, _)) = &self.jwt {
            files.push(Arc::clone(keys) as Arc<dyn Refresh>);
        }
        files
    }

    /// Who calls the method of this path, if they may call it; none for callers who are not told
    /// apart.
    pub(super) fn authorize(
        &self,
        path: &str,
        headers: &HeaderMap,
        peer: Option<&Peer>,
        now: Timestamp,
    ) -> Result<Option<Caller>, Fault> {
        if is_open(path) {
            return Ok(None);
        }
        if !self.is_on() {
            return Ok(self.anonymous(peer));
        }
        let caller = self.caller(headers, peer, now).map_err(status::unauthenticated)?;
        match methods::access(path) {
            Some(Access::Needs(scope)) if !caller.scopes.holds(scope) => {
                Err(status::scope_missing(scope))
            }
            // What is not there is told by the router, to those who are known.
            _ => Ok(Some(caller)),
        }
    }

    fn anonymous(&self, peer: Option<&Peer>) -> Option<Caller> {
        let address = peer.filter(|_| self.by_address)?.address?.ip();
        let name = quota::name_of_address(address).into();
        Some(Caller { name, scopes: Scope::ALL.into_iter().collect(), quota: self.quota })
    }

    /// Whose credentials they are. A token goes before a certificate.
    fn caller(
        &self,
        headers: &HeaderMap,
        peer: Option<&Peer>,
        now: Timestamp,
    ) -> Result<Caller, Refusal> {
        if let Some(token) = bearer(headers)? {
            return self.by_token(token, now);
        }
        let names = peer.and_then(|peer| peer.certificate.as_deref());
        match (names, &self.callers) {
            (Some(names), Some(callers)) => callers.get().by_certificate(names, now),
            _ => Err(Refusal::Missing),
        }
    }

    fn by_token(&self, token: &str, now: Timestamp) -> Result<Caller, Refusal> {
        match (&self.jwt, &self.callers) {
            (Some((keys, expected)), _) if jwt::looks_like_one(token) => {
                jwt::caller(token, &keys.get(), expected, self.quota, now)
            }
            (_, Some(callers)) => callers.get().by_token(token, now),
            _ => Err(Refusal::Invalid),
        }
    }
}

/// The content of the only file.
fn only(contents: &[Vec<u8>]) -> &[u8] {
    contents.first().map_or(&[], Vec::as_slice)
}

/// The bearer token (RFC 6750) of a call, if it has credentials at all.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    // Of two, who knows which one a proxy before us has looked at.
    if values.next().is_some() {
        return Err(Refusal::Invalid);
    }
    let (scheme, token) =
        value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or(Refusal::Invalid)?;
    let is_bearer = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty();
    if is_bearer { Ok(Some(token)) } else { Err(Refusal::Invalid) }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn one_bearer_token_is_read() {
        let mut headers = HeaderMap::new();
        assert_eq!(bearer(&headers), Ok(None));
        for (value, expected) in [
            ("Bearer abc", Ok(Some("abc"))),
            ("bearer abc", Ok(Some("abc"))),
            ("Bearer", Err(Refusal::Invalid)),
            ("Bearer ", Err(Refusal::Invalid)),
            ("Basic abc", Err(Refusal::Invalid)),
            ("abc", Err(Refusal::Invalid)),
        ] {
            headers.insert(AUTHORIZATION, HeaderValue::from_static(value));
            assert_eq!(bearer(&headers), expected, "{value}");
        }
        headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer abc"));
        assert_eq!(bearer(&headers), Err(Refusal::Invalid), "two of them");
    }
}
