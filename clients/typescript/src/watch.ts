/** Watches: changes as they happen, that go on by themselves where they were torn. */

import { clone } from "@bufbuild/protobuf";
import { durationMs } from "@bufbuild/protobuf/wkt";
import { Code, type Client as Stub } from "@connectrpc/connect";
import { ParallaxError } from "./errors.js";
import {
  EventKind,
  WatchRequestSchema,
  type WatchRequest,
  type WatchResponse,
  type WatchService,
} from "./gen/parallax/v1/watch_pb.js";
import { Retry, sleep } from "./retry.js";

const HEARTBEAT_MS = 30_000;
const GRACE_MS = 15_000;

/** How a watch goes on, and when it ends. */
export interface WatchManner {
  /** Whether heartbeats are given out as well. */
  readonly heartbeats?: boolean;
  /** How long it tries to go on without success, once it was torn. Default: a minute. */
  readonly patienceMs?: number;
  /** Ends the watch. */
  readonly signal?: AbortSignal;
  /** Told why it was torn, and after how many milliseconds it goes on. */
  readonly onInterruption?: (error: ParallaxError, pauseMs: number) => void;
}

/**
 * Changes, without an end of their own. When the connection is lost, the server restarts or says that
 * the client was too slow, it goes on after the last message that was taken: no change is left out,
 * one may come twice. An error is final. It ends when its signal is aborted.
 */
export class Watch implements AsyncIterable<WatchResponse> {
  readonly #request: WatchRequest;

  constructor(
    private readonly stub: Stub<typeof WatchService>,
    request: WatchRequest,
    private readonly manner: WatchManner,
  ) {
    this.#request = clone(WatchRequestSchema, request);
  }

  /**
   * Goes on after the last message that was taken; empty before the first. Keep it to watch on after
   * a restart of your own.
   */
  get resumeToken(): string {
    return this.#request.resumeToken;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<WatchResponse> {
    const { signal, heartbeats = false, patienceMs = 60_000 } = this.manner;
    let retry = new Retry(Infinity);
    let tornSince: number | undefined;
    while (!signal?.aborted) {
      let error: ParallaxError;
      try {
        for await (const message of this.#stream()) {
          this.#request.resumeToken = message.resumeToken;
          retry = new Retry(Infinity);
          tornSince = undefined;
          if (heartbeats || message.kind !== EventKind.HEARTBEAT) yield message;
        }
        error = new ParallaxError(Code.Unavailable, "the stream ended without a status");
      } catch (thrown) {
        error = ParallaxError.of(thrown);
      }
      if (signal?.aborted) return;
      // Who was too slow may come back at once: the server is well.
      const pause = error.reason === "WATCHER_TOO_SLOW" ? 0 : retry.pause(error);
      tornSince ??= Date.now();
      if (pause === undefined || Date.now() + pause - tornSince >= patienceMs) throw error;
      this.manner.onInterruption?.(error, pause);
      await sleep(pause, signal);
    }
  }

  /** The messages of one stream, which is given up when it gives no sign of life. */
  async *#stream(): AsyncGenerator<WatchResponse> {
    const ending = new AbortController();
    const stop = () => ending.abort();
    const { signal } = this.manner;
    signal?.addEventListener("abort", stop);
    const interval = this.#request.heartbeatInterval;
    const heartbeat = (interval === undefined ? 0 : durationMs(interval)) || HEARTBEAT_MS;
    let silent = false;
    let guard: ReturnType<typeof setTimeout> | undefined;
    const listen = () => {
      guard = setTimeout(() => {
        silent = true;
        ending.abort();
      }, 2 * heartbeat + GRACE_MS);
    };
    try {
      listen();
      for await (const message of this.stub.watch(this.#request, { signal: ending.signal })) {
        // Whoever takes his time with a message is not the server's fault.
        clearTimeout(guard);
        yield message;
        if (signal?.aborted) return;
        listen();
      }
    } catch (thrown) {
      if (silent) throw new ParallaxError(Code.Unavailable, "the server gives no sign of life");
      throw thrown;
    } finally {
      clearTimeout(guard);
      signal?.removeEventListener("abort", stop);
      ending.abort();
    }
  }
}
