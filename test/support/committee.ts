import { type HDNodeWallet, parseEther, Wallet } from "ethers";
import type { Addresses } from "../../client/addresses.ts";
import type { Contracts } from "../../client/deployment.ts";
import type { Actors } from "../../scripts/local/actors.ts";
import { encodeAttestation } from "../../standards/attestation.ts";
import type { Hex } from "../../standards/hex.ts";
import {
  type Eip712Domain,
  inferenceOracleDomain,
  refusalDigest,
  reportDigest,
  type SignedRefusal,
  type SignedReport,
  tracedReportDigest,
} from "../../standards/inference.ts";
import { operatorRegistryDomain, SIGNER_PROOF_TYPES } from "../../standards/operator.ts";
import { randomWord } from "../../standards/randomWord.ts";

const BOND = parseEther("1");

/** Registers the operators with fresh signing keys, which are returned in their order. */
export const registerSigners = async (
  { operators }: Pick<Contracts, "operators">,
  addresses: Addresses,
  actors: Actors,
  chainId: number,
): Promise<HDNodeWallet[]> => {
  const domain = operatorRegistryDomain(chainId, addresses.OperatorRegistry);
  const signers: HDNodeWallet[] = [];
  for (const account of actors.operators) {
    const signer = Wallet.createRandom();
    const encryptionKey = randomWord();
    const proof = { operator: account.address, signer: signer.address, encryptionKey };
    const signature = await signer.signTypedData(domain, SIGNER_PROOF_TYPES, proof);
    const own = operators.connect(account);
    await (await own.register(signer.address, encryptionKey, signature, { value: BOND })).wait();
    signers.push(signer);
  }
  return signers;
};

/** Signs with the members at these bits, as nodes do: digest by standards/, attestation bytes by standards/. */
export const attestDigest = (
  signers: readonly HDNodeWallet[],
  digest: Hex,
  bits: readonly number[] = [0, 1, 2],
): Hex =>
  encodeAttestation(
    bits.map((bit) => {
      const signer = signers[bit];
      if (signer === undefined) throw new TypeError(`The committee has no member ${bit}.`);
      return { bit, signature: signer.signingKey.sign(digest).serialized as Hex };
    }),
  );

/** What the oracle's committee signs with. */
export const createCommittee = (signers: readonly HDNodeWallet[], chainId: number, oracle: Hex) => {
  const own = inferenceOracleDomain(chainId, oracle);
  return {
    signers,
    attest: (report: SignedReport, bits?: readonly number[], domain: Eip712Domain = own): Hex =>
      attestDigest(signers, reportDigest(domain, report), bits),
    /** As OPTIMISTIC answers on public models are: each member's own commitment to its hidden activations beside. */
    attestTraced: (report: SignedReport, bits: readonly number[] = [0, 1, 2]): Hex =>
      encodeAttestation(
        bits.map((bit) => {
          const signer = signers[bit];
          if (signer === undefined) throw new TypeError(`The committee has no member ${bit}.`);
          const traceCommitment = randomWord();
          const digest = tracedReportDigest(own, { ...report, traceCommitment });
          return { bit, traceCommitment, signature: signer.signingKey.sign(digest).serialized as Hex };
        }),
      ),
    attestRefusal: (refusal: SignedRefusal, bits?: readonly number[]): Hex =>
      attestDigest(signers, refusalDigest(own, refusal), bits),
  };
};
export type TestCommittee = ReturnType<typeof createCommittee>;
