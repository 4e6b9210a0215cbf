/** Addresses of servers, and the tokens that go there. */

import type { Interceptor } from "@connectrpc/connect";

/** A token, or what gives the one to use for the next call. */
export type Token = string | (() => string | Promise<string>);

/** The URL of a target: host:port, http://host:port or https://host:port. */
export function urlOf(target: string): URL {
  const url = new URL(target.includes("://") ? target : `http://${target}`);
  if (!["http:", "https:"].includes(url.protocol)) {
    throw new TypeError(`${target} is not a target: it is host:port or https://host:port`);
  }
  return url;
}

/** Sends a bearer token along, which never leaves the machine unencrypted. */
export function interceptors(url: URL, token: Token | undefined): Interceptor[] {
  if (token === undefined) return [];
  if (url.protocol === "http:" && !isHere(url.hostname)) {
    throw new TypeError("a token is sent over TLS only: ask for https://");
  }
  return [
    (next) => async (request) => {
      const value = typeof token === "string" ? token : await token();
      request.header.set("authorization", `Bearer ${value}`);
      return next(request);
    },
  ];
}

/** Whether a host is this machine. */
function isHere(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
