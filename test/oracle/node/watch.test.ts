import path from "node:path";
import { expect } from "chai";
import { keccak256, Wallet } from "ethers";
import type { WatchConfig } from "../../../oracle/config/loadConfig.ts";
import type { Keys } from "../../../oracle/domain/ports.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createShutdown, type Shutdown } from "../../../oracle/shared/shutdown.ts";
import { startWatch } from "../../../oracle/startWatch.ts";
import type { ConfigDigest, Hex, RequestId } from "../../../standards/hex.ts";
import { inferenceOracleDomain, Mode, RequestStatus, reportPreimage } from "../../../standards/inference.ts";
import { IDisputeCourt__factory } from "../../../types/factories/contracts/interfaces/IDisputeCourt__factory.ts";
import { INetworkAssembler__factory } from "../../../types/factories/contracts/interfaces/INetworkAssembler__factory.ts";
import { until } from "../../support/processes.ts";
import { word } from "../standards/builders.ts";
import { configOf, type Member, startMember } from "./committee.ts";
import { advance, ask, publish, type Scenario, settled, startScenario, stopScenario } from "./scenario.ts";

const WAIT_MS = 20_000;

describe("a watcher on a chain with four nodes", function () {
  this.timeout(90_000);
  let scenario: Scenario;
  let copier: Member;
  let watch: Shutdown;
  let account: Pick<Keys, "signer" | "sign">;

  before(async () => {
    // Two honest nodes, one that does not compute, one that is away: every answer needs the copier.
    scenario = await startScenario({ leaveOut: 2 });
    const { deployment, members, open, personal, folder } = scenario;
    const assembler = INetworkAssembler__factory.connect(deployment.assembler, deployment.governor);
    await (await assembler["deploy(bytes)"](personal.networkFile)).wait();
    await (await deployment.models.attachExecutor(open.id)).wait();
    await (await deployment.oracle.syncModel(open.id)).wait();
    copier = members[0] as Member;
    const copying = { ...open, trace: (x: Int32Array) => open.trace(x).fill(1) };
    scenario.nodes.set(copier, await startMember({ ...scenario, models: [copying] }, copier, folder));

    const wallet = Wallet.createRandom();
    const sign = async (preimage: Hex) => wallet.signingKey.sign(keccak256(preimage)).serialized as Hex;
    account = { signer: wallet.address as Hex, sign };
    await (await deployment.governor.sendTransaction({ to: wallet.address, value: 10n ** 18n })).wait();
  });
  after(async () => {
    await watch?.stop("test over");
    await stopScenario(scenario);
  });

  const watchConfig = (): WatchConfig => {
    const { chain, contracts, payloads, models, server, health, log, submit } = configOf(
      scenario,
      copier,
      scenario.folder,
    );
    return {
      file: path.join(scenario.folder, "watch.json"),
      chain,
      contracts: { ...contracts, court: scenario.deployment.court },
      watcher: { keystore: "unused", password: { env: "UNUSED" } },
      payloads,
      models,
      store: { path: path.join(scenario.folder, "watch.sqlite") },
      server: { ...server, port: 0 },
      submit,
      giveUpAfterMs: 60_000,
      health,
      log,
    };
  };
  const start = async (): Promise<Shutdown> => {
    const log = createLog("silent", {});
    const shutdown = createShutdown(log);
    const models = [{ ...scenario.open, networkFile: scenario.personal.networkFile }];
    await startWatch({
      config: watchConfig(),
      account,
      loadModels: async () => models,
      clock: systemClock,
      random: () => 0.5,
      log,
      shutdown,
    });
    return shutdown;
  };
  const court = () => IDisputeCourt__factory.connect(scenario.deployment.court, scenario.deployment.governor);
  const bonds = () =>
    Promise.all(
      scenario.members.map(
        async ({ keys }) => (await scenario.deployment.operators.operatorOf(keys.operator)).bond,
      ),
    );

  it("slashes the one that copied, while the answer stands and becomes final", async () => {
    const { open, row, deployment } = scenario;
    const payloadHash = publish(scenario, row);
    const inputCommitment = open.commit(open.extract(row), payloadHash);
    const { id } = await ask(scenario, { payloadHash, inputCommitment, mode: Mode.OPTIMISTIC });
    expect(await settled(scenario, id)).to.equal(RequestStatus.Proposed);
    watch = await start();
    const challenges = await until("a challenge", WAIT_MS, async () => {
      const found = await court().queryFilter(court().filters.AnswerChallenged(id));
      return found.length > 0 && found;
    });
    expect(
      challenges.map(({ args }) => [Number(args.finding), Number(args.accused), args.overturned]),
    ).to.deep.equal([[2, 1, false]]);
    expect((await bonds()).map((bond) => bond === 0n)).to.deep.equal([true, false, false, false]);
    expect(Number(await deployment.oracle.statusOf(id))).to.equal(RequestStatus.Proposed);
    await advance(scenario, Number(await deployment.oracle.CHALLENGE_WINDOW()) + 1);
    const isFinal = async () => Number(await deployment.oracle.statusOf(id)) === RequestStatus.Fulfilled;
    await until("finality, by a node", WAIT_MS, isFinal);
    const finals = await deployment.oracle.queryFilter(deployment.oracle.filters.InferenceFinalised(id));
    expect(finals).to.have.length(1);
  });

  it("reports two outputs of one signer, from signatures alone", async () => {
    const { deployment, members } = scenario;
    await watch.stop("its store is needed");
    const double = members[1] as Member;
    const requestId = word(0x77) as RequestId;
    const configDigest = (await deployment.oracle.currentConfig()) as ConfigDigest;
    const report = { consentVersion: 0, configDigest, observedBlock: 1 };
    const domain = inferenceOracleDomain(31_337, deployment.addresses.oracle);
    const sightingOf = async (outputHash: Hex) => ({
      signer: double.keys.signer,
      report,
      outputHash,
      traceCommitment: undefined,
      signature: await double.keys.sign(reportPreimage(domain, { requestId, outputHash, ...report })),
    });
    const { openWatchStore } = await import("../../../oracle/store/openWatchStore.ts");
    const { chain } = watchConfig();
    const identity = {
      chainId: chain.chainId,
      oracle: deployment.addresses.oracle,
      operator: account.signer,
    };
    const store = await openWatchStore(watchConfig().store, identity);
    for (const [i, outputHash] of [word(1), word(2)].entries()) {
      const told = { id: requestId, output: outputHash, outputHash, txHash: word(0x40 + i), blockNumber: 1 };
      const check = { ...told, seenAt: 0, attempts: 0 };
      await store.conclude(check, { accusations: [], sightings: [await sightingOf(outputHash)] }, i);
    }
    expect((await store.backlog()).active).to.equal(1);
    await store.close();
    watch = await start();
    await until("a conviction", WAIT_MS, () => court().hasEquivocated(requestId, double.keys.operator));
    expect((await bonds()).map((bond) => bond === 0n)).to.deep.equal([true, true, false, false]);
    expect(await deployment.operators.rewardOf(account.signer)).to.equal(10n ** 18n);
  });
});
