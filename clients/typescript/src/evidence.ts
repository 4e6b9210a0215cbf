/** Answers with the texts that they rest on. */

import { createRegistry, type Message } from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { file_parallax_v1_analysis, type Analysis as AnalysisMessage } from "./gen/parallax/v1/analysis_pb.js";
import { file_parallax_v1_annotation } from "./gen/parallax/v1/annotation_pb.js";
import {
  ClaimStance_Relation,
  file_parallax_v1_comparison,
  type ClaimCluster,
  type ComparedDocument,
  type Comparison as ComparisonMessage,
} from "./gen/parallax/v1/comparison_pb.js";
import { file_parallax_v1_document } from "./gen/parallax/v1/document_pb.js";
import { file_parallax_v1_finding } from "./gen/parallax/v1/finding_pb.js";
import { file_parallax_v1_profile } from "./gen/parallax/v1/profile_pb.js";
import {
  EvidenceSchema,
  file_parallax_v1_text,
  type Evidence,
  type Span,
} from "./gen/parallax/v1/text_pb.js";

const registry = createRegistry(
  file_parallax_v1_analysis,
  file_parallax_v1_annotation,
  file_parallax_v1_comparison,
  file_parallax_v1_document,
  file_parallax_v1_finding,
  file_parallax_v1_profile,
  file_parallax_v1_text,
);

/** Words of an article that a finding rests on. */
export interface Passage {
  /** Column of the article in the comparison. */
  readonly key: string;
  /** The outlet, if it is known, else the key. */
  readonly source: string;
  /** Index of the first character in the article's text. */
  readonly begin: number;
  /** Index after the last one. */
  readonly end: number;
  /** The words: `article.slice(begin, end)`. */
  readonly text: string;
  /** The whole sentence around them. */
  readonly sentence: string;
}

/** A comparison with the texts that it is about. Everything else it says is in `message`. */
export class Comparison {
  readonly #columns: Map<string, ComparedDocument>;
  readonly #keys: Map<string, string>;

  constructor(
    /** The whole answer. */
    readonly message: ComparisonMessage,
    /** The texts by key, which positions count in; undefined when only the server knows a charset. */
    readonly texts: ReadonlyMap<string, string | undefined>,
  ) {
    this.#columns = new Map(message.documents.map((column) => [column.key, column]));
    this.#keys = new Map(message.documents.map((column) => [column.document, column.key]));
  }

  /** Claims: those of most independent voices first. */
  get claims() {
    return this.message.claims;
  }

  /** In what the articles differ, the most severe first. */
  get discrepancies() {
    return this.message.discrepancies;
  }

  /** Utterances: those in most articles first. */
  get quotes() {
    return this.message.quotes;
  }

  /** Who and what is named: those in most articles first. */
  get entities() {
    return this.message.entities;
  }

  /** The claim of an id such as "C12". */
  claim(id: string) {
    return this.claims.find((claim) => claim.id === id);
  }

  /** The discrepancy of an id such as "D3". */
  discrepancy(id: string) {
    return this.discrepancies.find((discrepancy) => discrepancy.id === id);
  }

  /** The column of a key. */
  document(key: string) {
    return this.#columns.get(key);
  }

  /** Keys of the articles that make a claim, wholly or in part. */
  supporters(claim: ClaimCluster): string[] {
    const made = [ClaimStance_Relation.SUPPORTS, ClaimStance_Relation.PARTIAL];
    return claim.stances.filter((stance) => made.includes(stance.relation)).map((s) => s.key);
  }

  /** A piece of evidence with its words. */
  passage(evidence: Evidence): Passage {
    const key = this.#keys.get(evidence.document) ?? evidence.document;
    const text = this.texts.get(key);
    const begin = evidence.span?.begin ?? 0;
    const end = evidence.span?.end ?? 0;
    return {
      key,
      source: this.#columns.get(key)?.source || key,
      begin,
      end,
      text: text === undefined ? (evidence.span?.text ?? "") : text.slice(begin, end),
      sentence: evidence.sentence?.text ?? "",
    };
  }

  /**
   * All that a finding rests on, be it a claim, a stance, a discrepancy, a quotation or any other
   * part of the comparison, in the order in which it stands there.
   */
  evidence(finding: Message): Passage[] {
    const schema = registry.getMessage(finding.$typeName);
    if (schema === undefined) throw new TypeError(`${finding.$typeName} is no part of a comparison`);
    return [...pieces(reflect(schema, finding))].map((piece) => this.passage(piece));
  }
}

/** An analysis with the text that it is about. Everything else it says is in `message`. */
export class Analysis {
  constructor(
    /** The whole answer. */
    readonly message: AnalysisMessage,
    /** As it was submitted; undefined when only the server knows its charset. */
    readonly text: string | undefined,
  ) {}

  /** The words of a span. */
  words(span: Span): string {
    return this.text === undefined ? span.text : this.text.slice(span.begin, span.end);
  }
}

function* pieces(message: ReflectMessage): Generator<Evidence> {
  if (message.desc.typeName === EvidenceSchema.typeName) {
    yield message.message as Evidence;
    return;
  }
  for (const field of message.fields) {
    if (!message.isSet(field)) continue;
    if (field.fieldKind === "message") yield* pieces(message.get(field));
    if (field.fieldKind === "list" && field.listKind === "message") {
      for (const item of message.get(field)) yield* pieces(item as ReflectMessage);
    }
  }
}
