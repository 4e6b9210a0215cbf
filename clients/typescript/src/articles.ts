/** Articles as a caller hands them in. */

import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  ArticleContentSchema,
  ArticleMetadataSchema,
  type ArticleContent,
  type ArticleMetadata,
} from "./gen/parallax/v1/article_pb.js";

/** Plain text, an HTML page, or bytes of either. */
export type Content =
  | { readonly text: string }
  | { readonly html: string }
  | { readonly raw: Uint8Array; readonly charset?: string; readonly mimeType?: string };

/** What is known of an article. */
export interface Known {
  /** Name of its column in a comparison. */
  readonly key?: string;
  /** Outlet, as a bare domain or a name. */
  readonly source?: string;
  /** Where it was found. */
  readonly url?: string;
  /** The caller's own id, unique within the source. */
  readonly externalId?: string;
  /** Headline. */
  readonly title?: string;
  /** Who wrote it. */
  readonly authors?: readonly string[];
  /** When it was published: anchor of every relative date. */
  readonly publishTime?: Date;
  /** When it was fetched. */
  readonly fetchTime?: Date;
  /** BCP 47 code; detected when absent. */
  readonly languageCode?: string;
  /** The caller's own notes; stored and returned, never read. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Wanted id where it is stored; derived from source and text when absent. */
  readonly documentId?: string;
}

/** An article. */
export type Article = Content & Known;

/** An article, or its text. */
export type ArticleLike = string | Article;

/** The article of a text. */
export function article(given: ArticleLike): Article {
  return typeof given === "string" ? { text: given } : given;
}

/** The articles of a comparison, each under its key: its own, or S0, S1 and so on. */
export function columns(
  given: Iterable<ArticleLike> | Readonly<Record<string, ArticleLike>>,
): (Article & { key: string })[] {
  if (typeof given === "string") throw new TypeError("a comparison takes several articles, not one");
  if (Symbol.iterator in given) {
    return [...(given as Iterable<ArticleLike>)].map((one, n) => {
      const known = article(one);
      return { ...known, key: known.key || `S${n}` };
    });
  }
  return Object.entries(given).map(([key, one]) => ({ ...article(one), key }));
}

/** The text that positions count in; undefined when only the server knows the charset. */
export function submittedText(one: Article): string | undefined {
  if ("text" in one) return one.text;
  if ("html" in one) return one.html;
  if (one.charset && !/^utf-?8$/i.test(one.charset)) return undefined;
  try {
    // A byte order mark is kept and counted.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(one.raw);
  } catch {
    return undefined;
  }
}

/** Content as the protocol has it. */
export function content(one: Article): ArticleContent {
  if ("text" in one) {
    return create(ArticleContentSchema, { content: { case: "text", value: one.text } });
  }
  if ("html" in one) {
    return create(ArticleContentSchema, { content: { case: "html", value: one.html } });
  }
  return create(ArticleContentSchema, {
    content: { case: "raw", value: new Uint8Array(one.raw) },
    charset: one.charset ?? "",
    mimeType: one.mimeType ?? "",
  });
}

/** What is known of it as the protocol has it. */
export function metadata(one: Known): ArticleMetadata {
  const message = create(ArticleMetadataSchema, {
    source: one.source ?? "",
    url: one.url ?? "",
    externalId: one.externalId ?? "",
    title: one.title ?? "",
    authors: [...(one.authors ?? [])],
    languageCode: one.languageCode ?? "",
    labels: { ...one.labels },
  });
  if (one.publishTime) message.publishTime = timestampFromDate(one.publishTime);
  if (one.fetchTime) message.fetchTime = timestampFromDate(one.fetchTime);
  return message;
}
