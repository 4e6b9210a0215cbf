/** When to try a call again. */

import { Code } from "@connectrpc/connect";
import { ParallaxError } from "./errors.js";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** The attempts of one call. */
export class Retry {
  #left: number;
  #pause = FIRST_PAUSE_MS;

  /** So many in all. */
  constructor(maxAttempts: number) {
    this.#left = Math.max(maxAttempts, 1) - 1;
  }

  /** How many milliseconds to wait before the next attempt; undefined = give up. */
  pause(error: ParallaxError, repeatable = true): number | undefined {
    if (this.#left <= 0 || !mayPass(error, repeatable)) return undefined;
    this.#left -= 1;
    // Between half and all of it, so that clients that failed together do not return together.
    const pause = this.#pause * (0.5 + Math.random() / 2);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    // Never earlier than the server asks for.
    return Math.max(pause, error.retryDelayMs ?? 0);
  }
}

function mayPass(error: ParallaxError, repeatable: boolean): boolean {
  // The call may have been carried out before the connection was lost.
  if (error.code === Code.Unavailable) return repeatable;
  // A message that is too large stays so; what the server says will pass was not begun.
  return error.code === Code.ResourceExhausted && error.retryDelayMs !== undefined;
}

/** Waits; ends early, without an error, when the signal is aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}
