// One deployment by the deploy script for every file of tests that a process runs: it takes ten seconds, what it sent less
// than one. Local chains have the same accounts, so that the same transactions in the same order make the same contracts.
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { cp, mkdtemp, readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { LocalChain } from "../../scripts/local/chain.ts";

const run = promisify(execFile);

type Sent = Readonly<Record<"from" | "input" | "value" | "gas", string>> & { readonly to: string | null };
/** What the deploy script sent, and a copy of the folder that it wrote. */
type Recording = { readonly sent: readonly Sent[]; readonly folder: string };

const folderOf = (deployment: string): string => path.join("deployments", deployment);

const deployAnew = async ({ url }: LocalChain, deployment: string): Promise<void> => {
  const script = ["--import", "tsx", "scripts/deploy.ts", "--network", "local"];
  await run(process.execPath, [...script, "--url", url, "--deployment-id", deployment]);
};

const record = async ({ provider }: LocalChain, deployment: string): Promise<Recording> => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "theriac-deployment-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await cp(folderOf(deployment), folder, { recursive: true });
  const head = await provider.getBlockNumber();
  const sent: Sent[] = [];
  for (let n = 0; n <= head; n++) {
    const block = await provider.send("eth_getBlockByNumber", [`0x${n.toString(16)}`, true]);
    sent.push(...block.transactions);
  }
  return { sent, folder };
};

/** Sends everything again. Fails unless code is at each address that the recorded deployment knows. */
const replay = async ({ provider }: LocalChain, deployment: string, of: Recording): Promise<void> => {
  for (const { from, to, input, value, gas } of of.sent)
    await provider.send("eth_sendTransaction", [{ from, to: to ?? undefined, data: input, value, gas }]);
  await cp(of.folder, folderOf(deployment), { recursive: true });
  const addresses = await readFile(path.join(of.folder, "deployed_addresses.json"), "utf8");
  for (const [name, address] of Object.entries<string>(JSON.parse(addresses)))
    if ((await provider.getCode(address)) === "0x")
      throw new Error(`The deployment's transactions, sent again, left nothing at ${name} ${address}.`);
};

let recording: Promise<Recording> | undefined;

/** Deploys to a new local chain, into a folder below deployments/. */
export const deployOnce = async (chain: LocalChain, deployment: string): Promise<void> => {
  if (recording !== undefined) return replay(chain, deployment, await recording);
  await deployAnew(chain, deployment);
  // A failed recording fails its caller; the next one deploys anew.
  recording = record(chain, deployment);
  recording.catch(() => {
    recording = undefined;
  });
  await recording;
};
