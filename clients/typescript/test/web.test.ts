/** gRPC-Web: in a headless Chromium, and the server's side of it. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { Code, connect, ParallaxError, v1 } from "../src/web.js";
import { Server } from "./server.js";

const METHOD = "/parallax.v1.AnalysisService/AnalyzeText";

/** The pages' own server: it serves one page, and hears how the page fared. */
const pages = createServer();
let origin: string;
let server: Server;

before(async () => {
  pages.listen(0, "127.0.0.1");
  await once(pages, "listening");
  origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  server = await Server.start({
    PARALLAX_WEB_ORIGINS: `https://news.example, ${origin}`,
    PARALLAX_MAX_ARTICLE_BYTES: "1000000",
    PARALLAX_MAX_MESSAGE_BYTES: "1100000",
  });
});

after(async () => {
  pages.close();
  await server.stop();
});

async function failure(call: Promise<unknown>): Promise<ParallaxError> {
  const error = await call.then(
    () => assert.fail("it succeeds"),
    (error: unknown) => error,
  );
  assert(error instanceof ParallaxError, `${error}`);
  return error;
}

/** The answer to a bare request over HTTP/1. */
async function ask(method: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const asking = request(`http://${server.address}${METHOD}`, { method, headers });
  asking.end();
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  answer.resume();
  return answer;
}

test("a page in a browser compares, stores and watches", async () => {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, "../../test/page.ts")],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
  });
  const told = new Promise<string>((resolve) => {
    pages.on("request", (request, response) => {
      if (request.url === "/report") {
        const parts: Buffer[] = [];
        request.on("data", (part: Buffer) => parts.push(part));
        request.on("end", () => resolve(Buffer.concat(parts).toString()));
        response.end();
      } else if (request.url === "/page.js") {
        response.setHeader("content-type", "text/javascript");
        response.end(outputFiles[0]?.contents);
      } else {
        response.setHeader("content-type", "text/html");
        response.end('<!doctype html><meta charset="utf-8"><script type="module" src="page.js"></script>');
      }
    });
  });
  const profile = await mkdtemp(join(tmpdir(), "chromium-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  flags.push("--no-first-run", "--disable-component-update", "--disable-sync", `--user-data-dir=${profile}`);
  const page = `${origin}/#http://${server.address}`;
  const browser = spawn(process.env["CHROMIUM"] ?? "chromium", [...flags, page], { stdio: "ignore" });
  const ended = once(browser, "exit");
  const late = new Promise<string>((_, reject) => {
    setTimeout(() => reject(new Error("the page says nothing")), 90_000).unref();
  });
  const report = JSON.parse(await Promise.race([told, late]).finally(() => browser.kill()));
  await ended;
  assert.equal(report.error, undefined);
  assert(report.passages > 5);
  assert.equal(report.astray, 0);
  assert.equal(report.reason, "CONTENT_EMPTY");
  assert.equal(report.created, 2);
  assert.deepEqual(report.refused, ["CONTENT_EMPTY"]);
  const CREATED = "DOCUMENT_CREATED";
  assert.deepEqual(report.told, [CREATED, CREATED, "SYNCED", CREATED]);
});

test("limits and deadlines hold for it", async () => {
  const client = connect(server.address);
  const large = await failure(client.analyze("x".repeat(1_200_000)));
  assert.deepEqual([large.code, large.reason], [Code.ResourceExhausted, "CONTENT_TOO_LARGE"]);
  assert.match(JSON.stringify(large.metadata), /max_message_bytes/i);
  const long = "The mayor of Oslo opened the new bridge on Friday, critics said. ".repeat(12_000);
  assert.equal((await failure(client.analyze(long, { deadlineMs: 100 }))).code, Code.DeadlineExceeded);
  const refused = await failure(client.watch({ resumeToken: "00" })[Symbol.asyncIterator]().next());
  assert.equal(refused.reason, "RESUME_TOKEN_INVALID");
  assert.throws(() => client.feed(["Rain fell."], { session: "no" }), /browser/);
  assert.equal(v1.EventKind.SYNCED, 11);
});

test("only the pages that are named may call", async () => {
  const asked = { "access-control-request-method": "POST" };
  const granted = await ask("OPTIONS", { origin, ...asked });
  assert.equal(granted.statusCode, 204);
  assert.equal(granted.headers["access-control-allow-origin"], origin);
  const call = { "content-type": "application/grpc-web+proto" };
  for (const other of ["http://evil.example", "null", `http://${server.address}`]) {
    for (const [method, headers] of [["OPTIONS", asked], ["POST", call]] as const) {
      const refused = await ask(method, { origin: other, ...headers });
      assert.equal(refused.statusCode, 403, `${method} ${other}`);
      assert.equal(refused.headers["access-control-allow-origin"], undefined);
    }
  }
  // What is neither gRPC nor gRPC-Web has no answer.
  assert.equal((await ask("GET", {})).statusCode, 400);
});

test("unless it is asked for, HTTP/1 is not spoken", async () => {
  const plain = await Server.start();
  const client = connect(plain.address, { maxAttempts: 1 });
  await failure(client.analyze("Rain fell."));
  await plain.stop();
});
