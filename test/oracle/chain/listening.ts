// A listener over a store, and requests for it to find.
import { hexlify, type JsonRpcProvider, randomBytes, ZeroAddress, ZeroHash } from "ethers";
import type { ListenDeps } from "../../../oracle/chain/listen.ts";
import { scanRange } from "../../../oracle/chain/scan.ts";
import type { Store } from "../../../oracle/domain/ports.ts";
import { intake } from "../../../oracle/pipeline/intake.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import type { Log } from "../../../oracle/shared/log.ts";
import type { Metrics } from "../../../oracle/shared/metrics.ts";
import type { ConsentId, Hex, ModelId, RequestId } from "../../../standards/hex.ts";
import { type InferenceRequest, Mode, Provenance } from "../../../standards/inference.ts";
import type { Deployment, ServedChain } from "../node/deployment.ts";
import { word } from "../standards/builders.ts";

type Parts = {
  readonly deployment: Deployment;
  readonly store: Store;
  readonly metrics: Metrics;
  readonly log: Log;
};

export const listenerOf = (
  { deployment, store, metrics, log }: Parts,
  from: JsonRpcProvider,
  rules: Partial<ListenDeps["rules"]>,
): ListenDeps => ({
  session: (use) => use(from),
  scan: (look) => scanRange(look, { oracle: deployment.addresses.oracle }),
  store,
  intake: (range) =>
    intake(
      {
        rules: { chainId: 31_337, oracle: deployment.addresses.oracle },
        store,
        clock: systemClock,
        log,
        metrics,
      },
      range,
    ),
  onPass: () => undefined,
  rules: { startBlock: 0, confirmations: 0, pollIntervalMs: 10, overlap: 2, maxRange: 3, ...rules },
  clock: systemClock,
  log,
  metrics,
  signal: new AbortController().signal,
});

type Asked = { readonly id: RequestId; readonly request: InferenceRequest; readonly requester: Hex };

/** Opens a request. */
export const askOn = async (
  { chain, deployment, modelId }: { chain: ServedChain; deployment: Deployment; modelId: ModelId },
  lifetime = 3_600,
): Promise<Asked> => {
  const { oracle, governor } = deployment;
  const request: InferenceRequest = {
    modelId,
    payloadHash: word(1),
    inputCommitment: word(2),
    consentId: ZeroHash as ConsentId,
    callback: ZeroAddress as Hex,
    callbackGasLimit: 0,
    deadline: ((await chain.provider.getBlock("latest"))?.timestamp ?? 0) + lifetime,
    fee: await oracle.quoteFee(modelId, 0),
    valueAtRisk: 0n,
    mode: Mode.QUORUM,
    provenance: Provenance.COMMITTEE_EXTRACTED,
    nonce: BigInt(hexlify(randomBytes(32))),
  };
  await (await oracle.requestInference(request, "0x", { value: request.fee })).wait();
  const requester = governor.address as Hex;
  return { id: (await oracle.requestIdOf(requester, request)) as RequestId, request, requester };
};
