import type { ModelId } from "../standards/hex.ts";
import type { Account } from "./chain/account.ts";
import { connectContracts, connectPolicies } from "./chain/contracts.ts";
import type { ChainProvider } from "./chain/provider.ts";
import { createReader } from "./chain/reader.ts";
import { createRecheck, type Recheck } from "./chain/recheck.ts";
import type { Sequencer } from "./chain/sequencer.ts";
import { createSubmitter } from "./chain/submitter.ts";
import type { Config } from "./config/loadConfig.ts";
import type { Model } from "./domain/model.ts";
import type { Keys } from "./domain/ports.ts";
import { measured } from "./observe.ts";
import { openAccount } from "./openAccount.ts";
import { type OpenChainDeps, waitForChain } from "./openChain.ts";
import { openPeering, type Peering } from "./openPeering.ts";
import { openProving } from "./openProving.ts";
import { createBatcher } from "./pipeline/batch/batcher.ts";
import type { PipelineDeps } from "./pipeline/deps.ts";
import { createPayloads } from "./pipeline/fetchPayload.ts";
import { intake } from "./pipeline/intake.ts";
import type { Metrics } from "./shared/metrics.ts";
import type { Vitals } from "./shared/vitals.ts";
import type { Wake } from "./shared/wake.ts";
import { openStore } from "./store/openStore.ts";

type OpenDeps = OpenChainDeps & { readonly config: Config; readonly keys: Keys };

/** What a start has put together before the pipeline. */
export type Parts = {
  readonly provider: ChainProvider;
  readonly metrics: Metrics;
  readonly vitals: Vitals;
  readonly models: Map<ModelId, Model>;
  readonly sequencer: Sequencer;
  /** Woken by a new block that nobody has read yet. */
  readonly blocks: Wake;
  /** Woken when the listener has read one. */
  readonly news: Wake;
};

export type Opened = {
  readonly pipeline: PipelineDeps;
  readonly peering: Peering;
  readonly account: Account;
  readonly recheck: Recheck;
};

/** Opens the store, resumes the account's transactions and puts together what the steps need. */
export const openPipeline = async (
  deps: OpenDeps,
  { provider, metrics, vitals, models, sequencer, blocks, news }: Parts,
): Promise<Opened> => {
  const { config, keys, clock, random, log, shutdown } = deps;
  const { signal } = shutdown;
  const { chainId, finality } = config.chain;
  const { oracle } = config.contracts;
  const identity = { chainId, oracle, operator: keys.operator };
  const store = measured(await openStore(config.store, identity), metrics);
  shutdown.onStop("store", () => store.close());
  const contracts = connectContracts(config.contracts, provider);
  const policies = connectPolicies(config.contracts.policies, provider);
  const chain = createReader({ provider, contracts, policies, finality });
  const { attempts } = store;
  const { balance } = metrics;
  const sending = { provider, keys, clock, log, metrics, signal, config };
  const { transactions, account } = openAccount({ ...sending, wake: news, attempts, vitals, balance });
  await waitForChain(deps, () => transactions.resume());
  const peering = openPeering({ config, keys, chain, clock, random, log, metrics });
  shutdown.onStop("peers", peering.close);
  const taking = { rules: { chainId, oracle }, store, clock, log, metrics };
  const recheck = createRecheck({
    oracle,
    store,
    intake: (range) => intake(taking, range),
    rules: config.chain,
    log,
    metrics,
  });
  const { guard } = config.submit;
  const { consent: consents } = config.contracts;
  const pipeline: PipelineDeps = {
    rules: { ...config.submit, chainId, oracle, consents, jurisdiction: config.jurisdiction },
    chain,
    submitter: createSubmitter({ ...sending, oracle, signer: keys.signer, chain, transactions, guard }),
    store,
    keys,
    peers: peering.peers,
    batcher: config.submit.batch.max < 2 ? undefined : createBatcher(config.submit.batch),
    payloads: createPayloads(config.payloads, log),
    ...(await openProving(config, { provider, signer: keys.signer, transactions, clock, signal })),
    modelOf: (id) => models.get(id),
    seenHead: vitals.seenHead,
    isChainOpen: sequencer.isOpen,
    lookUp: (id, by) => {
      if (recheck.lookUp(id, by)) blocks.wake();
    },
    news,
    clock,
    random,
    log,
    metrics,
    signal,
  };
  return { pipeline, peering, account, recheck };
};
