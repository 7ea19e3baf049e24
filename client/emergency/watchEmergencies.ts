import type { LogDescription } from "ethers";
import { LOOK_AHEAD, nextTags } from "../../standards/emergency.ts";
import type { EmergencyTag, Hex } from "../../standards/hex.ts";
import type { Contracts } from "../deployment.ts";

/** One emergency of the patient, as the chain's events tell it. */
export type PatientEmergency = {
  readonly n: number;
  readonly tag: EmergencyTag;
  readonly clinician: Hex;
  readonly reason: number;
  readonly dataClasses: number;
  readonly openedAt: number;
  /** Last second of access. */
  readonly expiresAt: number;
  readonly justification: Hex;
  readonly review: "pending" | "justified" | "unjustified";
  readonly officer: Hex | undefined;
  readonly flaggedOverdue: boolean;
};

export type WatchOrder = {
  /** The patient's handle at one custodian. */
  readonly subject: Hex;
  /** The block in which EmergencyAccess was deployed, or any later one. */
  readonly fromBlock?: number;
  /** Numbers that are watched past the last one found. */
  readonly lookAhead?: number;
  /** Blocks that the provider gives logs of at once. */
  readonly blocksAtOnce?: number;
};

type Told = Omit<PatientEmergency, "n" | "openedAt"> & { readonly block: number };

const BLOCKS_AT_ONCE = 10_000;
const CLOSED_BEFORE = 1n;
/** IEmergencyAccess.Review. */
const REVIEWS = ["pending", "justified", "unjustified"] as const;

const opened = ({ args }: LogDescription, block: number): Told => ({
  tag: args.tag,
  clinician: args.clinician,
  reason: Number(args.reason),
  dataClasses: Number(args.dataClasses),
  expiresAt: Number(args.expiresAt),
  justification: args.justification,
  review: "pending",
  officer: undefined,
  flaggedOverdue: false,
  block,
});

/** What an event changes of an emergency. */
const changeOf = ({ name, args }: LogDescription): Partial<Told> => {
  if (name === "EmergencyClosed") return { expiresAt: Number(args.closedAt - CLOSED_BEFORE) };
  if (name === "EmergencyReviewed")
    return { review: REVIEWS[Number(args.review)] ?? "pending", officer: args.officer };
  return name === "EmergencyOverdue" ? { flaggedOverdue: true } : {};
};

/** Everybody's emergencies by tag, rebuilt from events alone. */
const readAll = async (
  emergencies: Contracts["emergencies"],
  fromBlock: number,
  blocksAtOnce: number,
): Promise<Map<string, Told>> => {
  const provider = emergencies.runner?.provider;
  if (!provider) throw new TypeError("A feed needs a provider.");
  const address = await emergencies.getAddress();
  const head = await provider.getBlockNumber();
  const all = new Map<string, Told>();
  for (let from = fromBlock; from <= head; from += blocksAtOnce) {
    const toBlock = Math.min(from + blocksAtOnce - 1, head);
    for (const log of await provider.getLogs({ address, fromBlock: from, toBlock })) {
      const event = emergencies.interface.parseLog(log);
      if (event === null) continue;
      if (event.name === "EmergencyOpened") all.set(event.args.tag, opened(event, log.blockNumber));
      const before = all.get(event.args.tag);
      if (before !== undefined) all.set(before.tag, { ...before, ...changeOf(event) });
    }
  }
  return all;
};

/** The patient's own among everybody's, in the order of their numbers. */
const pickOwn = (all: ReadonlyMap<string, Told>, subject: Hex, lookAhead: number) => {
  const own: { n: number; told: Told }[] = [];
  for (;;) {
    const known = (own.at(-1)?.n ?? -1) + 1;
    const next = nextTags(subject, known, lookAhead).find(({ tag }) => all.has(tag));
    const told = all.get(next?.tag ?? "");
    if (next === undefined || told === undefined) return own;
    own.push({ n: next.n, told });
  }
};

/**
 * The patient's feed: every emergency under the patient's handle, in the order of their numbers. Takes the events of
 * everybody and picks its own out at home, so that the provider never learns a tag; it learns of each block in which one
 * was found, whose time it is asked for. Numbers may be skipped, by fewer than `lookAhead` at once: what a custodian
 * opens further on is not found.
 */
export const watchEmergencies = async (
  { emergencies }: Pick<Contracts, "emergencies">,
  { subject, fromBlock = 0, lookAhead = LOOK_AHEAD, blocksAtOnce = BLOCKS_AT_ONCE }: WatchOrder,
): Promise<readonly PatientEmergency[]> => {
  const own = pickOwn(await readAll(emergencies, fromBlock, blocksAtOnce), subject, lookAhead);
  return Promise.all(
    own.map(async ({ n, told: { block, ...emergency } }) => {
      const opening = await emergencies.runner?.provider?.getBlock(block);
      if (!opening) throw new TypeError("A block that gave logs has a time.");
      return { n, ...emergency, openedAt: opening.timestamp };
    }),
  );
};
