import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { type JsonRpcProvider, keccak256 } from "ethers";
import { createPasses, type ListenDeps, pass } from "../../../oracle/chain/listen.ts";
import { connectProvider } from "../../../oracle/chain/provider.ts";
import { createRecheck } from "../../../oracle/chain/recheck.ts";
import type { ScannedRange } from "../../../oracle/domain/ports.ts";
import { intake } from "../../../oracle/pipeline/intake.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createMetrics } from "../../../oracle/shared/metrics.ts";
import { openStore } from "../../../oracle/store/openStore.ts";
import type { ModelId } from "../../../standards/hex.ts";
import { RequestStatus } from "../../../standards/inference.ts";
import { scratch } from "../node/committee.ts";
import { type Deployment, deployOracle, type ServedChain, serveChain } from "../node/deployment.ts";
import { CLINIC, word } from "../standards/builders.ts";
import { askOn, listenerOf } from "./listening.ts";

const FILE = "models/wdbc/artifacts/network.q8p2";

describe("the listener on a chain", function () {
  this.timeout(90_000);
  const { folder, clean } = scratch();
  let chain: ServedChain;
  let deployment: Deployment;
  let provider: JsonRpcProvider;
  let modelId: ModelId;
  let store: Awaited<ReturnType<typeof openStore>>;
  let file = 0;
  const metrics = createMetrics();
  const log = createLog("silent", {});

  before(async () => {
    chain = await serveChain();
    await chain.provider.send("evm_setIntervalMining", [0]);
    deployment = await deployOracle(chain);
    const network = readFileSync(path.resolve(import.meta.dirname, "../../..", FILE));
    await (await deployment.models.register(network, word(1), 0)).wait();
    modelId = (await deployment.models.modelIdOf(keccak256(network), word(1), 0)) as ModelId;
    await deployment.activate(modelId);
    provider = await connectProvider([chain.url], 31_337);
  });
  after(async () => {
    provider?.destroy();
    await chain?.stop();
    clean();
  });
  beforeEach(async () => {
    store = await openStore(
      { path: path.join(folder, `${file++}.sqlite`) },
      {
        chainId: 31_337,
        oracle: deployment.addresses.oracle,
        operator: CLINIC,
      },
    );
  });
  afterEach(() => store.close());

  const listener = (rules: Partial<ListenDeps["rules"]> = {}, from: JsonRpcProvider = provider) =>
    listenerOf({ deployment, store, metrics, log }, from, rules);
  const ask = (lifetime?: number) => askOn({ chain, deployment, modelId }, lifetime);
  const head = async () => Number(await chain.provider.send("eth_blockNumber", []));
  const mine = (blocks: number) => chain.provider.send("hardhat_mine", [`0x${blocks.toString(16)}`]);

  /** A node may only be behind: that the chain is shorter is believed when it stays so. */
  const passShortened = async () => {
    const next = createPasses(listener());
    for (let i = 0; i < 3; i++) {
      expect(await next().catch((error) => error)).to.include({ code: "RPC_BEHIND", retryable: true });
    }
    await next();
  };

  it("finds requests exactly as they were asked, range after range", async () => {
    const asked = [await ask(), await ask()];
    await mine(7);
    await pass(listener());
    for (const { id, request, requester } of asked) {
      expect(await store.duty(id)).to.deep.include({ id, request, requester, state: "seen" });
    }
    expect((await store.cursor())?.number).to.equal(await head());
  });

  it("waits for confirmations", async () => {
    const { id } = await ask();
    await pass(listener({ confirmations: 3 }));
    expect(await store.duty(id)).to.equal(undefined);
    await mine(3);
    await pass(listener({ confirmations: 3 }));
    expect((await store.duty(id))?.state).to.equal("seen");
  });

  it("goes on from its cursor and does nothing when there is nothing new", async () => {
    await pass(listener());
    const cursor = await store.cursor();
    await pass(listener({ startBlock: 0 }));
    expect(await store.cursor()).to.deep.equal(cursor);
    const { id } = await ask();
    const calls: string[] = [];
    const counting = new Proxy(provider, {
      get: (target, key) =>
        key === "send"
          ? (method: string, parameters: [{ fromBlock: string }]) => {
              if (method === "eth_getLogs") calls.push(parameters[0].fromBlock);
              return target.send(method, parameters);
            }
          : Reflect.get(target, key),
    });
    await pass(listener({ overlap: 2 }, counting));
    expect(calls.map(Number)).to.deep.equal([(cursor?.number ?? 0) + 1 - 2]);
    expect((await store.duty(id))?.state).to.equal("seen");
  });

  it("moves its cursor back over a reorganisation and finds what replaced it", async () => {
    await pass(listener());
    const snapshot = await chain.provider.send("evm_snapshot", []);
    const lost = await ask();
    await pass(listener());
    expect((await store.duty(lost.id))?.state).to.equal("seen");
    await store.releaseSignature(lost.id, { kind: "answer", outputHash: word(5) }, async () => word(6));

    await chain.provider.send("evm_revert", [snapshot]);
    await chain.provider.send("evm_increaseTime", [60]);
    const kept = await ask();
    await mine(4);
    const before = (await metrics.rewinds.get()).values[0]?.value ?? 0;
    await pass(listener());
    expect((await metrics.rewinds.get()).values[0]?.value).to.equal(before + 1);
    expect(await store.duty(lost.id)).to.equal(undefined);
    expect((await store.duty(kept.id))?.state).to.equal("seen");
    const other = store.releaseSignature(lost.id, { kind: "answer", outputHash: word(7) }, async () =>
      word(6),
    );
    expect(await other.catch((error) => error)).to.have.property("code", "WOULD_EQUIVOCATE");
  });

  it("moves its cursor back when the chain got shorter", async () => {
    const snapshot = await chain.provider.send("evm_snapshot", []);
    const { id } = await ask();
    await mine(5);
    await pass(listener());
    await chain.provider.send("evm_revert", [snapshot]);
    await passShortened();
    expect(await store.duty(id)).to.equal(undefined);
    expect((await store.cursor())?.number).to.be.at.most(await head());
  });

  it("takes a settlement back that the chain took back", async () => {
    const { id, request, requester } = await ask(1_000);
    await pass(listener());
    const snapshot = await chain.provider.send("evm_snapshot", []);
    await chain.provider.send("evm_increaseTime", [1_001]);
    await (await deployment.oracle.expire(requester, request)).wait();
    await pass(listener());
    expect(await store.duty(id)).to.include({ state: "settled", outcome: RequestStatus.Expired });
    await chain.provider.send("evm_revert", [snapshot]);
    await passShortened();
    expect(await store.duty(id)).to.include({ state: "seen", outcome: undefined });
  });

  it("does not take in a request whose id does not follow from it", async () => {
    const { id } = await ask();
    const wrongOracle = {
      rules: { chainId: 1, oracle: deployment.addresses.oracle },
      store,
      clock: systemClock,
    };
    await pass({ ...listener(), intake: (range) => intake({ ...wrongOracle, log, metrics }, range) });
    expect(await store.duty(id)).to.equal(undefined);
  });

  it("takes nothing from a range while the chain moves under it", async () => {
    const { id } = await ask();
    const moving = new Proxy(provider, {
      get: (target, key) =>
        key === "send"
          ? async (method: string, parameters: unknown[]) => {
              const answer = await target.send(method, parameters);
              if (method === "eth_getLogs") hashes.push(word(0xee));
              return method === "eth_getBlockByNumber" && hashes.length > 0
                ? { ...answer, hash: hashes.pop() }
                : answer;
            }
          : Reflect.get(target, key),
    });
    const hashes: string[] = [];
    const from = (await head()) - 1;
    const error = await pass(listener({ startBlock: from }, moving)).catch((thrown) => thrown);
    expect(error).to.include({ code: "CHAIN_MOVED", retryable: true });
    expect(await store.duty(id)).to.equal(undefined);
    expect(await store.cursor()).to.equal(undefined);
  });

  it("notices by a header's filter that events were left out", async () => {
    await ask();
    const leavingOut = new Proxy(provider, {
      get: (target, key) =>
        key === "send"
          ? (method: string, parameters: unknown[]) =>
              method === "eth_getLogs" ? [] : target.send(method, parameters)
          : Reflect.get(target, key),
    });
    const error = await pass(listener({ startBlock: await head() }, leavingOut)).catch((thrown) => thrown);
    expect(error).to.include({ code: "LOGS_MISSING", block: await head() });
  });

  const recheck = () => {
    const { intake: take } = listener();
    const rules = { startBlock: 0, maxBlockRange: 1_000, recheckBlocks: 1 };
    const taking = async (range: ScannedRange) => take(range);
    return createRecheck({ oracle: deployment.addresses.oracle, store, intake: taking, rules, log, metrics });
  };
  const none = { opened: [], proposed: [], settled: [] };

  it("looks a request up that a peer knows and no event told of", async () => {
    const { id } = await ask();
    const { intake: take } = listener();
    await pass({ ...listener(), intake: ({ to }) => take({ to, ...none }) });
    const { lookUp, run } = recheck();
    expect(await store.duty(id)).to.equal(undefined);
    expect([lookUp(id, CLINIC), lookUp(id, CLINIC)]).to.deep.equal([true, false]);
    const before = await store.cursor();
    await run(provider);
    expect((await store.duty(id))?.state).to.equal("seen");
    expect(await store.cursor()).to.deep.equal(before);
  });

  it("asks the oracle about open requests, and finds the settlement that no event told of", async () => {
    const { id, request, requester } = await ask(1_000);
    await pass(listener());
    await chain.provider.send("evm_increaseTime", [1_001]);
    await (await deployment.oracle.expire(requester, request)).wait();
    const { intake: take } = listener();
    await pass({ ...listener({ overlap: 0 }), intake: ({ to }) => take({ to, ...none }) });
    expect((await store.duty(id))?.state).to.equal("seen");
    await recheck().run(provider);
    expect(await store.duty(id)).to.include({ state: "settled", outcome: RequestStatus.Expired });
  });
});
