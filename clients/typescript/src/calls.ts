/**
 * A feed where there are no streams of requests, as in a browser: a call for each article, a few at
 * a time.
 */

import { article, type ArticleLike } from "./articles.js";
import { ParallaxError } from "./errors.js";
import type { Articles, Ingested } from "./feed.js";
import { IngestOutcome, type IngestDocumentResponse } from "./gen/parallax/v1/ingest_pb.js";

/** Calls that are under way at once. */
const AT_ONCE = 4;

/** Stores one article. */
export type Store = (given: ArticleLike) => Promise<IngestDocumentResponse>;

/** What becomes of articles, in their order. An error that is not about an article ends it. */
export async function* feedByCalls(articles: Articles, store: Store): AsyncGenerator<Ingested> {
  const running: Promise<Ingested>[] = [];
  let sequence = 0;
  for await (const given of articles) {
    sequence += 1;
    const answer = ingested(sequence, given, store);
    // It is looked at when its turn comes.
    answer.catch(() => undefined);
    running.push(answer);
    const first = running.length >= AT_ONCE ? running.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const answer of running) yield await answer;
}

async function ingested(sequence: number, given: ArticleLike, store: Store): Promise<Ingested> {
  try {
    const answer = await store(article(given));
    return {
      sequence,
      given,
      document: answer.document?.name ?? "",
      outcome: answer.outcome,
      error: undefined,
      warnings: answer.warnings,
      duplicate: answer.document?.duplicate,
    };
  } catch (thrown) {
    const error = ParallaxError.of(thrown);
    const about = error.fieldViolations.length > 0 || error.reason?.startsWith("CONTENT_");
    if (!about && error.reason !== "DOCUMENT_ID_TAKEN") throw error;
    return {
      sequence,
      given,
      document: "",
      outcome: IngestOutcome.UNSPECIFIED,
      error,
      warnings: [],
      duplicate: undefined,
    };
  }
}
