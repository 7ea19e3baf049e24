import { expect } from "chai";
import { concat, encodeBytes32String, keccak256, toBeHex, toUtf8Bytes } from "ethers";
import { packInput, publicInputCommitment } from "../../../standards/commitments.ts";
import {
  DonStanding,
  type DonTarget,
  encodeAttestedReport,
  encodeRelayedReport,
} from "../../../standards/donReport.ts";
import type { Hex } from "../../../standards/hex.ts";
import { encodeScores, RequestStatus } from "../../../standards/inference.ts";
import { CreReceiverAdapter__factory, ForwarderMock__factory } from "../../../types/index.ts";
import { testChain } from "../../support/chain.ts";
import { addressOf, type Staffed, staffed } from "../../support/fixtures.ts";
import { type Asked, answerTo, ask } from "../../support/requests.ts";
import { revertOf } from "../../support/reverts.ts";

const WORKFLOW = keccak256(toUtf8Bytes("workflow"));
const NAME = encodeBytes32String("theriac-01").slice(0, 22);
const SALT = keccak256(toUtf8Bytes("salt")) as Hex;
const GAS_LIMIT = 3_000_000;

/** An adapter, whose only workflow governance admitted after its delay. */
const withAdapter = async () => {
  const fixture = await staffed();
  const { contracts, actors, chain, delaySeconds } = fixture;
  const forwarder = await new ForwarderMock__factory(actors.deployer).deploy();
  const oracle = await addressOf(contracts.oracle);
  const adapter = await new CreReceiverAdapter__factory(actors.deployer).deploy(
    contracts.manager.target,
    forwarder.target,
    oracle,
  );
  const call = adapter.interface.encodeFunctionData("admitWorkflow", [WORKFLOW, actors.funder.address, NAME]);
  const governance = contracts.manager.connect(actors.governor);
  await (await governance.schedule(adapter.target, call, 0)).wait();
  const early = await revertOf(governance.execute.staticCall(adapter.target, call));
  await chain.advance(delaySeconds);
  await (await governance.execute(adapter.target, call)).wait();
  return { ...fixture, forwarder, adapter, oracle, early };
};
type World = Awaited<ReturnType<typeof withAdapter>>;

const load = async (): Promise<World> => (await testChain()).load(withAdapter);

const targetOf = ({ chain, adapter, oracle }: World, { requester, request }: Asked): DonTarget => ({
  chainId: chain.chainId,
  receiver: adapter.target as Hex,
  oracle,
  requester,
  request,
});

/** As a DON's transmitter brings it; tells whether the receiver took it. */
const report = async ({ forwarder, adapter, actors }: World, bytes: Hex, run = 1): Promise<boolean> => {
  const metadata = concat([WORKFLOW, NAME, actors.funder.address, "0x0001"]);
  const execution = toBeHex(run, 32);
  const sent = await forwarder.connect(actors.relayer).report(adapter.target, execution, metadata, bytes, {
    gasLimit: GAS_LIMIT,
  });
  const receipt = await sent.wait();
  const [log] = receipt?.logs.filter(({ address }) => address === forwarder.target) ?? [];
  if (log === undefined) throw new TypeError("The forwarder tells of every report.");
  return forwarder.interface.parseLog(log)?.args.result as boolean;
};

const statusOf = async ({ contracts }: Staffed, { id }: Asked): Promise<number> =>
  Number(await contracts.oracle.statusOf(id));

describe("reports of a Chainlink DON", () => {
  it("come from workflows that governance admitted, after its delay", async () => {
    const { early, adapter, actors } = await load();
    expect(early).to.equal("AccessManagerNotReady");
    const refused = await revertOf(adapter.connect(actors.governor).dismissWorkflow.staticCall(WORKFLOW));
    expect(refused).to.equal("AccessManagerNotScheduled");
  });

  it("settle a request with what the committee signed, and with nothing less", async () => {
    const world = await load();
    const asked = await ask(world);
    const { report: signed, output } = await answerTo(world, asked);
    const relay = (bits: readonly number[]) =>
      encodeRelayedReport(targetOf(world, asked), signed, output, world.committee.attest(signed, bits));
    expect(await report(world, relay([0, 1]))).to.equal(false);
    expect(await statusOf(world, asked)).to.equal(RequestStatus.Pending);
    expect(await report(world, relay([0, 1, 2])), "the same transmission, tried again").to.equal(true);
    expect(await statusOf(world, asked)).to.equal(RequestStatus.Fulfilled);
  });

  it("leave a request to its committee when the DON vouches, and give way to the EVM", async () => {
    const world = await load();
    const { adapter, actors, models } = world;
    const x = Int32Array.from({ length: 28 }, (_, i) => 20 * i - 300);
    const asked = await ask(world, { inputCommitment: publicInputCommitment(x, SALT) });
    const wrong = encodeScores([1]);
    expect(await report(world, encodeAttestedReport(targetOf(world, asked), wrong))).to.equal(true);
    expect(await statusOf(world, asked)).to.equal(RequestStatus.Pending);
    const attested = await adapter.donAnswerOf(asked.id);
    expect(attested.output).to.equal(wrong);
    expect(attested.modelId).to.equal(models.coldChain.id);
    expect(Number(attested.standing)).to.equal(DonStanding.Attested);

    const { requester, request } = asked;
    const own = adapter.connect(actors.funder);
    const sent = await own.recompute(requester, request, packInput(x), SALT, { gasLimit: GAS_LIMIT });
    await sent.wait();
    const corrected = await adapter.donAnswerOf(asked.id);
    expect(Number(corrected.standing)).to.equal(DonStanding.Corrected);
    expect(corrected.output).not.to.equal(wrong);
    const fulfilled = await answerTo(world, asked, corrected.output as Hex);
    const signed = world.committee.attest(fulfilled.report);
    const relayed = encodeRelayedReport(targetOf(world, asked), fulfilled.report, fulfilled.output, signed);
    expect(await report(world, relayed, 2), "the committee still answers").to.equal(true);
    expect(await statusOf(world, asked)).to.equal(RequestStatus.Fulfilled);
    const late = encodeAttestedReport(targetOf(world, asked), wrong);
    expect(await report(world, late, 3), "where the oracle has spoken").to.equal(false);
  });
});
