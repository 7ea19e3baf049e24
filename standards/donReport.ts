// What a CRE workflow reports to CreReceiverAdapter: abi.encode of its DonReport.
import { AbiCoder, ZeroHash } from "ethers";
import type { Hex } from "./hex.ts";
import { type InferenceRequest, REQUEST_TUPLE, requestIdOf, type SignedReport } from "./inference.ts";

/** Values as in ICreReceiverAdapter.Delivery. */
export const Delivery = { Relayed: 0, Attested: 1 } as const;

/** Values as in ICreReceiverAdapter.Standing. */
export const DonStanding = { None: 0, Attested: 1, Confirmed: 2, Corrected: 3 } as const;

/** Where a report is for, and which request it answers. */
export type DonTarget = {
  readonly chainId: number;
  /** The CreReceiverAdapter. */
  readonly receiver: Hex;
  readonly oracle: Hex;
  readonly requester: Hex;
  readonly request: InferenceRequest;
};

const REPORT_TUPLE =
  "tuple(uint8 delivery,uint256 chainId,address receiver,address oracle,bytes32 requestId,address requester," +
  `${REQUEST_TUPLE} request,tuple(uint40 consentVersion,bytes32 configDigest,uint64 observedBlock) signedReport,` +
  "bytes output,bytes attestation)";

const UNSIGNED = { consentVersion: 0, configDigest: ZeroHash, observedBlock: 0 };

/** The report of an output that the DON itself vouches for. */
export const encodeAttestedReport = (target: DonTarget, output: Hex): Hex =>
  encode({ ...target, delivery: Delivery.Attested, signedReport: UNSIGNED, output, attestation: "0x" });

/** The report of an answer that the oracle's committee signed. */
export const encodeRelayedReport = (
  target: DonTarget,
  signedReport: SignedReport,
  output: Hex,
  attestation: Hex,
): Hex => encode({ ...target, delivery: Delivery.Relayed, signedReport, output, attestation });

const encode = (report: DonTarget & Record<string, unknown>): Hex => {
  const requestId = requestIdOf(report.chainId, report.oracle, report.requester, report.request);
  return AbiCoder.defaultAbiCoder().encode([REPORT_TUPLE], [{ ...report, requestId }]) as Hex;
};
