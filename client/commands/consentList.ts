// theriac consent list: everything that a patient's key agreed to at one custodian, and what was asked under it.
import type { Command } from "commander";
import { z } from "zod";
import { TheriacError } from "../../standards/errors.ts";
import type { ConsentId, Hex } from "../../standards/hex.ts";
import { address } from "../../standards/shapes.ts";
import { IInferenceOracle__factory } from "../../types/index.ts";
import type { IndexConnection } from "../history/askIndex.ts";
import { listConsentRequests } from "../history/listConsentRequests.ts";
import { listSignerConsents } from "../history/listSignerConsents.ts";
import { readConsentHistory } from "../history/readConsentHistory.ts";
import { scanConsents } from "../history/scanConsents.ts";
import { verifyEvents } from "../history/verifyEvents.ts";
import { verifyHistory } from "../history/verifyHistory.ts";
import type { Connection } from "./connection.ts";
import type { Answer, Facts, Run } from "./output.ts";
import { parseOption } from "./parseOption.ts";
import { readPersonKey } from "./personKey.ts";
import { readConsent } from "./reads.ts";

/** Nobody can tell whose list is asked for. */
export class SignerNeededError extends TheriacError {
  readonly code = "SIGNER_NEEDED";
  constructor() {
    super("Whose consents are to be listed is not said.", {
      hint: "Give --signer, or --custodian and --seed to find the key.",
    });
  }
}

/** The index lists a consent of somebody else's key. */
export class NotOfThisSignerError extends TheriacError {
  readonly code = "NOT_OF_THIS_SIGNER";
  constructor(consent: ConsentId) {
    super("The index lists a consent that another key gave.", {
      context: { consent },
      hint: "Do not trust this index; ask another.",
    });
  }
}

type ListOptions = {
  readonly index?: string;
  readonly signer?: string;
  readonly custodian?: string;
  readonly seed?: string;
  readonly epoch: string;
  readonly fromBlock: string;
  readonly toBlock?: string;
};

const signerOf = async ({ chainId }: Connection, options: ListOptions): Promise<Hex> => {
  const { signer, custodian, seed, epoch } = options;
  if (signer !== undefined) return parseOption("--signer", address, signer);
  if (custodian === undefined || seed === undefined) throw new SignerNeededError();
  const at = parseOption("--custodian", address, custodian);
  return (await readPersonKey({ seed, epoch }, at, chainId)).address as Hex;
};

/** What came of requests under a consent, from events that the chain was asked for again. */
const ENDINGS: Readonly<Record<string, "permitted" | "denied">> = {
  InferenceFulfilled: "permitted",
  InferenceProposed: "permitted",
  InferenceComputed: "permitted",
  InferenceProven: "permitted",
  InferenceBatched: "permitted",
  InferenceRefused: "denied",
  InferenceDropped: "denied",
};

const usesOf = async (
  { provider, addresses }: Connection,
  index: IndexConnection,
  id: ConsentId,
): Promise<Facts> => {
  const oracle = IInferenceOracle__factory.createInterface();
  const requests = await listConsentRequests(index, id);
  const counts = { permitted: 0, denied: 0 };
  for (const { events } of requests) {
    await verifyEvents(provider, [addresses.InferenceOracle], events);
    const names = events.map(
      ({ topics, data }) => oracle.parseLog({ topics: [...topics], data })?.name ?? "",
    );
    const endings = new Set(names.flatMap((name) => ENDINGS[name] ?? []));
    for (const ending of endings) counts[ending] += 1;
  }
  return { requests: requests.length, ...counts };
};

/** By an index, which is believed nothing: every entry is held against the chain. */
const listByIndex = async (connection: Connection, url: string, signer: Hex): Promise<Facts[]> => {
  const index = { url };
  const { provider, addresses, contracts } = connection;
  const facts: Facts[] = [];
  for (const { id } of await listSignerConsents(index, signer)) {
    const standing = await contracts.consents.standingOf(id);
    if (standing.signer.toLowerCase() !== signer.toLowerCase()) throw new NotOfThisSignerError(id);
    const history = await readConsentHistory(index, id);
    await verifyHistory({ provider, consents: addresses.ConsentRegistry }, history);
    const uses = await usesOf(connection, index, id);
    facts.push({ ...(await readConsent(contracts, id)), events: history.events.length, ...uses });
  }
  return facts;
};

const block = z.coerce.number().int().min(0);

const listByChain = async (connection: Connection, signer: Hex, options: ListOptions): Promise<Facts[]> => {
  const { provider, addresses, contracts } = connection;
  const from = parseOption("--from-block", block, options.fromBlock);
  const head = await provider.getBlockNumber();
  const to = options.toBlock === undefined ? head : parseOption("--to-block", block, options.toBlock);
  const at = { provider, consents: addresses.ConsentRegistry };
  const ids = await scanConsents(at, signer, { from, to: Math.min(to, head) });
  return Promise.all(ids.map((id) => readConsent(contracts, id)));
};

const list = async (connection: Connection, options: ListOptions): Promise<Answer> => {
  const signer = await signerOf(connection, options);
  const { index } = options;
  const consents =
    index === undefined
      ? await listByChain(connection, signer, options)
      : await listByIndex(connection, parseOption("--index", z.url(), index), signer);
  return { facts: {}, list: consents };
};

/** Adds `list` to the consent commands. */
export const addConsentListCommand = (consent: Command, run: Run): void => {
  consent
    .command("list")
    .description(
      "every consent of one key, from an index or from the chain alone; each held against the chain",
    )
    .option("--index <url>", "an index; without it the endpoint's blocks are searched")
    .option("--signer <address>", "the patient's key at a custodian")
    .option("--custodian <address>", "or the custodian of the key")
    .option("--seed <file>", "and the file with the patient's BIP-39 phrase")
    .option("--epoch <n>", "how often the key was recovered", "0")
    .option("--from-block <n>", "first block to search", "0")
    .option("--to-block <n>", "last block to search; the newest without it")
    .action((options: ListOptions) => run((connection) => list(connection, options)));
};
