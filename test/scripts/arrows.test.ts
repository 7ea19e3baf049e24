import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";

const ROOT = path.resolve(import.meta.dirname, "..", "..");
const run = promisify(execFile);

/** A small tree of its own with the project's rules. */
const cruise = async (files: Record<string, string>): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), "arrows-"));
  try {
    for (const name of [".dependency-cruiser.cjs", "tsconfig.json"])
      await cp(path.join(ROOT, name), path.join(folder, name));
    await writeFile(path.join(folder, "package.json"), '{"type":"module","dependencies":{"ethers":"*"}}');
    await symlink(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"), "junction");
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    }
    const cli = path.join(ROOT, "node_modules", "dependency-cruiser", "bin", "dependency-cruiser.mjs");
    const roots = [...new Set(Object.keys(files).map((file) => file.split("/")[0] ?? ""))];
    const args = [cli, "--config", ".dependency-cruiser.cjs", "--output-type", "err", ...roots];
    return await run(process.execPath, args, { cwd: folder }).then(
      ({ stdout }) => stdout,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
};

const base = {
  "standards/hex.ts": "export type Hex = string;\n",
  "oracle/domain/model.ts":
    'import type { Hex } from "../../standards/hex.ts";\nexport type Model = { id: Hex };\n',
  "oracle/shared/log.ts": "export const log = 1;\n",
  "oracle/chain/listen.ts":
    'import type { Model } from "../domain/model.ts";\nimport { log } from "../shared/log.ts";\nexport const listen = (m: Model) => [m, log];\n',
  "oracle/store/journal.ts": "export const journal = 1;\n",
  "oracle/main.ts":
    'import { listen } from "./chain/listen.ts";\nimport { journal } from "./store/journal.ts";\nconsole.log(listen, journal);\n',
};

describe("TypeScript arrows", () => {
  it("pass the layout of the project", async () => {
    expect(await cruise(base)).to.contain("no dependency violations found");
  });

  const planted: [string, string, string, string][] = [
    [
      "room-store",
      "a room that sees its sibling",
      "oracle/store/bad.ts",
      'import { listen } from "../chain/listen.ts";\nexport const bad = listen;\n',
    ],
    [
      "room-store",
      "a room that sees a type of its sibling",
      "oracle/store/bad.ts",
      'import type { listen } from "../chain/listen.ts";\nexport type Bad = typeof listen;\n',
    ],
    [
      "standards",
      "a codec that sees the domain",
      "standards/bad.ts",
      'import type { Model } from "../oracle/domain/model.ts";\nexport type Bad = Model;\n',
    ],
    [
      "domain",
      "the domain that sees a room",
      "oracle/domain/bad.ts",
      'import { journal } from "../store/journal.ts";\nexport const bad = journal;\n',
    ],
    [
      "domain-no-node",
      "the domain that reads files",
      "oracle/domain/bad.ts",
      'import { readFileSync } from "node:fs";\nexport const bad = readFileSync;\n',
    ],
    [
      "domain-pure",
      "the domain that talks to a network",
      "oracle/domain/bad.ts",
      'import { JsonRpcProvider } from "ethers";\nexport const bad = JsonRpcProvider;\n',
    ],
    ["room-chain", "a room that sees main", "oracle/chain/bad.ts", 'import "../main.ts";\n'],
    [
      "no-ring",
      "a ring",
      "oracle/chain/bad.ts",
      'import { ring } from "./ring.ts";\nexport const bad = () => ring;\n',
    ],
    [
      "resolves",
      "an import that leads nowhere",
      "oracle/chain/bad.ts",
      'import { x } from "./nowhere.ts";\nexport const bad = x;\n',
    ],
  ];
  const ring = {
    "oracle/chain/ring.ts": 'import { bad } from "./bad.ts";\nexport const ring = () => bad;\n',
  };
  for (const [rule, what, file, text] of planted) {
    it(`catch ${what}`, async () => {
      const extra = rule === "no-ring" ? ring : {};
      expect(await cruise({ ...base, ...extra, [file]: text })).to.contain(`error ${rule}: ${file}`);
    });
  }
});
