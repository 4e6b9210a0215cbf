/** What a call may come back with instead of an answer. */

import { fromBinary, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import { durationMs, type Duration } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  ResourceInfoSchema,
  RetryInfoSchema,
} from "./gen/google/rpc/error_details_pb.js";
import { ErrorReason } from "./gen/parallax/v1/error_pb.js";
import type { ItemStatus } from "./gen/parallax/v1/ingest_pb.js";

/** Why, for programs: "QUEUE_FULL", "CONTENT_EMPTY" and so on. */
export type Reason = Exclude<keyof typeof ErrorReason, "UNSPECIFIED">;

/** A field of the request that breaks its rule. */
export interface FieldViolation {
  /** Path of the field, for example `articles[1].article.text`. */
  readonly field: string;
  /** What is wrong with it. */
  readonly description: string;
}

/** What a status says besides its code and message. */
interface Details {
  reason: Reason | undefined;
  metadata: Readonly<Record<string, string>>;
  fieldViolations: readonly FieldViolation[];
  retryDelayMs: number | undefined;
  resourceName: string | undefined;
}

/** A call that failed: every error of a call is one. */
export class ParallaxError extends Error {
  override readonly name = "ParallaxError";
  /** Its code. */
  readonly code: Code;
  /** The server's reason, if it gave one that this client knows. */
  readonly reason: Reason | undefined;
  /** Names and values behind the message: the setting and the limit that were met. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Fields of the request that break a rule. */
  readonly fieldViolations: readonly FieldViolation[];
  /** When to try again, in milliseconds, if the server says so. */
  readonly retryDelayMs: number | undefined;
  /** Name of the resource that the error is about. */
  readonly resourceName: string | undefined;

  constructor(code: Code, message: string, details: Partial<Details> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.reason = details.reason;
    this.metadata = details.metadata ?? {};
    this.fieldViolations = details.fieldViolations ?? [];
    this.retryDelayMs = details.retryDelayMs;
    this.resourceName = details.resourceName;
  }

  /** Name of the code, for example "InvalidArgument". */
  get codeName(): string {
    return Code[this.code];
  }

  /** Reads whatever a call has thrown, which its caller may have ended by a signal. */
  static of(thrown: unknown, signal?: AbortSignal): ParallaxError {
    if (thrown instanceof ParallaxError) return thrown;
    const error = ConnectError.from(thrown);
    const found = details((schema) => error.findDetails(schema));
    let code = isLostConnection(error, found) ? Code.Unavailable : error.code;
    // Whatever reason the signal gives: the server is not away.
    if (signal?.aborted && found.reason === undefined) code = Code.Canceled;
    return new ParallaxError(code, error.rawMessage, found, error);
  }

  /** Reads the status of an item of a feed. */
  static ofItem(status: ItemStatus): ParallaxError {
    const found = details((schema) =>
      status.details
        .filter((any) => any.typeUrl.endsWith(`/${schema.typeName}`))
        .map((any) => fromBinary(schema, any.value)),
    );
    // google.rpc.Code and Connect's have the same numbers.
    return new ParallaxError(status.code as Code, status.message, found);
  }
}

type Find = <Desc extends DescMessage>(schema: Desc) => MessageShape<Desc>[];

function details(find: Find): Details {
  const info = find(ErrorInfoSchema).find((info) => info.domain === "parallax");
  const delay: Duration | undefined = find(RetryInfoSchema)[0]?.retryDelay;
  return {
    reason: info !== undefined && isReason(info.reason) ? info.reason : undefined,
    metadata: info?.metadata ?? {},
    fieldViolations: find(BadRequestSchema).flatMap((bad) =>
      bad.fieldViolations.map(({ field, description }) => ({ field, description })),
    ),
    retryDelayMs: delay === undefined ? undefined : durationMs(delay),
    resourceName: find(ResourceInfoSchema)[0]?.resourceName || undefined,
  };
}

function isReason(name: string): name is Reason {
  return name in ErrorReason && name !== "UNSPECIFIED";
}

/**
 * Whether the connection was lost before the answer was there, as when the server is killed: the
 * transport tells it under several codes, and what the server itself says has a reason.
 */
function isLostConnection(error: ConnectError, found: Details): boolean {
  if (found.reason !== undefined) return false;
  // A status without one, and answers of what is not a gRPC server at all, are not among these.
  const unclear = [Code.Aborted, Code.Internal, Code.Unknown, Code.Canceled];
  if (!unclear.includes(error.code)) return false;
  if (error.cause instanceof Error) return isOfConnection(error.cause);
  return /missing (trailer|status|EndStream)|http\/2 stream closed/i.test(error.rawMessage);
}

/** Whether a connection failed with this: Node.js gives its errors a code, fetch throws a TypeError. */
function isOfConnection(error: Error): boolean {
  if (error.name === "AbortError" || error.name === "TimeoutError") return false;
  if (error instanceof TypeError || ("code" in error && typeof error.code === "string")) return true;
  return error.cause instanceof Error && isOfConnection(error.cause);
}
