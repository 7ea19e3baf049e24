// docs/consents.md as its reader runs it: every block marked `sh`, in order, in one shell's state.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { type CommandStage, startStage } from "../support/commandLine.ts";

const DOCUMENT = "docs/consents.md";
const BLOCK = /^```sh(?: exit=(\d))?\n([\s\S]*?)^```$/gm;

type Block = { readonly line: number; readonly exit: number; readonly commands: string };

const readBlocks = (text: string): Block[] =>
  [...text.matchAll(BLOCK)].map(({ index, 1: exit = "0", 2: commands = "" }) => ({
    line: text.slice(0, index).split("\n").length,
    exit: Number(exit),
    commands,
  }));

/** Accounts of every Hardhat chain, as the document's table gives them. */
const readAccounts = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^\| `([A-Z]+)` \|.*`(0x[0-9a-fA-F]{40})` \|$/gm)].map(([, name, at]) => [name, at]),
  );

describe("the walkthrough of docs/consents.md", function () {
  this.timeout(400_000);
  let stage: CommandStage;
  let variables: Record<string, string>;
  const text = readFileSync(DOCUMENT, "utf8");
  const blocks = readBlocks(text);

  before(async () => {
    stage = await startStage("walkthrough");
    const { chain, deployment, dir } = stage;
    variables = { RPC: chain.url, DEPLOYMENT: deployment, WORK: dir, ...readAccounts(text) };
  });
  after(() => stage.end());

  /** What a block leaves behind, variables and functions, is there for the next one. */
  const run = (commands: string): Promise<{ code: number; output: string }> => {
    const state = path.join(stage.dir, ".state");
    const before = existsSync(state) ? `source '${state}'` : ":";
    const after = `{ export -p; declare -f; echo "umask $(umask)"; } > '${state}'`;
    // The last command's code is the block's; one before it that fails ends the block.
    const script = `set -a; ${before}; set -e -o pipefail; trap "${after.replaceAll('"', '\\"').replaceAll("$", "\\$")}" EXIT\n${commands}`;
    return new Promise((resolve) => {
      execFile("bash", ["-c", script], { env: { ...process.env, ...variables } }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), output: stdout + stderr }),
      );
    });
  };

  it("names accounts that the chain has unlocked", async () => {
    const accounts: string[] = await stage.chain.provider.send("eth_accounts", []);
    const named = Object.values(readAccounts(text)).map((account) => account.toLowerCase());
    expect(named).to.have.length(6);
    expect(accounts.map((account) => account.toLowerCase())).to.include.members(named);
  });

  for (const { line, exit, commands } of blocks) {
    const title =
      commands
        .match(/theriac (?:--json )?((?:[a-z-]+ ){1,3})/g)
        ?.join("")
        .trim() ?? "prepares";
    it(`line ${line}: ${title} ends with ${exit}`, async () => {
      const { code, output } = await run(commands);
      expect(code, output).to.equal(exit);
      if (exit === 1) expect(output).to.match(/^[A-Z_]+: /m);
    });
  }

  it("has let a document out to the clinic and to nobody after the revocation", () => {
    const received = readFileSync(path.join(stage.dir, "shown/hba1c.json"), "utf8");
    expect(JSON.parse(received).document.valueQuantity.value).to.equal(6.3);
    expect(existsSync(path.join(stage.dir, "release.json"))).to.equal(true);
    expect(existsSync(path.join(stage.dir, "never.json"))).to.equal(false);
    const { accesses } = JSON.parse(readFileSync(path.join(stage.dir, "accounting.json"), "utf8"));
    expect(
      accesses.map(({ decision }: { decision: { permitted: boolean } }) => decision.permitted),
    ).to.deep.equal([true, false]);
  });

  it("leaves no secret on the chain's record of what was sent", async () => {
    const head = await stage.chain.provider.getBlockNumber();
    const handle = readFileSync(path.join(stage.dir, "handle"), "utf8").trim().slice(2);
    for (let n = 0; n <= head; n++) {
      const block = await stage.chain.provider.send("eth_getBlockByNumber", [`0x${n.toString(16)}`, true]);
      for (const { input } of block.transactions as { input: string }[]) {
        expect(input.includes(handle)).to.equal(false);
      }
    }
  });
});
