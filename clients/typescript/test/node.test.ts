/** The client for Node against the real server. */

import assert from "node:assert/strict";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { ConnectError } from "@connectrpc/connect";
import {
  articleOf,
  Code,
  connect,
  files,
  IngestSummary,
  ParallaxError,
  v1,
  type ArticleLike,
  type Client,
  type Comparison,
  type Ingested,
} from "../src/node.js";
import { all, Server } from "./server.js";

const TIMES =
  "\u{1F30D}\u{1F469}\u200D\u{1F680} The mayor of Oslo opened the new bridge on Friday. It cost 40 million " +
  "euros. “The bridge is safe,” Marianne Borgen said.\n";
const POST =
  "On Friday the new bridge was opened by the mayor of Oslo \u{1F389}. It cost 45 million euros, critics said.\n";

let server: Server;
let client: Client;

before(async () => {
  server = await Server.start();
  client = connect(server.address);
});

after(async () => {
  client.close();
  await server.stop();
});

function text(n: number): string {
  return `Ship number ${n} left the harbour of Bergen on Monday with ${n + 3} containers.\n`;
}

function* articles(count: number, source: string): Generator<ArticleLike> {
  for (let n = 0; n < count; n += 1) yield { text: text(n), source, externalId: `${n}` };
}

function everythingResolves(comparison: Comparison, texts: Record<string, string>): void {
  const passages = comparison.evidence(comparison.message);
  assert(passages.length > 10);
  for (const passage of passages) {
    assert.equal(texts[passage.key]?.slice(passage.begin, passage.end), passage.text);
    assert.notEqual(passage.text, "");
  }
}

/** The error that a call ends with. */
async function failure(call: Promise<unknown>): Promise<ParallaxError> {
  const error = await call.then(
    () => assert.fail("it succeeds"),
    (error: unknown) => error,
  );
  assert(error instanceof ParallaxError, `${error}`);
  return error;
}

test("evidence leads to the words", async () => {
  const texts = { Times: TIMES, Post: POST };
  const comparison = await client.compare(texts);
  assert.deepEqual(comparison.message.documents.map((column) => column.key), ["Times", "Post"]);
  everythingResolves(comparison, texts);
  const shared = comparison.claims.find((claim) => comparison.supporters(claim).length === 2);
  assert(shared, "both say that the bridge was opened");
  assert.match(comparison.evidence(shared)[0]?.text ?? "", /bridge/);
  assert.equal(comparison.claim(shared.id), shared);
  for (const claim of comparison.claims) {
    // Spans tell what they cover, so that the arithmetic can be checked.
    const { representative } = claim;
    assert(representative);
    assert.equal(comparison.passage(representative).text, representative.span?.text);
  }
  const numbers = comparison.discrepancies.find((d) => d.type === v1.Discrepancy_Type.NUMBER);
  assert(numbers);
  assert.deepEqual(
    new Set(comparison.evidence(numbers).map((passage) => passage.key)),
    new Set(["Times", "Post"]),
  );
});

test("options and metadata reach the server", async () => {
  const publishTime = new Date("2023-03-20T08:00:00Z");
  const comparison = await client.compare(
    [
      { text: TIMES, source: "times.example", publishTime },
      { text: POST, source: "post.example", publishTime },
    ],
    { maxClaims: 1 },
  );
  assert.equal(comparison.claims.length, 1);
  assert.equal(comparison.message.offsetUnit, v1.OffsetUnit.UTF16_UNIT);
  const sources = comparison.evidence(comparison.message).map((passage) => passage.source);
  assert.deepEqual(new Set(sources), new Set(["times.example", "post.example"]));
});

test("files, and a charset that only the server knows", async () => {
  const folder = await mkdtemp(join(tmpdir(), "articles-"));
  await writeFile(join(folder, "latin.txt"), Buffer.from("Cafés in Besançon met on Friday.", "latin1"));
  await mkdir(join(folder, "deep"));
  await writeFile(join(folder, "deep/post.txt"), POST);
  const latin = await articleOf(join(folder, "latin.txt"), { source: "cafe.example" });
  const given = await all(files(folder));
  assert.deepEqual(given.map((one) => one.key), ["post", "latin"]);
  const comparison = await client.compare([{ ...latin, charset: "windows-1252" }, POST]);
  assert.equal(comparison.texts.get("latin"), undefined);
  assert.equal(comparison.texts.get("S1"), POST);
});

test("an analysis leads to the words", async () => {
  const analysis = await client.analyze(TIMES);
  const { entities, claims, quotes } = analysis.message;
  const spans = [
    ...entities.flatMap((entity) => entity.mentions.map((mention) => mention.span)),
    ...claims.map((claim) => claim.span),
    ...quotes.map((quote) => quote.span),
  ];
  assert(spans.length > 5);
  for (const span of spans) {
    assert(span);
    assert.equal(analysis.words(span), span.text);
  }
  const only = await client.analyze(TIMES, { features: [v1.Feature.QUOTES] });
  assert(only.message.quotes.length > 0 && only.message.claims.length === 0);
});

test("stored articles are listed, found, compared and removed", async () => {
  const names: string[] = [];
  for (const [n, text] of [TIMES, POST].entries()) {
    const stored = await client.store(
      { text, source: "stored.example", externalId: `${n}` },
      { waitForAnalysis: true },
    );
    names.push(stored.document?.name ?? "");
  }
  const filter = 'source = "stored.example"';
  const listed = client.documents({ filter, orderBy: "create_time", pageSize: 1 });
  assert.deepEqual((await all(listed)).map((document) => document.name), names);
  const hits = await all(client.search("bridge mayor", { filter, pageSize: 1 }));
  assert.equal(hits.length, 2);
  for (const hit of hits) {
    const { text } = await client.document(hit.document?.name ?? "");
    const words = hit.highlights.map((span) => text.slice(span.begin, span.end).toLowerCase());
    assert(words.includes("bridge"), `${words}`);
  }
  const comparison = await client.compareStored(names);
  assert.match(comparison.message.name, /^comparisons\//);
  const keys = comparison.message.documents.map((column) => column.key);
  everythingResolves(comparison, { [keys[0] ?? ""]: TIMES, [keys[1] ?? ""]: POST });
  await client.delete(names[0] ?? "");
  await client.delete(names[0] ?? "");
  const error = await failure(client.document(names[0] ?? ""));
  assert.deepEqual([error.code, error.reason], [Code.NotFound, "DOCUMENT_NOT_FOUND"]);
});

test("stories and entities are listed", async () => {
  for (const source of ["one.example", "two.example"]) {
    const text =
      "Jens Stoltenberg opened the lighthouse museum of Kristiansund on 3 March 2024. " +
      `The museum cost nine million crowns, its keeper told ${source}.\n`;
    await client.store({ text, source }, { waitForAnalysis: true });
  }
  // What an article belongs to is known soon after it is stored, not at once.
  for (let tries = 0; ; tries += 1) {
    const filter = 'entities:"Kristiansund" AND source_count = 2';
    const stories = await all(client.stories({ filter }));
    const entities = await all(client.entities({ filter: 'aliases:"Stoltenberg"' }));
    if (stories[0] && entities[0]) {
      const comparison = await client.compareStored(stories[0].name);
      assert.equal(comparison.message.story, stories[0].name);
      return;
    }
    assert(tries < 300);
    await pause(200);
  }
});

test("a feed tells what becomes of each article", async () => {
  const three = [...articles(3, "feed.example")];
  const seen: [number, number][] = [];
  const summary = await client.ingest([...three, " \n", ...three], {
    onProgress: (sum, one) => seen.push([sum.done, one.sequence]),
  });
  assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7].map((n) => [n, n]));
  assert.deepEqual([summary.created, summary.duplicates, summary.failed], [3, 3, 1]);
  const [refused] = summary.failures;
  assert.equal(refused?.given, " \n");
  assert.equal(refused?.error?.reason, "CONTENT_EMPTY");
  assert.equal(refused?.error?.code, Code.InvalidArgument);
  const checked = await client.ingest(articles(2, "checked.example"), { validateOnly: true });
  assert.equal(checked.validated, 2);
});

test("a feed reads little ahead, and stops with its reader", async () => {
  let read = 0;
  async function* counted() {
    for (let n = 0; n < 5_000; n += 1) {
      read += 1;
      yield text(n + 10_000);
    }
  }
  for await (const one of client.feed(counted())) {
    assert.equal(one.sequence, 1);
    break;
  }
  // The window of the server (256 by default) and what was acknowledged since.
  assert(read < 1_000, `${read}`);
  const stopped = read;
  await pause(300);
  assert.equal(read, stopped);
});

test("acknowledgements do not wait for more articles", async () => {
  let resume = () => undefined as void;
  const more = new Promise<void>((resolve) => (resume = resolve));
  async function* slow() {
    yield text(20_001);
    await more;
    yield text(20_002);
  }
  const seen: number[] = [];
  for await (const one of client.feed(slow())) {
    seen.push(one.sequence);
    resume();
  }
  assert.deepEqual(seen, [1, 2]);
});

test("what cannot be read ends the feed", async () => {
  async function* broken() {
    yield text(30_001);
    throw new RangeError("the disk is gone");
  }
  await assert.rejects(client.ingest(broken()), { name: "RangeError", message: "the disk is gone" });
});

test("a session passes over what is stored", async () => {
  const options = { session: "typescript-session" };
  const first = await client.ingest(articles(4, "session.example"), options);
  assert.deepEqual([first.created, first.skipped], [4, 0]);
  const again = await client.ingest(articles(6, "session.example"), options);
  assert.deepEqual([again.created, again.duplicates, again.skipped], [2, 0, 4]);
});

test("a feed and a watch outlive the server", async () => {
  const server = await Server.start();
  const client = connect(server.address);
  // At least a window (256) after each end, so that none was acknowledged in full before it.
  const ends = [40, 400];
  const count = 700;
  const interruptions: ParallaxError[] = [];
  const filter = 'source = "torn.example"';
  const kinds = [v1.EventKind.DOCUMENT_CREATED];
  const ending = new AbortController();
  const watch = client.watch({
    filter,
    kinds,
    includeInitial: true,
    signal: ending.signal,
    onInterruption: (error) => interruptions.push(error),
  });
  const told = new Set<string>();
  const watching = (async () => {
    for await (const change of watch) {
      if (change.resource.case === "document") told.add(change.resource.value.name);
      if (told.size === count) ending.abort();
    }
  })();
  const summary = new IngestSummary();
  const answers: Ingested[] = [];
  let restarted = Promise.resolve();
  for await (const one of client.feed(articles(count, "torn.example"), { session: "torn" })) {
    summary.add(one);
    answers.push(one);
    if (ends.includes(summary.done)) {
      await restarted;
      await server.kill();
      restarted = server.start();
    }
  }
  await restarted;
  // What was stored when its acknowledgement was lost is acknowledged as a duplicate.
  assert.deepEqual([summary.failed, summary.done], [0, count]);
  assert.deepEqual(answers.map((one) => one.sequence), [...Array(count).keys()].map((n) => n + 1));
  await watching;
  assert.equal(told.size, count);
  assert(interruptions.length >= 1);
  assert((await all(client.documents({ filter, pageSize: 1000 }))).length === count);
  client.close();
  await server.stop();
});

test("a watch tells what happens, and goes on after its token", async () => {
  const filter = 'source = "watched.example"';
  const kinds = [v1.EventKind.DOCUMENT_CREATED];
  const store = async (n: number) => {
    const text = `The ${n}th tram of the day was late in Bergen, its driver said.`;
    return (await client.store({ text, source: "watched.example" })).document?.name;
  };
  let token = "";
  let name: string | undefined;
  for await (const change of client.watch({ filter, kinds, heartbeats: true, heartbeatMs: 200 })) {
    if (change.resource.case === "document") {
      assert.equal(change.resource.value.name, name);
      token = change.resumeToken;
      break;
    }
    assert.equal(change.kind, v1.EventKind.HEARTBEAT);
    name ??= await store(1);
  }
  const later = await store(2);
  for await (const change of client.watch({ filter, kinds, resumeToken: token })) {
    assert.equal(change.resource.value?.$typeName, "parallax.v1.Document");
    assert(change.resource.case === "document" && change.resource.value.name === later);
    break;
  }
  const quiet = client.watch({ filter, signal: AbortSignal.timeout(200) });
  assert.deepEqual(await all(quiet), []);
  const refused = await failure(all(client.watch({ resumeToken: "00" })));
  assert.equal(refused.reason, "RESUME_TOKEN_INVALID");
});

test("errors name reason and field", async () => {
  const error = await failure(client.analyze(" \n\t "));
  assert.deepEqual([error.code, error.reason], [Code.InvalidArgument, "CONTENT_EMPTY"]);
  assert.deepEqual(error.fieldViolations.map((violation) => violation.field), ["article.text"]);
  assert.equal((await failure(client.compare(["One is too few."]))).reason, "TOO_FEW_DOCUMENTS");
  const large = await failure(client.analyze("x".repeat(3 << 20)));
  assert.equal(large.reason, "CONTENT_TOO_LARGE");
  assert(large.metadata["setting"]);
});

test("only a connection that fails is one that may be tried again", () => {
  const code = (cause: Error) =>
    ParallaxError.of(new ConnectError("told by the library", Code.Internal, undefined, undefined, cause))
      .code;
  const reset = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
  assert.equal(code(reset), Code.Unavailable);
  assert.equal(code(new Error("the stream failed", { cause: reset })), Code.Unavailable);
  assert.equal(code(new TypeError("fetch failed")), Code.Unavailable);
  assert.equal(code(new RangeError("cannot encode field deadline")), Code.Internal);
  assert.equal(code(new Error("of the caller's own")), Code.Internal);
});

test("deadlines and signals end a call", async () => {
  const long = "The mayor of Oslo opened the new bridge on Friday, critics said. ".repeat(12_000);
  assert.equal((await failure(client.analyze(long, { deadlineMs: 100 }))).code, Code.DeadlineExceeded);
  const signal = AbortSignal.timeout(100);
  assert.equal((await failure(client.analyze(long, { signal }))).code, Code.Canceled);
  for (const reason of [new Error("enough"), "enough"]) {
    const ending = new AbortController();
    const ended = failure(client.analyze(long, { signal: ending.signal }));
    ending.abort(reason);
    assert.equal((await ended).code, Code.Canceled);
    const feed = client.ingest(["A ship left."], { signal: ending.signal });
    assert.equal((await failure(feed)).code, Code.Canceled);
  }
});

test("nobody there, and tokens in the clear", async () => {
  const nobody = connect("127.0.0.1:9", { maxAttempts: 2 });
  assert.equal((await failure(nobody.analyze("Rain fell."))).code, Code.Unavailable);
  assert.equal((await failure(nobody.ingest(["Rain fell."]))).code, Code.Unavailable);
  nobody.close();
  for (const target of ["news.example:50051", "http://10.0.0.1:50051"]) {
    assert.throws(() => connect(target, { token: "secret" }), /TLS/);
  }
  for (const target of ["localhost:1", "[::1]:1", "127.0.0.1:1", "https://news.example"]) {
    connect(target, { token: "secret" }).close();
  }
});
