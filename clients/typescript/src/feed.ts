/**
 * Feeds: long streams of articles, each acknowledged by itself, that go on by themselves where they
 * were torn.
 */

import { create } from "@bufbuild/protobuf";
import { Code, type CallOptions, type Client as Stub } from "@connectrpc/connect";
import { article, content, metadata, type ArticleLike } from "./articles.js";
import { ParallaxError } from "./errors.js";
import type { DuplicateInfo } from "./gen/parallax/v1/document_pb.js";
import {
  IngestDocumentsRequestSchema,
  IngestItemSchema,
  IngestOutcome,
  type IngestAck,
  type IngestConfig,
  type IngestDocumentsRequest,
  type IngestItem,
  type IngestService,
} from "./gen/parallax/v1/ingest_pb.js";
import type { Warning } from "./gen/parallax/v1/text_pb.js";
import { Retry, sleep } from "./retry.js";

/** Failures that a summary keeps; all are counted. */
const MOST_FAILURES = 1_000;

/** What became of an article of a feed. */
export interface Ingested {
  /** Its position in the feed, from 1. */
  readonly sequence: number;
  /** The article as it was given. */
  readonly given: ArticleLike;
  /** documents/{document}; empty when it failed or was only checked. */
  readonly document: string;
  /** What became of it; UNSPECIFIED when it failed. */
  readonly outcome: IngestOutcome;
  /** What is wrong with it; undefined when it is stored or was known. */
  readonly error: ParallaxError | undefined;
  /** What the server has to say of it. */
  readonly warnings: readonly Warning[];
  /** Set when it is a copy of an earlier document. */
  readonly duplicate: DuplicateInfo | undefined;
}

/** Counts of a feed. */
export class IngestSummary {
  /** Stored as new documents. */
  created = 0;
  /** Known already. */
  duplicates = 0;
  /** Stored as new revisions. */
  revisions = 0;
  /** Checked, where nothing was to be written. */
  validated = 0;
  /** Refused. */
  failed = 0;
  /** Acknowledged to an earlier feed of the session, and not sent again. */
  skipped = 0;
  /** The first thousand of those that were refused. */
  readonly failures: Ingested[] = [];

  /** Articles that are answered. */
  get done(): number {
    return this.created + this.duplicates + this.revisions + this.validated + this.failed;
  }

  /** Counts one more. */
  add(one: Ingested): void {
    if (one.error !== undefined) {
      this.failed += 1;
      if (this.failures.length < MOST_FAILURES) this.failures.push(one);
    } else if (one.outcome === IngestOutcome.DUPLICATE) this.duplicates += 1;
    else if (one.outcome === IngestOutcome.NEW_REVISION) this.revisions += 1;
    else if (one.outcome === IngestOutcome.VALIDATED) this.validated += 1;
    else this.created += 1;
  }
}

/** Articles of a feed, at hand or as they come. */
export type Articles = Iterable<ArticleLike> | AsyncIterable<ArticleLike>;

interface Pending {
  given: ArticleLike;
  item: IngestItem;
}

/**
 * What becomes of articles, in their order. No more of them are read ahead than the server's window
 * allows. What the iterable throws ends the feed.
 */
export class Feed implements AsyncIterable<Ingested> {
  /**
   * Articles that an earlier feed of the session has stored; known once the first answer is there.
   */
  skipped = 0;
  #pending: Pending[] = [];
  #window = 1;
  #exhausted = false;
  #closed = false;
  #fault: { thrown: unknown } | undefined;
  #changed = new Changed();

  constructor(
    private readonly stub: Stub<typeof IngestService>,
    private readonly articles: Articles,
    private readonly config: IngestConfig,
    private readonly patienceMs: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Ingested> {
    let reading = false;
    let retry = new Retry(Infinity);
    let lastSuccess = Date.now();
    try {
      for (;;) {
        const stream = { ready: false, sent: 0, over: false };
        const ending = new AbortController();
        const stop = () => ending.abort(this.signal?.reason);
        this.signal?.addEventListener("abort", stop);
        let torn: ParallaxError;
        try {
          this.signal?.throwIfAborted();
          const options: CallOptions = { signal: ending.signal };
          for await (const { message } of this.stub.ingestDocuments(this.#requests(stream), options)) {
            if (message.case === "ready") {
              this.#window = Math.max(message.value.window, 1);
              stream.ready = true;
              if (!reading) {
                reading = true;
                this.skipped = Number(message.value.resumeAfterSequence);
                void this.#read();
              }
              this.#changed.notify();
            } else if (message.case === "ack") {
              stream.sent -= 1;
              retry = new Retry(Infinity);
              lastSuccess = Date.now();
              yield this.#acknowledged(message.value);
            }
          }
          if (this.#fault !== undefined) throw this.#fault.thrown;
          if (this.#exhausted && this.#pending.length === 0) return;
          torn = new ParallaxError(
            Code.Unavailable,
            "the stream ended before all articles were acknowledged",
          );
        } catch (thrown) {
          if (this.#fault !== undefined) throw this.#fault.thrown;
          if (thrown instanceof Answer) throw thrown.error;
          torn = ParallaxError.of(thrown, this.signal);
        } finally {
          stream.over = true;
          this.#changed.notify();
          this.signal?.removeEventListener("abort", stop);
          ending.abort();
        }
        const pause = retry.pause(torn);
        // What was never open fails as calls do, without a second attempt.
        if (!reading || pause === undefined || this.signal?.aborted) throw torn;
        if (Date.now() + pause - lastSuccess > this.patienceMs) throw torn;
        await sleep(pause, this.signal);
      }
    } finally {
      this.#closed = true;
      this.#changed.notify();
    }
  }

  /** Takes articles while there is room. */
  async #read(): Promise<void> {
    try {
      let sequence = 0;
      for await (const given of this.articles) {
        sequence += 1;
        if (this.#closed) return;
        if (sequence <= this.skipped) continue;
        const one = article(given);
        const item = create(IngestItemSchema, {
          sequence: BigInt(sequence),
          article: content(one),
          metadata: metadata(one),
          documentId: one.documentId ?? "",
        });
        while (!this.#closed && this.#pending.length >= this.#window) await this.#changed.next();
        if (this.#closed) return;
        this.#pending.push({ given, item });
        this.#changed.notify();
      }
    } catch (thrown) {
      this.#fault = { thrown };
    } finally {
      this.#exhausted = true;
      this.#changed.notify();
    }
  }

  /** What is sent: the config, then each item once there is one. */
  async *#requests(stream: {
    ready: boolean;
    sent: number;
    over: boolean;
  }): AsyncGenerator<IngestDocumentsRequest> {
    yield create(IngestDocumentsRequestSchema, { message: { case: "config", value: this.config } });
    while (!stream.over && !this.#closed) {
      const next = stream.ready ? this.#pending[stream.sent] : undefined;
      if (next !== undefined) {
        stream.sent += 1;
        yield create(IngestDocumentsRequestSchema, { message: { case: "item", value: next.item } });
      } else if (stream.ready && this.#exhausted) {
        return;
      } else {
        await this.#changed.next();
      }
    }
  }

  #acknowledged(ack: IngestAck): Ingested {
    const pending = this.#pending[0];
    if (pending === undefined || pending.item.sequence !== ack.sequence) {
      const message = "the server has answered an item that was not sent";
      throw new Answer(new ParallaxError(Code.Internal, message));
    }
    this.#pending.shift();
    this.#changed.notify();
    const ok = ack.result.case === "ok" ? ack.result.value : undefined;
    return {
      sequence: Number(ack.sequence),
      given: pending.given,
      document: ok?.document ?? "",
      outcome: ok?.outcome ?? IngestOutcome.UNSPECIFIED,
      error: ack.result.case === "error" ? ParallaxError.ofItem(ack.result.value) : undefined,
      warnings: ok?.warnings ?? [],
      duplicate: ok?.duplicate,
    };
  }
}

/** An answer that no server should give: asking again would not help. */
class Answer {
  constructor(readonly error: ParallaxError) {}
}

/** Wakes all who wait for a change. */
class Changed {
  #waiting: (() => void)[] = [];

  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  notify(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
