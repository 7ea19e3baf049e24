import { concat, type JsonRpcProvider, keccak256, toUtf8Bytes } from "ethers";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { IDisputeCourt__factory } from "../../types/factories/contracts/interfaces/IDisputeCourt__factory.ts";
import { IProofVerifier__factory } from "../../types/factories/contracts/interfaces/IProofVerifier__factory.ts";
import type { Duty } from "../domain/duty.ts";
import type { KeptProof } from "../domain/proof.ts";
import type { Defence } from "../domain/proving.ts";
import type { Clock } from "../shared/clock.ts";
import { WrongWiringError } from "./errors.ts";
import { revertNameOf } from "./revert.ts";
import { bringCall } from "./submitter.ts";
import type { Transactions } from "./transactions.ts";

const courtInterface = IDisputeCourt__factory.createInterface();
const verifierInterface = IProofVerifier__factory.createInterface();
const DEFENCE = keccak256(toUtf8Bytes("theriac.defence"));

export type DefenceDeps = {
  readonly provider: JsonRpcProvider;
  readonly court: Hex;
  readonly oracle: Hex;
  readonly signer: Hex;
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** The court's private challenges, from the side of who signed. The court must be the oracle's. */
export const openDefence = async ({
  provider,
  court: address,
  oracle,
  signer,
  transactions,
  clock,
  signal,
}: DefenceDeps): Promise<Defence> => {
  const court = IDisputeCourt__factory.connect(address, provider);
  const judged = await court.ORACLE();
  if (judged.toLowerCase() !== oracle.toLowerCase()) throw new WrongWiringError("court", oracle, judged);
  const verifier = IProofVerifier__factory.connect(await court.PROOFS(), provider);
  return {
    accepts: async ({ id, request }, { output, payee, proof }) => {
      try {
        await verifier.verify.staticCall(request.modelId, request.inputCommitment, output, id, payee, proof);
        return true;
      } catch (error) {
        if (revertNameOf(error, verifierInterface) === undefined) throw error;
        return false;
      }
    },
    defend: (duty, kept) =>
      bringCall({
        provider,
        transactions,
        // Of its own: the answer's own transaction is another.
        key: keccak256(concat([duty.id, DEFENCE])) as RequestId,
        call: { from: signer, to: address, data: encodeDefence(duty, kept) },
        errors: courtInterface,
        clock,
        signal,
      }),
  };
};

const encodeDefence = ({ requester, request, proposal }: Duty, { output, payee, proof }: KeptProof): Hex => {
  if (proposal === undefined) throw new TypeError("Nothing is proposed to defend.");
  const values = [requester, request, proposal.configDigest, output, payee, proof] as const;
  return courtInterface.encodeFunctionData("defend", [...values]) as Hex;
};
