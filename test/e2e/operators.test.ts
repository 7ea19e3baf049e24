import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { Wallet, ZeroAddress } from "ethers";
import { awaitSettlement } from "../../client/awaitSettlement.ts";
import { publishPayload } from "../../client/publishPayload.ts";
import { type OpenedRequest, requestInference } from "../../client/requestInference.ts";
import { rankOf } from "../../oracle/domain/committee.ts";
import { removeDeployment } from "../../scripts/ignition/removeDeployment.ts";
import { createFleet, type Fleet, type Member } from "../../scripts/local/fleet.ts";
import type { LocalNetwork } from "../../scripts/local/network.ts";
import { type LocalOperator, operatorReady, startOperator } from "../../scripts/local/operators.ts";
import { createReport } from "../../scripts/local/report.ts";
import type { ConsentId, Hex } from "../../standards/hex.ts";
import { ZERO_HASH } from "../../standards/hex.ts";
import { encodeScores, Mode, Provenance, RequestStatus, requestIdOf } from "../../standards/inference.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { encodeReadings, evenSeries } from "../../standards/readings.ts";
import { until } from "../support/processes.ts";

const SAMPLE = "models/coldchain-integrity-SIMULATED/data/samples/good.SIMULATED.json";
const ANSWER_MS = 20_000;
/** As scripts/local configures the operators. */
const BACKOFF_MS = 1_500;
const LIFETIME = 600;
const GWEI = 1_000_000_000n;

type Sample = {
  readonly startedAt: number;
  readonly minutesBetweenReadings: number;
  readonly deciCelsius: number[];
};

describe("four operator processes and a chain", function () {
  this.timeout(60_000);
  const dir = mkdtempSync(path.join(os.tmpdir(), "theriac-e2e-"));
  const deploymentId = `story-e2e-${process.pid}`;
  let fleet: Fleet;
  let network: LocalNetwork;
  const members: Member[] = [];
  const opened: OpenedRequest[] = [];

  before(async function () {
    this.timeout(120_000);
    fleet = createFleet();
    const report = createReport(() => {}, false);
    report.story("End to end");
    const { startNetwork } = await import("../../scripts/local/network.ts");
    network = await startNetwork({ fleet, dir, report, deploymentId });
    members.push(...network.processes);
  });

  after(async () => {
    network?.chain.provider.destroy();
    await fleet.stopAll();
    rmSync(dir, { recursive: true, force: true });
    await removeDeployment(deploymentId);
  });

  /** Asks about a public trace; `first` is the place of the operator whose turn it shall be. */
  const ask = async (first = 0): Promise<OpenedRequest> => {
    const { addresses, contracts, actors, chain, models, payloads } = network;
    const { startedAt, minutesBetweenReadings, deciCelsius } = JSON.parse(
      readFileSync(SAMPLE, "utf8"),
    ) as Sample;
    const readings = encodeReadings(evenSeries(startedAt, minutesBetweenReadings, deciCelsius));
    const payloadHash = await publishPayload(payloads, readings);
    const order = {
      modelId: models.coldChain.id,
      payloadHash,
      inputCommitment: models.coldChain.commit(models.coldChain.extract(readings), payloadHash),
      provenance: Provenance.COMMITTEE_EXTRACTED,
      deadline: (await chain.now()) + LIFETIME,
    };
    const draft = {
      ...order,
      consentId: ZERO_HASH as ConsentId,
      callback: ZeroAddress as Hex,
      callbackGasLimit: 0,
      fee: await contracts.oracle.quoteFee(order.modelId, 0),
      valueAtRisk: 0n,
      mode: Mode.QUORUM,
    };
    const clinic = actors.clinic.address as Hex;
    const isFirst = (nonce: bigint): boolean => {
      const id = requestIdOf(chain.chainId, addresses.InferenceOracle, clinic, { ...draft, nonce });
      return rankOf(id, first, network.operators.length) === 0;
    };
    let nonce = BigInt(randomWord());
    while (!isFirst(nonce)) nonce += 1n;
    const request = await requestInference(contracts, actors.clinic, chain.chainId, { ...order, nonce });
    opened.push(request);
    return request;
  };

  const settled = ({ id }: OpenedRequest): Promise<number> =>
    awaitSettlement(network.contracts, id, { timeoutMs: ANSWER_MS });

  const operatorAt = (i: number): LocalOperator => {
    const operator = network.operators[i];
    if (operator === undefined) throw new TypeError(`There is no operator ${i}.`);
    return operator;
  };

  const kill = (i: number): Promise<void> => fleet.kill(members[i] as Member);

  const restart = async (i: number): Promise<void> => {
    const member = startOperator(fleet, operatorAt(i));
    members[i] = member;
    await operatorReady(fleet, operatorAt(i), member);
  };

  /** The answers on chain to a request: who signed, and who brought it. */
  const answersTo = async ({ id }: OpenedRequest) => {
    const { oracle } = network.contracts;
    const logs = await oracle.queryFilter(oracle.filters.InferenceFulfilled(id));
    return Promise.all(
      logs.map(async (log) => ({
        bits: [0, 1, 2, 3].filter((bit) => (BigInt(log.args.signerBitmap) >> BigInt(bit)) & 1n),
        output: log.args.output,
        submitter: (await log.getTransaction()).from,
      })),
    );
  };

  /** The value of a counter or gauge of one operator; 0 where nothing was counted. */
  const metric = async (i: number, name: string): Promise<number> => {
    const text = await (await fetch(`${operatorAt(i).url}/metrics`)).text();
    const values = [...text.matchAll(new RegExp(`^theriac_${name}(?:\\{[^}]*\\})? (\\S+)$`, "gm"))];
    return values.reduce((sum, [, value]) => sum + Number(value), 0);
  };

  it("answer with the model's own score, three signatures and the submitter whose turn it is", async () => {
    const { models } = network;
    const request = await ask(2);
    expect(await settled(request)).to.equal(RequestStatus.Fulfilled);
    const [answer] = await answersTo(request);
    const readings = await readFile(path.join(network.payloads, request.request.payloadHash.slice(2)));
    const scores = await models.coldChain.infer(models.coldChain.extract(readings));
    expect(answer?.output).to.equal(encodeScores(scores));
    expect(answer?.bits).to.have.length(3);
    expect(answer?.submitter).to.equal(operatorAt(2).signer);
  });

  it("answer after kill -9 of one of them, also when it was its turn", async () => {
    await kill(0);
    for (const first of [1, 3]) {
      const request = await ask(first);
      expect(await settled(request)).to.equal(RequestStatus.Fulfilled);
      const [answer] = await answersTo(request);
      expect(answer?.bits).to.deep.equal([1, 2, 3]);
      expect(answer?.submitter).to.equal(operatorAt(first).signer);
    }
    const asked = performance.now();
    const orphan = await ask(0);
    expect(await settled(orphan)).to.equal(RequestStatus.Fulfilled);
    expect(performance.now() - asked).to.be.greaterThan(BACKOFF_MS);
    const [answer] = await answersTo(orphan);
    expect(answer?.bits).to.deep.equal([1, 2, 3]);
    expect(answer?.submitter).to.equal(operatorAt(1).signer);
  });

  it("do not answer after kill -9 of a second; whoever expires the request refunds it to the wei", async () => {
    const { contracts, chain, actors } = network;
    await kill(1);
    const { id, request, requester } = await ask(2);
    await sleep(4 * BACKOFF_MS);
    expect(Number(await contracts.oracle.statusOf(id))).to.equal(RequestStatus.Pending);
    expect(await metric(2, "pending_requests")).to.equal(1);
    const { keeperRewardGwei } = await contracts.oracle.feeSchedule();
    const reward = keeperRewardGwei * GWEI;
    const balanceOf = (account: string) => contracts.oracle.balanceOf(account);
    const [clinicBefore, keeperBefore] = [
      await balanceOf(requester),
      await balanceOf(actors.relayer.address),
    ];

    await chain.advance(LIFETIME + 1);
    await (await contracts.oracle.expire(requester, request)).wait();
    expect(Number(await contracts.oracle.statusOf(id))).to.equal(RequestStatus.Expired);
    const refund = (await balanceOf(requester)) - clinicBefore;
    expect(refund).to.equal(request.fee - reward);
    expect((await balanceOf(actors.relayer.address)) - keeperBefore).to.equal(reward);

    const to = Wallet.createRandom().address;
    await (await contracts.oracle.connect(actors.clinic).withdraw(to)).wait();
    expect(await chain.provider.getBalance(to)).to.equal(clinicBefore + refund);
    expect(await balanceOf(requester)).to.equal(0n);
  });

  it("answer again once both are back on their stores, and leave the expired request alone", async () => {
    const expired = opened.at(-1) as OpenedRequest;
    await Promise.all([restart(0), restart(1)]);
    for (const first of [0, 1]) {
      const request = await ask(first);
      expect(await settled(request)).to.equal(RequestStatus.Fulfilled);
      const [answer] = await answersTo(request);
      expect(answer?.submitter).to.equal(operatorAt(first).signer);
    }
    expect(Number(await network.contracts.oracle.statusOf(expired.id))).to.equal(RequestStatus.Expired);
    expect(await answersTo(expired)).to.deep.equal([]);
  });

  it("answer several requests once each although one of them dies and comes back in the middle", async () => {
    const requests: OpenedRequest[] = [];
    for (const first of [3, 3, 0, 3, 1, 3, 2, 3]) requests.push(await ask(first));
    await until("one is answered", ANSWER_MS, async () => {
      const all = await Promise.all(requests.map(answersTo));
      return all.some((answers) => answers.length > 0);
    });
    await kill(3);
    await restart(3);
    for (const request of requests) expect(await settled(request)).to.equal(RequestStatus.Fulfilled);
    for (const request of requests) expect(await answersTo(request)).to.have.length(1);
  });

  it("never signed two outputs and agree on everything in the end", async () => {
    const one = await answersTo(opened[0] as OpenedRequest);
    for (const request of opened) {
      const answers = await answersTo(request);
      expect(answers.length).to.be.lessThanOrEqual(1);
      for (const { output } of answers) expect(output).to.equal(one[0]?.output);
    }
    for (const i of [0, 1, 2, 3]) {
      await until(`operator ${i} has nothing left to do`, ANSWER_MS, async () => {
        const health = (await (await fetch(`${operatorAt(i).url}/healthz`)).json()) as { pending: number };
        return health.pending === 0;
      });
      expect(await metric(i, "mismatches_total")).to.equal(0);
      expect(await metric(i, "step_failures_total"), readFileSync(operatorAt(i).log, "utf8")).to.equal(0);
    }
  });
});
