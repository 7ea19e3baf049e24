import { hexlify, type JsonRpcProvider, randomBytes, type Signer, ZeroAddress } from "ethers";
import { pass } from "../../../oracle/chain/listen.ts";
import { connectProvider } from "../../../oracle/chain/provider.ts";
import { scanIndex } from "../../../oracle/chain/scanIndex.ts";
import { connectStates, createGrantReader } from "../../../oracle/chain/standings.ts";
import type { IndexStore } from "../../../oracle/domain/indexed.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createIndexMetrics } from "../../../oracle/shared/indexMetrics.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { openIndexStore } from "../../../oracle/store/openIndexStore.ts";
import { consentIdOfHeader } from "../../../standards/consent.ts";
import type { ConsentId, Hex } from "../../../standards/hex.ts";
import { IConsentStates__factory } from "../../../types/factories/contracts/interfaces/IConsentStates__factory.ts";
import { ICustodianRegistry__factory } from "../../../types/factories/contracts/interfaces/ICustodianRegistry__factory.ts";
import { IEmergencyAccess__factory } from "../../../types/factories/contracts/interfaces/IEmergencyAccess__factory.ts";
import { IRecordRegistry__factory } from "../../../types/factories/contracts/interfaces/IRecordRegistry__factory.ts";
import { type Deployment, deployOracle, serveChain } from "../node/deployment.ts";

const DAY = 86_400;
export const randomHex = (): Hex => hexlify(randomBytes(32)) as Hex;

/** A chain with all that is indexed, and what patients, clinicians and custodians do on it. */
export const startWorld = async () => {
  const chain = await serveChain();
  await chain.provider.send("evm_setIntervalMining", [0]);
  const deployment = await deployOracle(chain);
  const provider = await connectProvider([chain.url], chain.chainId);
  const { governor, indexed } = deployment;
  const patient = await chain.provider.getSigner(11);
  const custodians = ICustodianRegistry__factory.connect(deployment.custodians, governor);
  await (await custodians.list(governor.address)).wait();
  return {
    chain,
    deployment,
    provider,
    patient,
    custodians,
    states: IConsentStates__factory.connect(indexed.consent, patient),
    emergencies: IEmergencyAccess__factory.connect(indexed.emergencies, governor),
    records: IRecordRegistry__factory.connect(indexed.records, governor),
    stop: async () => {
      provider.destroy();
      await chain.stop();
    },
  };
};
export type World = Awaited<ReturnType<typeof startWorld>>;

/** Who acts by its own transaction. */
export const byCaller = async (signer: Signer) => ({
  key: await signer.getAddress(),
  deadline: 0,
  signature: "0x",
});

/** A consent of the patient's, with terms that do not matter here. */
export const giveConsent = async ({ deployment, chain, patient }: World): Promise<ConsentId> => {
  const now = await chain.now();
  const signer = (await patient.getAddress()) as Hex;
  const header = { signer, termsHash: randomHex(), issuedAt: now, end: now + DAY, deadline: now + DAY };
  const { termsHash, issuedAt, end, deadline } = header;
  await (await deployment.consent.connect(patient).grant(termsHash, issuedAt, end, deadline)).wait();
  return consentIdOfHeader(header);
};

export const revoke = async ({ deployment, patient }: World, id: ConsentId): Promise<void> => {
  await (await deployment.consent.connect(patient).revoke(id)).wait();
};

/** A store of this world's, and one pass of the listener over all new blocks. */
export const openIndex = (
  { deployment, provider, chain }: Pick<World, "deployment" | "provider" | "chain">,
  file: string,
) => {
  const { indexed } = deployment;
  const identity = { chainId: chain.chainId, oracle: indexed.oracle, operator: ZeroAddress as Hex };
  const store: IndexStore = openIndexStore(file, identity);
  const readGrant = createGrantReader(connectStates(indexed.consent, provider));
  const metrics = createIndexMetrics();
  const deps = { addresses: indexed, readGrant };
  const follow = (maxRange = 7, from: JsonRpcProvider = provider) =>
    pass({
      session: (use) => use(from),
      scan: (look) => scanIndex(deps, look),
      store,
      intake: (range) => metrics.events.inc(store.record(range)),
      onPass: () => undefined,
      rules: { startBlock: 0, confirmations: 0, pollIntervalMs: 10, overlap: 2, maxRange },
      clock: systemClock,
      log: createLog("silent", {}),
      metrics,
      signal: new AbortController().signal,
    });
  return { store, follow, metrics };
};

export type Index = ReturnType<typeof openIndex>;
export type { Deployment };
