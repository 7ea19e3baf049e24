// Documents whose shell blocks are run as their reader runs them: in order, in one shell's state.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { CommandStage } from "./commandLine.ts";
import { type CommandServer, startCommandServer } from "./commandServer.ts";

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
    [...text.matchAll(/^\| `([A-Z_]+)` \|.*`(0x[0-9a-fA-F]{40})` \|$/gm)].map(([, name, at]) => [name, at]),
  );

const titleOf = (commands: string): string =>
  commands
    .match(/theriac (?:--json )?((?:[a-z-]+ ){1,3})/g)
    ?.join("")
    .trim() ?? "prepares";

/** What a block leaves behind, variables and functions, is there for the next one. */
const runBlock = (
  commands: string,
  dir: string,
  variables: Record<string, string>,
): Promise<{ code: number; output: string }> => {
  const state = path.join(dir, ".state");
  const earlier = existsSync(state) ? `source '${state}'` : ":";
  const after = `{ export -p; declare -f; echo "umask $(umask)"; } > '${state}'`;
  // The last command's code is the block's; one before it that fails ends the block.
  const script = `set -a; ${earlier}; set -e -o pipefail; trap "${after.replaceAll('"', '\\"').replaceAll("$", "\\$")}" EXIT\n${commands}`;
  return new Promise((resolve) => {
    execFile("bash", ["-c", script], { env: { ...process.env, ...variables } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), output: stdout + stderr }),
    );
  });
};

/** Makes one test of every block of a document, and one of its table of accounts. Call it within `describe`. */
export const itRuns = (
  document: string,
  accounts: number,
  stageOf: () => CommandStage,
  /** Variables that are no accounts. */
  more: () => Record<string, string> = () => ({}),
): void => {
  const text = readFileSync(document, "utf8");
  let server: CommandServer | undefined;
  before(async () => {
    server = await startCommandServer();
  });
  after(() => server?.close());
  const variables = (): Record<string, string> => {
    const { chain, deployment, dir } = stageOf();
    const PATH = `${server?.bin}:${process.env.PATH}`;
    return { PATH, RPC: chain.url, DEPLOYMENT: deployment, WORK: dir, ...readAccounts(text), ...more() };
  };

  it("names accounts that the chain has unlocked", async () => {
    const unlocked: string[] = await stageOf().chain.provider.send("eth_accounts", []);
    const named = Object.values(readAccounts(text)).map((account) => account.toLowerCase());
    expect(named).to.have.length(accounts);
    expect(unlocked.map((account) => account.toLowerCase())).to.include.members(named);
  });

  for (const { line, exit, commands } of readBlocks(text)) {
    it(`line ${line}: ${titleOf(commands)} ends with ${exit}`, async () => {
      // A reader takes longer than this process between two blocks, and what is due after a moment is due by then.
      const { provider } = stageOf().chain;
      await provider.send("evm_increaseTime", [2]);
      await provider.send("evm_mine", []);
      const { code, output } = await runBlock(commands, stageOf().dir, variables());
      expect(code, output).to.equal(exit);
      if (exit === 1) expect(output).to.match(/^[A-Z_]+: /m);
    });
  }
};
