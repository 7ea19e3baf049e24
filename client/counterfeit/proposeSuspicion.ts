import { type Signer, toBeHex } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { lotIdOfDetails } from "../../standards/provenance/subjects.ts";
import { SuspicionReason } from "../../standards/provenance.ts";
import { IUnitLedger__factory } from "../../types/factories/contracts/interfaces/IUnitLedger__factory.ts";
import type { ScannedPack } from "../provenance/scan/shapes.ts";
import { type LogQuery, scanLogs } from "../provenance/scanLogs.ts";
import { evidenceOf } from "./findSuspicions.ts";
import type { KeptSuspicion } from "./store/openScanStore.ts";

/** In place of an index: a serial that is nobody's. */
export const NO_UNIT = 0xffff_ffff;

/** Arguments of `UnitLedger.proposeSuspicion`, but for who proposes. */
export type SuspicionProposal = {
  readonly lot: ScannedPack["lot"];
  readonly index: number;
  readonly reason: number;
  readonly evidence: Hex;
};

/** A suspicion as the unit ledger takes it. A serial that is nobody's names no unit of the lot. */
export const toProposal = (
  suspicion: KeptSuspicion,
  { lot, index }: Pick<ScannedPack, "lot" | "index">,
): SuspicionProposal => ({
  lot,
  index: suspicion.reason === "UnknownSerial" ? NO_UNIT : index,
  reason: SuspicionReason[suspicion.reason],
  evidence: evidenceOf(suspicion, suspicion.salt),
});

const UNITS = IUnitLedger__factory.createInterface();
const WORD = 32;

/** The transaction in which a partner proposed this before: the salt in its evidence makes it one of a kind. */
const findProposal = async (
  provider: LogQuery["provider"],
  units: Hex,
  by: bigint,
  { lot, index, reason, evidence }: SuspicionProposal,
  oldest: number,
): Promise<Hex | undefined> => {
  const indexed = [lotIdOfDetails(lot), toBeHex(index, WORD), toBeHex(reason, WORD)];
  const events = ["SuspicionProposed"];
  const query = { provider, address: units, contract: UNITS, events, indexed, oldest };
  for await (const { log, event } of scanLogs(query)) {
    if (event.args.evidence === evidence && event.args.by === by) return log.transactionHash as Hex;
  }
  return undefined;
};

/**
 * Proposes that a pack is suspect, in the name of a partner whose account signs. It stops nothing: people decide. What
 * stands on chain already is not proposed again, so a log that was killed before it noted a proposal may call this again.
 *
 * @param oldest Block before which it was surely not proposed: one from before the log's first scan.
 */
export const proposeSuspicion = async (
  units: Hex,
  signer: Signer,
  by: bigint,
  proposal: SuspicionProposal,
  oldest = 0,
): Promise<Hex> => {
  const { lot, index, reason, evidence } = proposal;
  const { provider } = signer;
  const before = provider === null ? undefined : await findProposal(provider, units, by, proposal, oldest);
  if (before !== undefined) return before;
  const ledger = IUnitLedger__factory.connect(units, signer);
  const transaction = await ledger.proposeSuspicion(lot, index, reason, by, evidence);
  await transaction.wait();
  return transaction.hash as Hex;
};
