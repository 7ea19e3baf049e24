import { getBytes } from "ethers";
import { isAnchored } from "../../standards/anchorTree.ts";
import type { Hex } from "../../standards/hex.ts";
import { parseJson } from "../../standards/parseJson.ts";
import { recordCommitment, recordDomain } from "../../standards/recordCommitment.ts";
import { VaultSealError } from "./errors.ts";
import type { Release, ReleasedRecord } from "./releaseRecords.ts";
import { openKey, openRecord } from "./sealRecord.ts";
import type { RecordId } from "./vaultTypes.ts";

export type OpenedDocument = {
  readonly recordId: Hex;
  readonly document: unknown;
  /** Opens the commitment, for whom the document may be shown to. As secret as the document. */
  readonly salt: Hex;
};

/**
 * The data user's side of a release: unwraps each key, decrypts, and holds each document against its commitment and that
 * against its proof. Throws `VAULT_SEAL_BROKEN` if any of it does not fit. What root stands on chain is another question:
 * ask RecordRegistry.verify.
 */
export const openRelease = (
  release: Pick<Release, "accessId" | "records">,
  privateKey: Hex,
  registry: { readonly chainId: number; readonly recordRegistry: Hex },
): Promise<readonly OpenedDocument[]> =>
  Promise.all(release.records.map((record) => openOne(release.accessId, record, privateKey, registry)));

const openOne = async (
  accessId: Hex,
  record: ReleasedRecord,
  privateKey: Hex,
  { chainId, recordRegistry }: { chainId: number; recordRegistry: Hex },
): Promise<OpenedDocument> => {
  const id = record.recordId as RecordId;
  const key = await openKey(privateKey, record.key, accessId, id);
  const { bytes, salt } = openRecord(id, key, {
    iv: new Uint8Array(getBytes(record.iv)),
    ciphertext: new Uint8Array(getBytes(record.ciphertext)),
  });
  key.fill(0);
  const document = parseJson(bytes);
  const commitment = recordCommitment(recordDomain(chainId, recordRegistry), document, salt);
  const { proof } = record;
  if (commitment !== record.commitment) throw new VaultSealError("commitment");
  if (proof !== undefined && !isAnchored(proof, proof.index, commitment, proof.proof)) {
    throw new VaultSealError("commitment");
  }
  return { recordId: id, document, salt };
};
