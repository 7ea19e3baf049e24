import { getAddress, type Signer, toUtf8Bytes } from "ethers";
import type { Model } from "../oracle/domain/model.ts";
import { attesterRegistryDomain, INPUT_ATTESTATION_TYPES, issuerProof } from "../standards/attestations.ts";
import { contentHash } from "../standards/commitments.ts";
import type { ConsentGrant } from "../standards/consent.ts";
import type { ConfidentialityLevel, DataClassCode } from "../standards/consentCodes.ts";
import { sealEnvelope } from "../standards/envelope.ts";
import { TheriacError } from "../standards/errors.ts";
import type { Hex } from "../standards/hex.ts";
import { randomWord } from "../standards/randomWord.ts";
import { type DataPeriod, encodeRecord } from "../standards/record.ts";
import type { Contracts } from "./deployment.ts";
import { publishPayload } from "./publishPayload.ts";
import { recipientsOf } from "./recipientsOf.ts";

export type PersonalInput = {
  readonly model: Pick<Model, "extract" | "commit">;
  /** The payload as the model's schema wants it. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly dataClass: DataClassCode;
  readonly confidentiality: ConfidentialityLevel;
  /** When the data came to be. A consent that is limited to a period denies data that does not say so. */
  readonly dataPeriod?: DataPeriod;
  readonly grant: ConsentGrant;
  /** The key that the custodian knows to be the patient's: the grant's signer must be no other. */
  readonly patient: Hex;
  /** X25519 key that the result is encrypted to. */
  readonly granteeKey: Hex;
  /** Where operators fetch payloads. */
  readonly folder: string;
  /** The custodian's key, registered as issuer. */
  readonly issuer: Signer;
  readonly attesters: Hex;
  readonly chainId: number;
  /** Chain time in unix seconds. */
  readonly now: number;
};

export type SealedInput = {
  readonly payloadHash: Hex;
  readonly inputCommitment: Hex;
  readonly provenanceProof: Hex;
};

const isSame = (a: Hex, b: Hex): boolean => getAddress(a) === getAddress(b);

/** How long an issuer's word may be used to open a request. */
const ATTESTATION_SECONDS = 3_600;

/** Thrown when the grant is not signed by the key of the person whose record is to be sealed. */
export class ForeignGrantError extends TheriacError {
  override readonly code = "FOREIGN_GRANT";
  constructor() {
    super("The grant's signer is not the patient's key.", {
      hint: "Seal a record only under a grant of the person whom it is about.",
    });
  }
}

/**
 * The custodian's side of a request about a person. The custodian chooses the grant that the record goes out under, and must
 * know its signer: the registry takes anybody's signature over any terms. Throws `FOREIGN_GRANT` before anything is done if
 * the signer is not the patient's key. Commits to the network input under a fresh salt, encrypts the
 * record to the committee, publishes the ciphertext and vouches for both. Plaintext and salts stay with the caller.
 */
export const sealPersonalInput = async (
  contracts: Pick<Contracts, "operators">,
  input: PersonalInput,
): Promise<SealedInput> => {
  if (!isSame(input.grant.signer, input.patient)) throw new ForeignGrantError();
  const inputSalt = randomWord();
  const x = input.model.extract(toUtf8Bytes(JSON.stringify(input.payload)));
  const inputCommitment = input.model.commit(x, inputSalt);
  const plaintext = encodeRecord({
    kind: "record/1",
    record: { ...input.payload },
    dataClass: input.dataClass,
    confidentiality: input.confidentiality,
    ...(input.dataPeriod === undefined ? {} : { dataPeriod: input.dataPeriod }),
    consent: input.grant,
    inputSalt,
    outputSalt: randomWord(),
    grantee: { encryptionKey: input.granteeKey },
  });
  const envelope = await sealEnvelope(plaintext, await recipientsOf(contracts));
  const payloadHash = contentHash(envelope);
  await publishPayload(input.folder, envelope);
  const attestation = {
    payloadHash,
    inputCommitment,
    measuredAt: input.now,
    validUntil: input.now + ATTESTATION_SECONDS,
  };
  const signature = await input.issuer.signTypedData(
    attesterRegistryDomain(input.chainId, input.attesters),
    INPUT_ATTESTATION_TYPES,
    attestation,
  );
  const issuer = (await input.issuer.getAddress()) as Hex;
  return {
    payloadHash,
    inputCommitment,
    provenanceProof: issuerProof(attestation, issuer, signature as Hex),
  };
};
