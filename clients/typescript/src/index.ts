/**
 * Client of Parallax, which compares news articles of several outlets on one event.
 *
 * `connect` is in `parallax-client/node` and in `parallax-client/web`.
 */

export { Code } from "@connectrpc/connect";
export type { Article, ArticleLike, Content, Known } from "./articles.js";
export {
  Client,
  type AnalyzeOptions,
  type CompareOptions,
  type FeedOptions,
  type ListOptions,
  type Manner,
  type Settings,
  type StoreOptions,
  type WatchOptions,
} from "./client.js";
export { ParallaxError, type FieldViolation, type Reason } from "./errors.js";
export { Analysis, Comparison, type Passage } from "./evidence.js";
export { IngestSummary, type Articles, type Ingested } from "./feed.js";
export { Watch, type WatchManner } from "./watch.js";
export type { Token } from "./target.js";
export * as v1 from "./protocol.js";
