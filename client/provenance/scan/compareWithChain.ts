import type { BlockTag, Provider } from "ethers";
import type { Hex } from "../../../standards/hex.ts";
import { type Around, type CustodyChain, statusOfPack } from "../../../standards/provenance/custodyChain.ts";
import { statusName } from "../../../standards/provenance/custodyJson.ts";
import { VERIFICATION_RESULTS, type VerificationResultName } from "../../../standards/provenance.ts";
import { IBatchLedger__factory } from "../../../types/factories/contracts/interfaces/IBatchLedger__factory.ts";
import { IUnitLedger__factory } from "../../../types/factories/contracts/interfaces/IUnitLedger__factory.ts";
import { ScanDiffersError } from "./errors.ts";
import type { ScannedPack } from "./shapes.ts";

/** Where the contracts are, behind a node that the caller trusts. */
export type ScanChain = {
  readonly provider: Provider;
  readonly batches: Hex;
  readonly units: Hex;
};

/** What the chain says of a pack at a block. */
export type ChainAnswer = { readonly result: VerificationResultName; readonly status: string };

const connected = ({ provider, batches, units }: ScanChain) => ({
  batches: IBatchLedger__factory.connect(batches, provider),
  units: IUnitLedger__factory.connect(units, provider),
});

/** Asks the unit ledger whether the pack belongs to the lot, and how it stands where the index says it lies. */
export const askChain = async (
  chain: ScanChain,
  { lot, index, unitHash, proof }: ScannedPack,
  { around, wasPacked }: Pick<CustodyChain, "around" | "wasPacked">,
  blockTag: BlockTag,
): Promise<ChainAnswer> => {
  const { units } = connected(chain);
  const verified = await units.verify(lot, index, unitHash, proof, { blockTag });
  const result = VERIFICATION_RESULTS[Number(verified.result)] ?? "NoMatch";
  if (result !== "Verified" || !wasPacked) return { result, status: statusName(Number(verified.status)) };
  const place = { sscc: around[0]?.sscc ?? 0n, contents: [...(around[0]?.contents ?? [])] };
  const status = await units.statusOfUnit(place, lot, index, { blockTag });
  return { result, status: statusName(Number(status)) };
};

/** Whether somebody packed the pack by then. The run that holds it leaves no other trace in the unit ledger. */
export const wasPackedBy = async (
  chain: ScanChain,
  lot: Hex,
  index: number,
  blockTag: BlockTag,
): Promise<boolean> => {
  const { packedUpTo } = await connected(chain).batches.lotOf(lot, { blockTag });
  return packedUpTo > BigInt(index);
};

/**
 * Holds what events add up to against what the contracts keep at the same block: the pack's word, its lot, whether it was
 * packed, and every logistic unit around it. An event that was left out shows here, unless it left no trace. Throws
 * `SCAN_DIFFERS`.
 */
export const compareWithChain = async (
  chain: ScanChain,
  id: Hex,
  index: number,
  replayed: CustodyChain,
  blockTag: number,
): Promise<void> => {
  const { batches, units } = connected(chain);
  const [word, lot, heldUntil, sources] = await Promise.all([
    units.unitOf(id, index, { blockTag }),
    batches.lotOf(id, { blockTag }),
    batches.heldUntil(id, { blockTag }),
    batches.sourcesOf(id, { blockTag }),
  ]);
  assertSame("unit", replayed.unit, word);
  assertSame("unit", { packed: `${replayed.run !== 0n}` }, { packed: `${lot.packedUpTo > BigInt(index)}` });
  const { state, recall, marks } = replayed.lot ?? { state: 0, recall: 0, marks: 0 };
  // Bit 7 says that there are sources, which are compared by themselves.
  const kept = { state: lot.state, recall: lot.recall, marks: lot.marks & 0x7fn };
  assertSame("lot", { state, recall, marks }, kept);
  assertSame("lot", { heldUntil: replayed.lot?.heldUntil ?? 0 }, { heldUntil });
  assertSame("lot", { sources: listOf(replayed.lot?.sources ?? []) }, { sources: listOf(sources) });
  for (const each of replayed.around) await compareLogisticUnit(chain, each, blockTag);
};

const listOf = (ids: readonly string[]): string => [...ids].sort().join(" ").toLowerCase();

const compareLogisticUnit = async (chain: ScanChain, shown: Around, blockTag: number): Promise<void> => {
  const { batches } = connected(chain);
  const [unit, heldUntil] = await Promise.all([
    batches.logisticUnitOf(shown.sscc, { blockTag }),
    batches.unitHeldUntil(shown.sscc, { blockTag }),
  ]);
  const { state, parent, marks, code } = shown;
  assertSame(`logistic unit ${shown.sscc}`, { state, parent, marks, code }, unit);
  if (parent === 0n) {
    const { custodian, receiver, carrier, acceptBy } = shown;
    assertSame(`logistic unit ${shown.sscc}`, { custodian, receiver, carrier, acceptBy }, unit);
  }
  assertSame(`logistic unit ${shown.sscc}`, { heldUntil: shown.heldUntil }, { heldUntil });
};

type Value = string | number | bigint;

const assertSame = (what: string, shown: Readonly<Record<string, Value>>, onChain: object): void => {
  for (const [field, value] of Object.entries(shown)) {
    const actual = (onChain as Readonly<Record<string, Value>>)[field];
    if (String(value) !== String(actual)) {
      throw new ScanDiffersError(`${what}: ${field}`, String(value), String(actual), "chain");
    }
  }
};

/** The status that events add up to at a moment. */
export const replayedStatus = (replayed: CustodyChain, now: number): string => {
  const status = statusOfPack(replayed, now);
  return status === undefined ? "Unknown" : statusName(status);
};
