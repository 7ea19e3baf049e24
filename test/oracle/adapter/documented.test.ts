import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { parseJob } from "../../../oracle/server/adapter/jobRequest.ts";

const DOCUMENT = readFileSync("docs/chainlink.md", "utf8");
const TOKEN = "0123456789abcdef0123456789abcdef";

/** The document's blocks in one language, in order. */
const blocks = (language: string): string[] =>
  [...DOCUMENT.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(
    ([, text = ""]) => text,
  );

const firstMatch = (text: string | undefined, pattern: RegExp): string => {
  const found = pattern.exec(text ?? "")?.[1];
  if (found === undefined) throw new TypeError(`docs/chainlink.md has no ${pattern}.`);
  return found;
};

/** Runs `npm run oracle -- ARGUMENTS` until it logs that it started. */
const started = async (args: readonly string[]): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ["--import", "tsx", "oracle/main.ts", ...args], {
    env: { ...process.env, ADAPTER_TOKEN: TOKEN },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The adapter ended with ${code}.`)));
    child.stdout?.on("data", (text: Buffer) => {
      if (text.includes("Adapter started")) resolve();
    });
  });
  return child;
};

describe("docs/chainlink.md", () => {
  const [start, ask] = blocks("sh");
  let adapter: ChildProcess;
  before(async () => {
    adapter = await started(firstMatch(start, /npm run oracle -- (.*)$/m).split(" "));
  });
  after(async () => {
    const ended = new Promise((resolve) => adapter.once("exit", resolve));
    adapter.kill("SIGTERM");
    expect(await ended, "ends in order").to.equal(0);
  });

  it("shows the very answer that its commands print", async () => {
    const response = await fetch(firstMatch(ask, /(http\S+)/), {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}` },
      body: firstMatch(ask, /-d '(.*)'/),
    });
    expect(await response.json()).to.deep.equal(JSON.parse(blocks("json")[0] ?? ""));
  });

  it("shows a job whose bridge asks what the adapter takes", () => {
    const asked = firstMatch(blocks("toml")[0], /type="bridge".*requestData="(.*)"\]/)
      .replaceAll('\\\\"', '"')
      .replace(/\$\(jobSpec[^)]*\)/, '"0eec7e1d-d0d2-476c-a1a8-72dfb6633f02"')
      .replace(/\$\(decode_cbor[^)]*\)/, `"0x${"ab".repeat(32)}"`);
    expect(parseJob(JSON.parse(asked))).to.include({ payloadHash: `0x${"ab".repeat(32)}` });
  });
});
