import type { JsonRpcProvider } from "ethers";
import { decodeProvenance } from "../../../oracle/chain/provenanceEvents.ts";
import type { Hex } from "../../../standards/hex.ts";
import { replayCustody } from "../../../standards/provenance/custodyChain.ts";
import { type CustodyJson, custodyToJson } from "../../../standards/provenance/custodyJson.ts";
import { lotIdOfDetails } from "../../../standards/provenance/subjects.ts";
import type { VerificationResultName } from "../../../standards/provenance.ts";
import type { IndexConnection } from "../../history/askIndex.ts";
import { verifyEvents } from "../../history/verifyEvents.ts";
import { askScan } from "./askScan.ts";
import {
  askChain,
  compareWithChain,
  replayedStatus,
  type ScanChain,
  wasPackedBy,
} from "./compareWithChain.ts";
import { IndexOffChainError, ScanDiffersError } from "./errors.ts";
import type { ScanAnswer, ScannedPack } from "./shapes.ts";

export type ScanDeps = {
  readonly index: IndexConnection;
  /** A node that the caller trusts, not the index. */
  readonly chain: Omit<ScanChain, "provider"> & { readonly provider: JsonRpcProvider };
};

/** What a scan found; everything of it was checked against the chain. */
export type Scan = {
  readonly result: VerificationResultName;
  /** As of the block at which the index answered. */
  readonly status: string;
  /** At the chain's latest block, where the pack lies; `Moved` if it lies elsewhere by now, `NotPacked` before. */
  readonly statusNow: string;
  readonly saleable: boolean;
  readonly asOf: ScanAnswer["asOf"];
  readonly chain: CustodyJson;
  readonly checked: true;
};

/**
 * Asks an index about a pack, and the chain whether the answer is true: every event is there as shown, all of them add up
 * to the answer, the contracts keep the same of pack, lot, packing and logistic units at that block, and the unit ledger
 * gives the same status. What began and ended between two of the events shown and left no trace in the contracts can be
 * hidden. A pack is saleable only where it is shown to lie at the latest block. Throws `SCAN_DIFFERS`, also when the
 * lot's details are not those that the chain committed to.
 */
export const scanPack = async ({ index, chain }: ScanDeps, pack: ScannedPack): Promise<Scan> => {
  const lot = lotIdOfDetails(pack.lot);
  const answer = await askScan(index, lot, pack.index);
  await assertOnChain(chain.provider, answer);
  await verifyEvents(chain.provider, [chain.batches, chain.units], answer.events);
  const replayed = replayAnswer(answer);
  const shown = assertAddsUp(answer, replayed);
  await compareWithChain(chain, lot, pack.index, replayed, answer.asOf.number);
  const then = await askChain(chain, pack, replayed, answer.asOf.number);
  if (then.result === "LotDetailsDiffer") {
    throw new ScanDiffersError("lot: details", pack.lot.unitsRoot, "another commitment", "chain");
  }
  const status = replayedStatus(replayed, answer.asOf.timestamp);
  if (then.result === "Verified" && then.status !== status) {
    throw new ScanDiffersError("status", status, then.status, "chain");
  }
  const now = await askNow(chain, pack, replayed);
  const saleable = now.result === "Verified" && now.status === "Active";
  return {
    result: now.result,
    status,
    statusNow: now.status,
    saleable,
    asOf: answer.asOf,
    chain: shown,
    checked: true,
  };
};

/** An index of another branch of the chain may be honest, and is of no use. */
const assertOnChain = async (provider: JsonRpcProvider, { asOf }: ScanAnswer): Promise<void> => {
  const block = await provider.getBlock(asOf.number);
  const isSame = block?.hash === asOf.hash && block.timestamp === asOf.timestamp;
  if (!isSame) throw new IndexOffChainError(asOf.number, asOf.hash, block?.hash ?? undefined);
};

/** The client's own sum of the events that the index showed. */
const replayAnswer = ({ lot, index, events }: ScanAnswer) =>
  replayCustody(
    { lot: lot as Hex, index },
    events.flatMap((event) => decodeProvenance(event) ?? []),
  );

const assertAddsUp = (
  { chain, asOf }: ScanAnswer,
  replayed: ReturnType<typeof replayAnswer>,
): CustodyJson => {
  const own = custodyToJson(replayed, asOf.timestamp);
  for (const [field, value] of Object.entries(own)) {
    const [shown, found] = [JSON.stringify(chain[field]), JSON.stringify(value)];
    if (shown !== found) throw new ScanDiffersError(field, shown ?? "nothing", found, "events");
  }
  return own;
};

/** Where nobody showed the pack to lie now, its lot and its own word are what counts, and that is never Active. */
const askNow = async (
  chain: ScanChain,
  pack: ScannedPack,
  replayed: Parameters<typeof askChain>[2],
): Promise<Awaited<ReturnType<typeof askChain>>> => {
  if (replayed.wasPacked) {
    try {
      return await askChain(chain, pack, replayed, "latest");
    } catch (error) {
      if ((error as { code?: string }).code !== "CALL_EXCEPTION") throw error;
    }
  }
  const { result, status } = await askChain(chain, pack, { around: [], wasPacked: false }, "latest");
  if (result !== "Verified" || status !== "Active") return { result, status };
  const isPacked = await wasPackedBy(chain, lotIdOfDetails(pack.lot), pack.index, "latest");
  return { result, status: isPacked ? "Moved" : "NotPacked" };
};
