import type { Signer } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { SuspicionReason } from "../../standards/provenance.ts";
import { IUnitLedger__factory } from "../../types/factories/contracts/interfaces/IUnitLedger__factory.ts";
import type { ScannedPack } from "../provenance/scan/shapes.ts";
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

/** Proposes that a pack is suspect, in the name of a partner whose account signs. It stops nothing: people decide. */
export const proposeSuspicion = async (
  units: Hex,
  signer: Signer,
  by: bigint,
  { lot, index, reason, evidence }: SuspicionProposal,
): Promise<Hex> => {
  const ledger = IUnitLedger__factory.connect(units, signer);
  const transaction = await ledger.proposeSuspicion(lot, index, reason, by, evidence);
  await transaction.wait();
  return transaction.hash as Hex;
};
