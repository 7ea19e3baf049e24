import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { openResult } from "../standards/envelope.ts";
import { TheriacError } from "../standards/errors.ts";
import type { Hex, RequestId } from "../standards/hex.ts";
import { commitOutput } from "../standards/inference.ts";
import { privateOutputCommitment } from "../standards/proofs.ts";
import { decodeResult, type PersonalResult } from "../standards/record.ts";
import { bytes } from "../standards/shapes.ts";
import type { Contracts } from "./deployment.ts";

/** No operator served a result that opens and matches the chain. */
export class ResultNotAvailableError extends TheriacError {
  readonly code = "RESULT_NOT_AVAILABLE";
  override readonly retryable = true;
  constructor(id: RequestId, asked: number, cause: unknown) {
    super("No operator served a result that matches the commitment on the chain.", {
      context: { id, asked },
      hint: "Ask again shortly, or ask other operators of the committee.",
      cause,
    });
  }
}

/** An operator does not have the result, or not yet. */
export class ResultNotServedError extends TheriacError {
  readonly code = "RESULT_NOT_SERVED";
  override readonly retryable = true;
  constructor(id: RequestId, status: number) {
    super("The operator does not serve this result.", { context: { id, status } });
  }
}

/** A result was served that is not the one the chain holds. */
export class ResultMismatchError extends TheriacError {
  readonly code = "RESULT_MISMATCH";
  constructor(id: RequestId, recomputed: Hex, onChain: Hex) {
    super("A served result is not what the operators committed to.", {
      context: { id, recomputed, onChain },
    });
  }
}

const sealedShape = z.object({ encapsulatedKey: bytes, ciphertext: bytes });
/** The chain keeps the first 26 bytes of an output hash. */
const DIGEST_CHARS = 2 + 2 * 26;
const ASK_TIMEOUT_MS = 5_000;
const ASK_AGAIN_MS = 200;

export type ReadResultOptions = { readonly timeoutMs: number; readonly signal?: AbortSignal };

/**
 * Fetches the encrypted result of a request about a person from any operator, opens it with the grantee's key and
 * checks it against the commitment on the chain. Operators serve a result once they have seen it settled, so this asks
 * in turn until the time is over; a lying or silent operator only costs one more try.
 */
export const readResult = async (
  { oracle }: Pick<Contracts, "oracle">,
  operatorUrls: readonly string[],
  id: RequestId,
  granteePrivateKey: Hex,
  { timeoutMs, signal }: ReadResultOptions,
): Promise<PersonalResult> => {
  const { outputDigest } = await oracle.recordOf(id);
  const until = performance.now() + timeoutMs;
  let cause: unknown;
  while (performance.now() < until) {
    for (const url of operatorUrls) {
      try {
        return await askOperator(url, id, granteePrivateKey, outputDigest as Hex);
      } catch (error) {
        cause = error;
      }
    }
    await sleep(ASK_AGAIN_MS, undefined, signal === undefined ? {} : { signal });
  }
  throw new ResultNotAvailableError(id, operatorUrls.length, cause);
};

/** What the chain must hold: the commitment of a proof where there is one to bring. */
const commitmentOf = (id: RequestId, { scores, outputSalt, payee }: PersonalResult): Hex =>
  payee === undefined
    ? commitOutput(id, scores, outputSalt)
    : privateOutputCommitment(scores, outputSalt, id, payee);

const askOperator = async (
  url: string,
  id: RequestId,
  privateKey: Hex,
  digest: Hex,
): Promise<PersonalResult> => {
  const response = await fetch(`${url}/v1/results/${id}`, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
  if (!response.ok) throw new ResultNotServedError(id, response.status);
  const sealed = sealedShape.parse(await response.json());
  const result = decodeResult(await openResult(privateKey, id, sealed));
  const recomputed = commitmentOf(id, result);
  if (recomputed.slice(0, DIGEST_CHARS) !== digest.toLowerCase()) {
    throw new ResultMismatchError(id, recomputed, digest);
  }
  return result;
};
