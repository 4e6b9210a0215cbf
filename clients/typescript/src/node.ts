/** The client for Node, over gRPC. */

import { readFile, readdir } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import type { Article, Known } from "./articles.js";
import { Client, type Settings } from "./client.js";
import { interceptors, urlOf, type Token } from "./target.js";

export * from "./index.js";

/** How to speak TLS. All are PEM texts. */
export interface Tls {
  /** Certificates of those who may sign the server's; absent = those that Node trusts. */
  readonly ca?: string | Uint8Array;
  /** The client's own certificate with its chain, for mutual TLS. */
  readonly certificate?: string | Uint8Array;
  /** The key of that certificate. */
  readonly key?: string | Uint8Array;
  /** Name in the server's certificate, where it differs from that in the target. */
  readonly serverName?: string;
}

/** Settings of a client for Node. */
export interface NodeSettings extends Settings {
  /** Bearer token, or what gives the one to use for the next call. */
  readonly token?: Token;
  /** How to speak TLS, with an https target. */
  readonly tls?: Tls;
  /** Most bytes in one answer. Default: 64 MiB. */
  readonly maxMessageBytes?: number;
}

/** A client of the server at host:port, http://host:port or https://host:port. */
export function connect(target: string, settings: NodeSettings = {}): Client {
  const url = urlOf(target);
  const { token, tls, maxMessageBytes = 64 << 20 } = settings;
  if (tls && url.protocol !== "https:") throw new TypeError("tls needs an https:// target");
  const sessions = new Http2SessionManager(
    url,
    // A connection that is half open is found out, also while a watch is quiet.
    { pingIntervalMs: 60_000, pingTimeoutMs: 20_000, pingIdleConnection: false },
    tls && {
      ...(tls.ca && { ca: Buffer.from(tls.ca) }),
      ...(tls.certificate && { cert: Buffer.from(tls.certificate) }),
      ...(tls.key && { key: Buffer.from(tls.key) }),
      ...(tls.serverName && { servername: tls.serverName }),
    },
  );
  const transport = createGrpcTransport({
    baseUrl: url.origin,
    sessionManager: sessions,
    interceptors: interceptors(url, token),
    readMaxBytes: maxMessageBytes,
  });
  return new Client(transport, settings, true, () => sessions.abort());
}

/** An article out of a file, under its name without folder and suffix unless told otherwise. */
export async function articleOf(path: string, known: Known = {}): Promise<Article> {
  const raw = await readFile(path);
  return { raw, key: basename(path, extname(path)), ...known };
}

/**
 * The articles of a folder and those below it whose files have a suffix, in the order of their paths,
 * each read when it is taken.
 */
export async function* files(folder: string, suffix = ".txt"): AsyncGenerator<Article> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    // Node 20 calls it path, later ones parentPath.
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  for (const path of paths.sort()) yield articleOf(path);
}
