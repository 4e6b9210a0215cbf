/** The client for browsers, over gRPC-Web. The server must know the page's origin. */

import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { Client, type Settings } from "./client.js";
import { interceptors, urlOf, type Token } from "./target.js";

export * from "./index.js";

/** Settings of a client for browsers. */
export interface WebSettings extends Settings {
  /** Bearer token, or what gives the one to use for the next call. */
  readonly token?: Token;
}

/** A client of the server at http://host:port or https://host:port. */
export function connect(target: string, settings: WebSettings = {}): Client {
  const url = urlOf(target);
  const transport = createGrpcWebTransport({
    baseUrl: url.origin,
    interceptors: interceptors(url, settings.token),
  });
  // Browsers stream answers, but no requests.
  return new Client(transport, settings, false);
}
