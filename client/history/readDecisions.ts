import { z } from "zod";
import { type AccessDecision, signerOfDecision } from "../../standards/accessDecision.ts";
import { accessDecisionShape } from "../../standards/accessDecisionShape.ts";
import { consentRegistryDomain } from "../../standards/consent.ts";
import { decisionReaderKey } from "../../standards/decisionReader.ts";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { bytes } from "../../standards/shapes.ts";
import { IndexMalformedError, IndexRefusedError, IndexUnavailableError } from "./errors.ts";

/** A decision about a request, and whose key signed it. */
export type DecisionOfNode = {
  readonly decision: AccessDecision;
  readonly signature: Hex;
  readonly signer: Hex;
};

export type DecisionsDeps = { readonly url: string; readonly chainId: number; readonly consents: Hex };

const TIMEOUT_MS = 10_000;
const shape = z.object({
  decisions: z.array(
    z.object({
      decision: accessDecisionShape,
      signature: bytes,
    }),
  ),
});

/**
 * What an operator decided about a request, a permit before the denial that ended it. `termsSalt` is the salt of the
 * grant, which only patient, custodian and grantee have; compare each signer with the committee's.
 */
export const readDecisions = async (
  { url, chainId, consents }: DecisionsDeps,
  id: RequestId,
  termsSalt: Hex,
): Promise<readonly DecisionOfNode[]> => {
  const route = `/v1/decisions/${id}`;
  const authorization = `Bearer ${decisionReaderKey(termsSalt, id)}`;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(`${url}${route}`, { headers: { authorization }, signal }).catch((cause) => {
    throw new IndexUnavailableError(route, cause);
  });
  if (!response.ok) throw new IndexRefusedError(route, response.status, "NO_DECISION", undefined);
  // What is no JSON is not quoted: it may come from anybody between here and the operator.
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = shape.safeParse(body);
  if (!parsed.success) throw new IndexMalformedError(route, String(parsed.error.issues[0]?.path.join(".")));
  const domain = consentRegistryDomain(chainId, consents);
  return parsed.data.decisions.map(({ decision, signature }) => {
    const signer = signerOfDecision(domain, decision, signature);
    if (signer === undefined) throw new IndexMalformedError(route, "signature");
    return { decision, signature, signer };
  });
};
