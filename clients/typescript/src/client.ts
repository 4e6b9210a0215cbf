/** The client. */

import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import {
  Code,
  createClient,
  type CallOptions,
  type Client as Stub,
  type Transport,
} from "@connectrpc/connect";
import {
  article,
  columns,
  content,
  metadata,
  submittedText,
  type ArticleLike,
  type Known,
} from "./articles.js";
import { feedByCalls } from "./calls.js";
import { ParallaxError } from "./errors.js";
import { Analysis, Comparison } from "./evidence.js";
import { Feed, IngestSummary, type Articles, type Ingested } from "./feed.js";
import { AnalysisService, type Feature } from "./gen/parallax/v1/analysis_pb.js";
import type { GazetteerEntrySchema } from "./gen/parallax/v1/annotation_pb.js";
import {
  ComparisonOptionsSchema,
  ComparisonService,
  type Comparison as ComparisonMessage,
} from "./gen/parallax/v1/comparison_pb.js";
import {
  DocumentService,
  DocumentView,
  type Document,
  type SearchHit,
} from "./gen/parallax/v1/document_pb.js";
import { EntityService, type Entity } from "./gen/parallax/v1/entity_pb.js";
import {
  IngestConfigSchema,
  IngestConfig_AckLevel,
  IngestService,
  type IngestDocumentResponse,
} from "./gen/parallax/v1/ingest_pb.js";
import { StoryService, type Story } from "./gen/parallax/v1/story_pb.js";
import { OffsetUnit } from "./gen/parallax/v1/text_pb.js";
import { WatchRequestSchema, WatchService, type EventKind } from "./gen/parallax/v1/watch_pb.js";
import { Retry, sleep } from "./retry.js";
import { Watch, type WatchManner } from "./watch.js";

const UNIT = OffsetUnit.UTF16_UNIT;
const PATIENCE_MS = 60_000;

/** Settings of a client. */
export interface Settings {
  /**
   * Time for each call with all of its attempts. The server is told, and stops work on calls whose
   * time is up. Feeds and watches have none. Default: 30 s.
   */
  readonly deadlineMs?: number;
  /** How often a call is tried in all; 1 = never again. Default: 4. */
  readonly maxAttempts?: number;
}

/** Settings of one call. */
export interface Manner {
  /** Time for this call with all of its attempts. */
  readonly deadlineMs?: number;
  /** Ends the call. */
  readonly signal?: AbortSignal;
}

/** How a comparison is to be made. Positions count UTF-16 units in any case. */
export type CompareOptions = Omit<
  MessageInitShape<typeof ComparisonOptionsSchema>,
  "offsetUnit" | "$typeName" | "$unknown"
>;

/** How an analysis is to be made. */
export interface AnalyzeOptions extends Manner {
  /** None = all. */
  readonly features?: readonly Feature[];
  /** Names that the caller knows. */
  readonly gazetteer?: readonly MessageInitShape<typeof GazetteerEntrySchema>[];
  /** Treat all text as body. */
  readonly skipCleaning?: boolean;
}

/** How an article is to be stored. */
export interface StoreOptions extends Manner {
  /** Answer when the article is analysed, not when it is stored. */
  readonly waitForAnalysis?: boolean;
  /** Check everything, write nothing. */
  readonly validateOnly?: boolean;
  /** Treat all text as body. */
  readonly skipCleaning?: boolean;
}

/** How articles are to be stored. */
export interface FeedOptions {
  /** As for one article. */
  readonly waitForAnalysis?: boolean;
  /** As for one article. */
  readonly validateOnly?: boolean;
  /** As for one article. */
  readonly skipCleaning?: boolean;
  /** Ends the feed. */
  readonly signal?: AbortSignal;
  /**
   * Names the feed, [a-z0-9][a-z0-9-]{0,62}: after a restart of your own program, give it the same
   * articles in the same order, and those that are acknowledged already are passed over. Not in a
   * browser.
   */
  readonly session?: string;
  /** What is known of every article that does not say otherwise. */
  readonly defaults?: Omit<Known, "key" | "documentId">;
  /** How long it tries to go on without success, once it was torn. Default: a minute. */
  readonly patienceMs?: number;
}

/** Which entries of a list, and how. */
export interface ListOptions extends Manner {
  /** Which, in the language of AIP-160; the fields are in the protocol. Absent = all. */
  readonly filter?: string;
  /** "publish_time desc", say. */
  readonly orderBy?: string;
  /** Entries that are fetched at a time. */
  readonly pageSize?: number;
}

/** What is watched, from where on, and how. */
export interface WatchOptions extends WatchManner {
  /** Kinds of changes; none = all. */
  readonly kinds?: readonly EventKind[];
  /** Which resources, in the language of lists. */
  readonly filter?: string;
  /** Goes on after the message that carried it, see `Watch.resumeToken`. */
  readonly resumeToken?: string;
  /** First what there is now, then SYNCED, then changes. */
  readonly includeInitial?: boolean;
  /** Time after which a quiet stream gives a sign of life; 0 = 30 s. */
  readonly heartbeatMs?: number;
  /** Changes of one resource within this time are told as one. */
  readonly coalesceMs?: number;
}

/**
 * A connection to a server. Positions in its answers count UTF-16 units, as the indices of
 * JavaScript's strings do.
 *
 * A call that meets a busy or restarting server (Unavailable, or ResourceExhausted with a hint when
 * to come back) is tried again after a growing pause, for as long as its deadline allows; all calls
 * here may be repeated without harm. What a call throws is a `ParallaxError`.
 */
export class Client {
  readonly #settings: Required<Settings>;
  readonly #analysis: Stub<typeof AnalysisService>;
  readonly #comparison: Stub<typeof ComparisonService>;
  readonly #document: Stub<typeof DocumentService>;
  readonly #entity: Stub<typeof EntityService>;
  readonly #ingest: Stub<typeof IngestService>;
  readonly #story: Stub<typeof StoryService>;
  readonly #watch: Stub<typeof WatchService>;

  constructor(
    /** For the stubs that `createClient` of Connect makes of other services of the protocol. */
    readonly transport: Transport,
    settings: Settings = {},
    /** Whether requests can be streamed. */
    private readonly duplex = true,
    private readonly end: () => void = () => undefined,
  ) {
    const { deadlineMs = 30_000, maxAttempts = 4 } = settings;
    this.#settings = { deadlineMs, maxAttempts };
    this.#analysis = createClient(AnalysisService, transport);
    this.#comparison = createClient(ComparisonService, transport);
    this.#document = createClient(DocumentService, transport);
    this.#entity = createClient(EntityService, transport);
    this.#ingest = createClient(IngestService, transport);
    this.#story = createClient(StoryService, transport);
    this.#watch = createClient(WatchService, transport);
  }

  /** Closes the connection and ends what is open on it. */
  close(): void {
    this.end();
  }

  /**
   * Calls a method of a stub with this client's deadline and attempts:
   * `client.call((options) => stub.getEntity({ name }, options))`. Say that it is repeatable when
   * carrying it out twice does no harm: what only reads, and what has a requestId.
   */
  async call<Answer>(
    send: (options: CallOptions) => Promise<Answer>,
    manner: Manner & { readonly repeatable?: boolean } = {},
  ): Promise<Answer> {
    const limit = manner.deadlineMs ?? this.#settings.deadlineMs;
    const end = Date.now() + limit;
    const retry = new Retry(this.#settings.maxAttempts);
    for (;;) {
      const left = end - Date.now();
      if (left <= 0) throw new ParallaxError(Code.DeadlineExceeded, `no answer within ${limit} ms`);
      const options: CallOptions = { timeoutMs: left };
      if (manner.signal) options.signal = manner.signal;
      try {
        return await send(options);
      } catch (thrown) {
        const error = ParallaxError.of(thrown, manner.signal);
        const pause = retry.pause(error, manner.repeatable ?? false);
        if (pause === undefined || manner.signal?.aborted || Date.now() + pause >= end) throw error;
        await sleep(pause, manner.signal);
      }
    }
  }

  #repeatable<Answer>(manner: Manner, send: (options: CallOptions) => Promise<Answer>) {
    return this.call(send, { ...manner, repeatable: true });
  }

  /** What is found in one article; nothing is stored. */
  async analyze(given: ArticleLike, options: AnalyzeOptions = {}): Promise<Analysis> {
    const one = article(given);
    const request = {
      article: content(one),
      metadata: metadata(one),
      features: [...(options.features ?? [])],
      gazetteer: [...(options.gazetteer ?? [])],
      skipCleaning: options.skipCleaning ?? false,
      offsetUnit: UNIT,
    };
    const answer = await this.#repeatable(options, (o) => this.#analysis.analyzeText(request, o));
    if (answer.analysis === undefined) throw lacking("analysis");
    return new Analysis(answer.analysis, submittedText(one));
  }

  /**
   * Compares articles that are given along; nothing is stored. Each has a column under its key: that
   * of the object, its own, or S0, S1 and so on.
   */
  async compare(
    articles: Iterable<ArticleLike> | Readonly<Record<string, ArticleLike>>,
    options: CompareOptions = {},
    manner: Manner = {},
  ): Promise<Comparison> {
    const given = columns(articles);
    const request = {
      articles: given.map((one) => ({
        key: one.key,
        article: content(one),
        metadata: metadata(one),
      })),
      options: { ...options, offsetUnit: UNIT },
    };
    const answer = await this.#repeatable(manner, (o) => this.#comparison.compareTexts(request, o));
    if (answer.comparison === undefined) throw lacking("comparison");
    return new Comparison(
      answer.comparison,
      new Map(given.map((one) => [one.key, submittedText(one)])),
    );
  }

  /** Compares stored articles: a story, stories/{story}, or several documents/{document}. */
  async compareStored(
    scope: string | Iterable<string>,
    options: CompareOptions = {},
    manner: Manner = {},
  ): Promise<Comparison> {
    const request = {
      scope:
        typeof scope === "string"
          ? { case: "story" as const, value: scope }
          : { case: "documents" as const, value: { names: [...scope] } },
      options: { ...options, offsetUnit: UNIT },
    };
    const answer = await this.#repeatable(manner, (o) => this.#comparison.compare(request, o));
    if (answer.comparison === undefined) throw lacking("comparison");
    return new Comparison(answer.comparison, await this.#texts(answer.comparison, manner));
  }

  async #texts(comparison: ComparisonMessage, manner: Manner) {
    const texts = new Map<string, string>();
    for (const { key, document, revision } of comparison.documents) {
      texts.set(key, (await this.document(document, { ...manner, revision })).text);
    }
    return texts;
  }

  /** Stores one article; when this resolves it is on the server's disk. */
  async store(given: ArticleLike, options: StoreOptions = {}): Promise<IngestDocumentResponse> {
    const one = article(given);
    const request = {
      article: content(one),
      metadata: metadata(one),
      documentId: one.documentId ?? "",
      waitForAnalysis: options.waitForAnalysis ?? false,
      validateOnly: options.validateOnly ?? false,
      skipCleaning: options.skipCleaning ?? false,
      // A second attempt has the answer of the first.
      requestId: randomId(),
    };
    return this.#repeatable(options, (o) => this.#ingest.ingestDocument(request, o));
  }

  /**
   * Stores a long stream of articles, in little memory: gives out what becomes of each, in their
   * order. One bad article does not end it. It goes on by itself where it was torn; with the name of
   * a session also after a restart of your own program.
   *
   * In a browser, where requests cannot be streamed, each article is a call.
   */
  feed(articles: Articles, options: FeedOptions = {}): AsyncIterable<Ingested> & { skipped: number } {
    const { session = "", defaults, signal, patienceMs = PATIENCE_MS } = options;
    if (!this.duplex) {
      if (session) throw new TypeError("a session needs a stream of requests: not in a browser");
      const calls = feedByCalls(articles, (given) => {
        const one = { ...defaults, ...article(given) };
        return this.store(one, options);
      });
      return Object.assign(calls, { skipped: 0 });
    }
    const { DURABLE, ANALYZED } = IngestConfig_AckLevel;
    const config = create(IngestConfigSchema, {
      sessionId: session,
      ackLevel: options.waitForAnalysis ? ANALYZED : DURABLE,
      validateOnly: options.validateOnly ?? false,
      skipCleaning: options.skipCleaning ?? false,
    });
    if (defaults) config.defaultMetadata = metadata(defaults);
    return new Feed(this.#ingest, articles, config, patienceMs, signal);
  }

  /** Stores articles as `feed` does, and counts what became of them. */
  async ingest(
    articles: Articles,
    options: FeedOptions & {
      /** Told of each answer, with the counts so far. */
      readonly onProgress?: (summary: IngestSummary, one: Ingested) => void;
    } = {},
  ): Promise<IngestSummary> {
    const feed = this.feed(articles, options);
    const summary = new IngestSummary();
    for await (const one of feed) {
      summary.skipped = feed.skipped;
      summary.add(one);
      options.onProgress?.(summary, one);
    }
    summary.skipped = feed.skipped;
    return summary;
  }

  /** A stored document with its text: documents/{document}. */
  async document(name: string, manner: Manner & { revision?: string } = {}): Promise<Document> {
    const request = { name, revision: manner.revision ?? "", view: DocumentView.FULL };
    const answer = await this.#repeatable(manner, (o) => this.#document.getDocument(request, o));
    if (answer.document === undefined) throw lacking("document");
    return answer.document;
  }

  /** Removes a stored document, if there is one; names of the stories that it has left. */
  async delete(name: string, manner: Manner = {}): Promise<string[]> {
    const request = { name, allowMissing: true };
    const answer = await this.#repeatable(manner, (o) => this.#document.deleteDocument(request, o));
    return answer.affectedStories;
  }

  /** All stored documents that pass a filter, fetched page by page as they are taken. */
  documents(options: ListOptions = {}): AsyncGenerator<Document> {
    return this.#pages(options, async (page, o) => {
      const answer = await this.#document.listDocuments(page, o);
      return [answer.documents, answer.nextPageToken];
    });
  }

  /**
   * Stored documents that hold words, best first, fetched page by page as they are taken. The query
   * has words, "phrases in quotation marks", -words that must not occur, OR.
   */
  search(query: string, options: Omit<ListOptions, "orderBy"> = {}): AsyncGenerator<SearchHit> {
    return this.#pages(options, async ({ filter, pageSize, pageToken }, o) => {
      const request = { query, filter, pageSize, pageToken, offsetUnit: UNIT };
      const answer = await this.#document.searchDocuments(request, o);
      return [answer.hits, answer.nextPageToken];
    });
  }

  /** All stories that pass a filter, fetched page by page as they are taken. */
  stories(options: ListOptions = {}): AsyncGenerator<Story> {
    return this.#pages(options, async (page, o) => {
      const answer = await this.#story.listStories(page, o);
      return [answer.stories, answer.nextPageToken];
    });
  }

  /** All entities of the corpus that pass a filter, fetched page by page as they are taken. */
  entities(options: ListOptions = {}): AsyncGenerator<Entity> {
    return this.#pages(options, async (page, o) => {
      const answer = await this.#entity.listEntities(page, o);
      return [answer.entities, answer.nextPageToken];
    });
  }

  async *#pages<Entry>(
    options: ListOptions,
    fetch: (page: Page, options: CallOptions) => Promise<[Entry[], string]>,
  ): AsyncGenerator<Entry> {
    const { filter = "", orderBy = "", pageSize = 0 } = options;
    let pageToken = "";
    do {
      const page = { filter, orderBy, pageSize, pageToken };
      const [entries, next] = await this.#repeatable(options, (o) => fetch(page, o));
      yield* entries;
      pageToken = next;
    } while (pageToken);
  }

  /**
   * Watches changes as they happen, without an end of its own; goes on by itself where it was torn.
   */
  watch(options: WatchOptions = {}): Watch {
    const request = create(WatchRequestSchema, {
      kinds: [...(options.kinds ?? [])],
      filter: options.filter ?? "",
      resumeToken: options.resumeToken ?? "",
      includeInitial: options.includeInitial ?? false,
      heartbeatInterval: durationFromMs(options.heartbeatMs ?? 0),
      coalesceWindow: durationFromMs(options.coalesceMs ?? 0),
      offsetUnit: UNIT,
    });
    return new Watch(this.#watch, request, options);
  }
}

interface Page {
  filter: string;
  orderBy: string;
  pageSize: number;
  pageToken: string;
}

function lacking(what: string): ParallaxError {
  return new ParallaxError(Code.Internal, `the answer has no ${what}`);
}

/** A random name for a call. `crypto.randomUUID` is missing on pages that came without TLS. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
