import { z } from "zod";
import { openResult } from "../standards/envelope.ts";
import { TheriacError } from "../standards/errors.ts";
import type { Hex, RequestId } from "../standards/hex.ts";
import { commitOutput } from "../standards/inference.ts";
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

/** A result was served that is not the one the chain holds. */
export class ResultMismatchError extends TheriacError {
  readonly code = "RESULT_MISMATCH";
  constructor(id: RequestId, recomputed: Hex, onChain: Hex) {
    super("A served result is not what the operators committed to.", { context: { id, recomputed, onChain } });
  }
}

const sealedShape = z.object({ encapsulatedKey: bytes, ciphertext: bytes });
/** The chain keeps the first 26 bytes of an output hash. */
const DIGEST_CHARS = 2 + 2 * 26;

/**
 * Fetches the encrypted result of a request about a person from any operator, opens it with the grantee's key and
 * checks it against the commitment on the chain. A lying or silent operator only costs one more try.
 */
export const readResult = async (
  { oracle }: Pick<Contracts, "oracle">,
  operatorUrls: readonly string[],
  id: RequestId,
  granteePrivateKey: Hex,
): Promise<PersonalResult> => {
  const { outputDigest } = await oracle.recordOf(id);
  let cause: unknown;
  for (const url of operatorUrls) {
    try {
      const response = await fetch(`${url}/v1/results/${id}`, { signal: AbortSignal.timeout(5_000) });
      const sealed = sealedShape.parse(await response.json());
      const result = decodeResult(await openResult(granteePrivateKey, id, sealed));
      const recomputed = commitOutput(id, result.scores, result.outputSalt);
      if (recomputed.slice(0, DIGEST_CHARS) === outputDigest.toLowerCase()) return result;
      throw new ResultMismatchError(id, recomputed, outputDigest as Hex);
    } catch (error) {
      cause = error;
    }
  }
  throw new ResultNotAvailableError(id, operatorUrls.length, cause);
};
