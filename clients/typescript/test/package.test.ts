/** The package itself: its stubs are those of the protocol, and what its README prints works. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { Server } from "./server.js";

const run = promisify(execFile);
const PACKAGE = resolve(import.meta.dirname, "../..");
const DEFAULT_ADDRESS = "127.0.0.1:50051";

async function texts(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true });
  const found = new Map<string, string>();
  for (const name of entries.filter((name) => name.endsWith(".ts")).sort()) {
    found.set(name, await readFile(join(folder, name), "utf8"));
  }
  return found;
}

test("the stubs are those of the protocol", async () => {
  const out = await mkdtemp(join(tmpdir(), "generated-"));
  await run("buf", ["generate", "--output", out], { cwd: PACKAGE });
  assert.deepEqual(
    await texts(join(out, "src/gen")),
    await texts(join(PACKAGE, "src/gen")),
    "src/gen is stale: run npm run generate",
  );
});

test("the README runs as printed", async () => {
  const readme = await readFile(join(PACKAGE, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code ?? "");
  assert(blocks.length >= 7);
  const server = await Server.start();
  // Below the package, whose own name leads to dist from there.
  const folder = join(PACKAGE, "build/readme");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [n, code] of blocks.entries()) {
    assert(code.includes(DEFAULT_ADDRESS), code);
    await writeFile(join(folder, `${n}.ts`), code.replaceAll(DEFAULT_ADDRESS, server.address));
  }
  const compilerOptions = { rootDir: ".", outDir: "out", declaration: false };
  const config = { extends: "../../tsconfig.json", include: ["*.ts"], compilerOptions };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  await run("npx", ["tsc", "-p", folder], { cwd: PACKAGE }).catch((error: { stdout: string }) =>
    assert.fail(error.stdout),
  );
  const root = resolve(PACKAGE, "../..");
  for (const [n, code] of blocks.entries()) {
    const { stdout } = await run("node", [join(folder, `out/${n}.js`)], { cwd: root, timeout: 60_000 });
    assert.notEqual(stdout.trim(), "", `prints nothing:\n${code}`);
  }
  await server.stop();
});
