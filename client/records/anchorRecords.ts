import type { ContractTransactionReceipt, ContractTransactionResponse, Signer } from "ethers";
import { buildAnchorTree } from "../../standards/anchorTree.ts";
import type { Hex } from "../../standards/hex.ts";
import type { AnchorId, RecordCommitment } from "../../standards/recordCommitment.ts";
import type { RecordRegistry } from "../../types/index.ts";
import type { Contracts } from "../deployment.ts";

/** Where a commitment was anchored, and what shows it to be there. */
export type AnchoredPlace = {
  readonly anchorId: AnchorId;
  readonly index: number;
  readonly proof: readonly Hex[];
};

export type Anchored = {
  readonly anchorId: AnchorId;
  readonly root: Hex;
  /** In the order of the commitments. */
  readonly places: readonly AnchoredPlace[];
  readonly receipt: ContractTransactionReceipt;
};

/** Under a legal hold nothing is erased up to `retainUntil`, unix seconds of chain time. */
export type Retention = { readonly retainUntil?: number };

const NO_HOLD = 0;

/**
 * Anchors commitments to records in one transaction and waits until it is mined. Keep documents and salts before: a
 * commitment whose salt is lost opens for nobody.
 */
export const anchorRecords = (
  { records }: Pick<Contracts, "records">,
  custodian: Signer,
  commitments: readonly RecordCommitment[],
  { retainUntil = NO_HOLD }: Retention = {},
): Promise<Anchored> =>
  anchor(records, commitments, (root, count) =>
    records.connect(custodian).anchorRecords(root, count, retainUntil),
  );

/** Anchors commitments to receipts of access. They are never erased. */
export const anchorReceipts = (
  { records }: Pick<Contracts, "records">,
  custodian: Signer,
  commitments: readonly RecordCommitment[],
): Promise<Anchored> =>
  anchor(records, commitments, (root, count) => records.connect(custodian).anchorReceipts(root, count));

const anchor = async (
  records: RecordRegistry,
  commitments: readonly RecordCommitment[],
  send: (root: Hex, count: number) => Promise<ContractTransactionResponse>,
): Promise<Anchored> => {
  const { root, count, proofOf } = buildAnchorTree(commitments);
  const receipt = await (await send(root, count)).wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  const anchorId = await anchorIdIn(records, receipt);
  const places = commitments.map((_, index) => ({ anchorId, index, proof: proofOf(index) }));
  return { anchorId, root, places, receipt };
};

const anchorIdIn = async (
  records: RecordRegistry,
  { logs }: ContractTransactionReceipt,
): Promise<AnchorId> => {
  const registry = await records.getAddress();
  for (const log of logs) {
    if (log.address !== registry) continue;
    const id: unknown = records.interface.parseLog(log)?.args.id;
    if (typeof id === "string") return id as AnchorId;
  }
  throw new TypeError("A transaction that anchors tells of the anchor.");
};
