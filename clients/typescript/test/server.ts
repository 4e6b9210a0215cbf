/** The real server, which tests may stop, kill and start again. */

import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Code, connect, ParallaxError } from "../src/node.js";

/** A server on an address and a folder that outlast its process. */
export class Server {
  #process: ChildProcess | undefined;

  private constructor(
    readonly address: string,
    private readonly data: string,
    private readonly settings: Record<string, string>,
    private readonly ca: string | undefined,
  ) {}

  /**
   * A server that serves. Settings are variables of its environment; with TLS when it is told whom to
   * trust.
   */
  static async start(settings: Record<string, string> = {}, ca?: string): Promise<Server> {
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = probe.address() as AddressInfo;
    probe.close();
    const data = await mkdtemp(join(tmpdir(), "parallax-"));
    const server = new Server(`127.0.0.1:${port}`, data, settings, ca);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const binary = process.env["PARALLAX_BIN"];
    assert(binary, "PARALLAX_BIN is not set: run scripts/test");
    this.#process = spawn(binary, ["serve"], {
      env: {
        ...process.env,
        PARALLAX_LISTEN: this.address,
        PARALLAX_DATA: this.data,
        PARALLAX_LOG: "warn",
        ...this.settings,
      },
      stdio: ["ignore", "inherit", "inherit"],
    });
    const manner = { maxAttempts: 1, deadlineMs: 2_000 };
    const client =
      this.ca === undefined
        ? connect(this.address, manner)
        : connect(`https://${this.address}`, { ...manner, tls: { ca: this.ca } });
    for (let tries = 0; ; tries += 1) {
      try {
        await client.documents({ pageSize: 1 }).next();
        break;
      } catch (error) {
        // It is up when it asks who calls.
        if (error instanceof ParallaxError && error.code === Code.Unauthenticated) break;
        assert.equal(this.#process.exitCode, null, "the server has ended");
        if (tries >= 300) throw error;
        await pause(100);
      }
    }
    client.close();
  }

  /** Ends it in order. */
  async stop(): Promise<void> {
    assert.deepEqual(await this.#end("SIGTERM"), [0, null]);
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async #end(signal: NodeJS.Signals): Promise<unknown[]> {
    assert(this.#process);
    const ended = once(this.#process, "exit");
    this.#process.kill(signal);
    return ended;
  }
}

/** All that comes. */
export async function all<T>(things: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const thing of things) found.push(thing);
  return found;
}
