/** TLS and tokens against the real server. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Code, connect, ParallaxError, type Client, type NodeSettings } from "../src/node.js";
import { all, Server } from "./server.js";

const run = promisify(execFile);

let server: Server;
let ca: string;
let token: string;

before(async () => {
  const folder = await mkdtemp(join(tmpdir(), "tls-"));
  const [certificate, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const callers = join(folder, "callers.jsonl");
  const how = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const leaf = ["-addext", "basicConstraints=critical,CA:FALSE"];
  await run("openssl", ["req", ...how, ...names, ...leaf, "-keyout", key, "-out", certificate]);
  const binary = process.env["PARALLAX_BIN"] ?? assert.fail("PARALLAX_BIN is not set");
  const who = ["token", "new", "--name", "reader", "--scope", "read", "--append", callers];
  token = (await run(binary, who)).stdout.trim();
  ca = await readFile(certificate, "utf8");
  const settings = { PARALLAX_TLS_CERT: certificate, PARALLAX_TLS_KEY: key, PARALLAX_CALLERS: callers };
  server = await Server.start(settings, ca);
});

after(() => server.stop());

async function refusal(settings: NodeSettings, call: (client: Client) => Promise<unknown>): Promise<Code> {
  const client = connect(`https://${server.address}`, { maxAttempts: 1, ...settings });
  const error = await call(client).then(
    () => assert.fail("it succeeds"),
    (error: unknown) => error,
  );
  client.close();
  assert(error instanceof ParallaxError, `${error}`);
  return error.code;
}

test("a known caller over TLS", async () => {
  const settings = { tls: { ca }, token: async () => token };
  const client = connect(`https://${server.address}`, settings);
  const analysis = await client.analyze("Angela Merkel met Emmanuel Macron in Paris.");
  assert(analysis.message.entities.length > 0);
  assert.deepEqual(await all(client.documents()), []);
  client.close();
  const code = await refusal(settings, (client) => client.store("Readers do not write."));
  assert.equal(code, Code.PermissionDenied);
});

test("strangers, and a server that nobody vouches for", async () => {
  const analyze = (client: Client) => client.analyze("Rain fell.");
  assert.equal(await refusal({ tls: { ca } }, analyze), Code.Unauthenticated);
  assert.equal(await refusal({ tls: { ca }, token: "wrong" }, analyze), Code.Unauthenticated);
  await refusal({ token }, analyze);
});
