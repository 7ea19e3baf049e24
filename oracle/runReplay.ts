import type { Hex, ModelId, RequestId } from "../standards/hex.ts";
import { payloadOf } from "../standards/record.ts";
import { bytes32 } from "../standards/shapes.ts";
import { createAnswerSource } from "./chain/answers.ts";
import { connectContracts, connectPolicies } from "./chain/contracts.ts";
import { connectProvider } from "./chain/provider.ts";
import { assertContracts, createReader } from "./chain/reader.ts";
import { createRequestHistory } from "./chain/requestHistory.ts";
import { ConfigError } from "./config/errors.ts";
import type { Config } from "./config/loadConfig.ts";
import { openKeys } from "./config/openKeys.ts";
import type { OpenedOnChain } from "./domain/history.ts";
import type { Model } from "./domain/model.ts";
import type { Chain, Keys } from "./domain/ports.ts";
import { createInt32Executor } from "./inference/int32Executor.ts";
import type { Network } from "./inference/network.ts";
import { openModels } from "./openModels.ts";
import { askedOf, decideAt } from "./pipeline/decideAccess.ts";
import { createPayloads } from "./pipeline/fetchPayload.ts";
import { openRecord } from "./pipeline/openRecord.ts";
import type { Opened, ReplayDeps } from "./replay/deps.ts";
import { replay } from "./replay/replay.ts";
import { toText } from "./replay/report.ts";
import { ExitCode } from "./shared/errors.ts";
import { hardenProcess } from "./shared/hardenProcess.ts";
import { createLog } from "./shared/log.ts";

export type ReplayOptions = { readonly json?: boolean; readonly decrypt?: boolean };

/** Explains one request on standard output; the exit code. */
export const runReplay = async (id: string, config: Config, options: ReplayOptions): Promise<number> => {
  if (options.decrypt === true) hardenProcess(process.env, process.execArgv);
  const requestId = bytes32.safeParse(id);
  if (!requestId.success) throw new ConfigError("request-id", "is not 32 bytes in hexadecimal", config.file);
  const provider = await connectProvider(config.chain.rpcUrls, config.chain.chainId);
  const end = new AbortController();
  const inference = await openModels(config, createLog("silent", {}));
  try {
    const keys =
      options.decrypt === true
        ? await openKeys(config.operator, process.env, config.chain.chainId)
        : undefined;
    const deps = await connect(config, provider, inference.models, keys, end.signal);
    const report = await replay(deps, requestId.data.toLowerCase() as RequestId);
    const text = options.json === true ? JSON.stringify(report, undefined, 2) : toText(report);
    process.stdout.write(`${text}\n`);
    if (report.verdict === "differs") return ExitCode.DIFFERS;
    return report.verdict === "agrees" ? ExitCode.OK : ExitCode.FAILED;
  } finally {
    end.abort();
    provider.destroy();
    await inference.stop();
  }
};

type Provider = Awaited<ReturnType<typeof connectProvider>>;

const connect = async (
  config: Config,
  provider: Provider,
  models: readonly Model[],
  keys: Keys | undefined,
  signal: AbortSignal,
): Promise<ReplayDeps> => {
  const { chainId, finality } = config.chain;
  const { oracle } = config.contracts;
  const contracts = connectContracts(config.contracts, provider);
  await assertContracts(provider, config.contracts, contracts);
  const policies = connectPolicies(config.contracts.policies, provider);
  const chain = createReader({ provider, contracts, policies, finality });
  const history = createRequestHistory({ provider, contracts, oracle, ...config.chain });
  const byId = new Map(models.map((model) => [model.id, model]));
  return {
    ...history,
    chainId,
    oracle,
    chain,
    membersOf: async (digest) => {
      const [operators, signers] = await contracts.operators.membersOf(digest);
      return operators.map((operator, i) => ({ operator: operator as Hex, signer: signers[i] as Hex }));
    },
    source: createAnswerSource({ provider, contracts, chainId, oracle }),
    payloads: createPayloads(config.payloads, createLog("silent", {})),
    modelOf: (id) => byId.get(id),
    referenceOf: (id) => referenceOf(byId, id),
    open: keys && ((opened, envelope) => openIfPermitted(config, chain, keys, opened, envelope)),
    signal,
  };
};

const referenceOf = (models: ReadonlyMap<ModelId, Model>, id: ModelId) => {
  const network = (models.get(id) as { readonly network?: Network } | undefined)?.network;
  return network === undefined ? undefined : createInt32Executor(network);
};

/** Asks before it opens, as a node does, and holds the terms inside against the request; signs nothing. */
const openIfPermitted = async (
  { jurisdiction }: Config,
  chain: Chain,
  keys: Keys,
  opened: OpenedOnChain,
  envelope: Uint8Array,
): Promise<Opened> => {
  const { consentId } = opened.request;
  for (const at of ["latest", "final"] as const) {
    if (!(await chain.livenessOf(consentId, at)).live)
      return { closed: `its consent is not live (${at} block)` };
  }
  const record = await openRecord(keys, envelope);
  const asked = askedOf({ rules: { jurisdiction } }, opened, record);
  const { timestamp } = await chain.head();
  for (const at of ["latest", "final"] as const) {
    const decision = await decideAt({ chain }, opened, record, asked, timestamp, at);
    if (!decision.permitted) return { closed: `its consent does not permit it: ${decision.reason}` };
  }
  return { payload: payloadOf(record), inputSalt: record.inputSalt, outputSalt: record.outputSalt };
};
