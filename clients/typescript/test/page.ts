/** What the page of the browser test runs. It tells the server of the page how it went. */

import { connect, ParallaxError, v1 } from "../src/web.js";

const TIMES =
  "\u{1F30D}\u{1F680} The mayor of Oslo opened the new bridge on Friday. “The bridge is safe,” Marianne Borgen said.\n";
const POST = "On Friday the new bridge was opened by the mayor of Oslo \u{1F389}, critics said.\n";

async function run(target: string): Promise<Record<string, unknown>> {
  const client = connect(target);
  const texts: Record<string, string> = { Times: TIMES, Post: POST };
  const comparison = await client.compare(texts);
  const passages = comparison.evidence(comparison.message);
  const astray = passages.filter(({ key, begin, end, text }) => texts[key]?.slice(begin, end) !== text);
  const error = await client.analyze(" ").catch((error: unknown) => error);
  const source = "page.example";
  const articles = [TIMES, " \n", POST].map((text) => ({ text, source }));
  const summary = await client.ingest(articles);
  const filter = `source = "${source}"`;
  const told: string[] = [];
  const watching = client.watch({ filter, kinds: [v1.EventKind.DOCUMENT_CREATED], includeInitial: true });
  for await (const change of watching) {
    told.push(v1.EventKind[change.kind]);
    if (change.kind === v1.EventKind.SYNCED) {
      await client.store({ text: "A third article came to Bergen on Monday, its author said.", source });
    } else if (told.includes("SYNCED")) break;
  }
  return {
    passages: passages.length,
    astray: astray.length,
    reason: error instanceof ParallaxError ? error.reason : `${error}`,
    created: summary.created,
    refused: summary.failures.map((failure) => failure.error?.reason),
    told,
  };
}

const report = await run(location.hash.slice(1)).catch((error: unknown) => ({ error: `${error}` }));
await fetch("/report", { method: "POST", body: JSON.stringify(report) });
