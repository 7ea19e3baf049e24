import { expect } from "chai";
import type { BaseContract } from "ethers";
import hre from "hardhat";
import { CONTRACT_NAMES } from "../../client/addresses.ts";
import { RESTRICTIONS, type Restriction } from "../../scripts/ignition/restrictions.ts";
import { Role } from "../../scripts/ignition/roles.ts";
import { codeHash, verifyCode } from "../../scripts/ignition/verifyCode.ts";
import { verifyDeployment } from "../../scripts/ignition/verifyDeployment.ts";
import { verifyRoles } from "../../scripts/ignition/verifyRoles.ts";
import { developmentKeyHashes, verifySettings } from "../../scripts/ignition/verifySettings.ts";
import { TheriacError } from "../../standards/errors.ts";
import { zeroArguments } from "../support/arguments.ts";
import { testChain } from "../support/chain.ts";
import { type Deployed, deployed, staffed } from "../support/fixtures.ts";
import { answerTo, ask, fulfil } from "../support/requests.ts";
import { restrictedFunctions } from "../support/restricted.ts";
import { revertOf } from "../support/reverts.ts";

/** Roles that governance does not hold. */
const OTHERS: readonly bigint[] = [Role.GUARDIAN, Role.MONITOR, Role.SAFETY_OFFICER, Role.UNIT_KEEPER];

const load = async () => (await testChain()).load(deployed);

const contractOf = ({ contracts }: Deployed, name: string): BaseContract => {
  const byName: Record<string, BaseContract> = {
    AttesterRegistry: contracts.attesters,
    BatchLedger: contracts.batches,
    ColdChain: contracts.coldChain,
    ConsentRegistry: contracts.consents,
    CustodianRegistry: contracts.custodians,
    InferenceOracle: contracts.oracle,
    ModelRegistry: contracts.models,
    OperatorRegistry: contracts.operators,
    ProofVerifier: contracts.proofs,
    ResearchEscrow: contracts.escrow,
    ResearchTrust: contracts.trust,
    ReviewerRegistry: contracts.reviewers,
  };
  const contract = byName[name];
  if (contract === undefined) throw new TypeError(`No ${name} is deployed.`);
  return contract;
};

/** Calls that mean nothing, one for each restricted function. */
const callsOf = (fixture: Deployed, { contract, functions, role }: Restriction) => {
  const { interface: abi, target } = contractOf(fixture, contract);
  return functions.map((name) => {
    const fragment = abi.getFunction(name);
    if (fragment === null) throw new TypeError(`${contract} has no ${name}.`);
    const data = abi.encodeFunctionData(fragment, zeroArguments(fragment));
    return { what: `${contract}.${name}`, role, to: String(target), data };
  });
};

/** What a reading says is not as described. */
const differs = async (reading: Promise<unknown>): Promise<unknown> => {
  try {
    await reading;
    return "nothing";
  } catch (error) {
    if (error instanceof TheriacError) return error.context.what;
    throw error;
  }
};

const restrictedCalls = (fixture: Deployed) => RESTRICTIONS.flatMap((entry) => callsOf(fixture, entry));

describe("the deployment through Ignition", () => {
  it("reads back as its parameters describe it", async () => {
    const { chain, addresses, parameters, actors } = await load();
    const findings = await verifyDeployment(chain.provider, addresses, parameters, actors.deployer.address);
    expect(findings.length).to.be.greaterThan(CONTRACT_NAMES.length + RESTRICTIONS.length);
  });

  it("has the code of this checkout, and is refused if one byte outside the immutables differs", async () => {
    const { chain, addresses } = await load();
    const compiledOf = (name: string) => hre.artifacts.readArtifact(name);
    expect(await verifyCode(chain.provider, addresses, compiledOf)).to.have.length(CONTRACT_NAMES.length);
    const other = async (name: string) => {
      const { deployedBytecode, immutableReferences } = await compiledOf(name);
      const changed = `${deployedBytecode.slice(0, -2)}${deployedBytecode.endsWith("00") ? "01" : "00"}`;
      return { deployedBytecode: name === "DisputeCourt" ? changed : deployedBytecode, immutableReferences };
    };
    expect(await differs(verifyCode(chain.provider, addresses, other))).to.equal("code of DisputeCourt");
    expect(codeHash("0x112233", { a: [{ start: 1, length: 1 }] })).to.equal(codeHash("0x110033"));
  });

  it("has no holder of a role besides those described, with their delays", async () => {
    const { chain, addresses, parameters, contracts, actors, govern } = await load();
    const read = () =>
      verifyRoles(chain.provider, addresses, parameters, {
        deployer: actors.deployer.address,
        firstBlock: 0,
      });
    expect((await read()).length).to.be.greaterThan(Object.keys(Role).length);
    const stranger = actors.relayer.address;
    const grant = contracts.manager.interface.encodeFunctionData("grantRole", [Role.GUARDIAN, stranger, 0]);
    await govern({ target: addresses.AccessManager, data: grant });
    expect(await differs(read())).to.equal(`holders of role ${Role.GUARDIAN}`);
  });

  it("has the bonds and windows that were asked for, and on a public chain no development key", async () => {
    const { chain, addresses, parameters } = await load();
    const read = (changes: object, isPublic = false) =>
      verifySettings(
        chain.provider,
        addresses,
        { Theriac: { ...parameters.Theriac, ...changes } },
        { firstBlock: 0, isPublic },
      );
    expect(await read({}, true)).to.have.length(8);
    expect(await differs(read({ minBondWei: "2n" }))).to.equal("least bond of an operator");
    expect(await differs(read({ defenceWindowSeconds: 60 }))).to.equal("window of a defence");
    expect(await differs(read({ challengeWindowSeconds: 60 }))).to.equal("window of a challenge");
    expect(await differs(read({ computeFeeGwei: 1 }))).to.equal("fee of a computation");
    expect(await differs(read({ callbackGasPriceWei: 1 }))).to.equal("gas price of callbacks");
    expect(await differs(read({ keeperRewardGwei: 1 }))).to.equal("reward of keepers");
    expect(developmentKeyHashes().size).to.be.greaterThan(0);
  });

  it("is refused when read back against another delay, guardian or safety officer, or a deployer who stayed admin", async () => {
    const { chain, addresses, parameters, actors } = await load();
    const { deployer, governor, relayer } = actors;
    const read = (changes: object, whoDeployed: string) => {
      const other = { Theriac: { ...parameters.Theriac, ...changes } };
      return differs(verifyDeployment(chain.provider, addresses, other, whoDeployed));
    };
    expect(await read({ delaySeconds: 7_200 }, deployer.address)).to.match(/^governor waits/);
    expect(await read({ guardian: relayer.address }, deployer.address)).to.equal("guardian may pause");
    expect(await read({ safetyOfficer: relayer.address }, deployer.address)).to.match(/^safety officer/);
    expect(await read({}, governor.address)).to.equal("deployer is no admin");
  });

  it("gives every restricted function of the sources a role, and no other function", async () => {
    const listed = RESTRICTIONS.flatMap(({ contract, functions }) =>
      functions.map((name) => `${contract}.${name}`),
    );
    // The oracle's, the batch ledger's and the consent registry's are in their second codes.
    const declared = restrictedFunctions("contracts", CONTRACT_NAMES)
      .map((name) => name.replace(/^AnswerModes\./, "InferenceOracle."))
      .map((name) => name.replace(/^BatchDesk\./, "BatchLedger."))
      .map((name) => name.replace(/^ConsentDesk\./, "ConsentRegistry."))
      .sort();
    expect(declared).to.have.length.greaterThan(10);
    expect(listed.sort()).to.deep.equal(declared);
  });

  it("lets the deployer call no restricted function", async () => {
    const fixture = await load();
    const { chain, actors } = fixture;
    for (const { what, to, data } of restrictedCalls(fixture)) {
      const refused = await revertOf(chain.provider.call({ from: actors.deployer.address, to, data }));
      expect(refused, what).to.equal("AccessManagedUnauthorized");
    }
  });

  it("refuses the governor every call that was not scheduled, and every call of those who are not governed", async () => {
    const fixture = await load();
    const { chain, actors } = fixture;
    for (const { what, role, to, data } of restrictedCalls(fixture)) {
      const refused = await revertOf(chain.provider.call({ from: actors.governor.address, to, data }));
      expect(refused, what).to.equal(
        OTHERS.includes(role) ? "AccessManagedUnauthorized" : "AccessManagerNotScheduled",
      );
    }
  });

  it("executes a scheduled call only after the delay", async () => {
    const { chain, contracts, actors, delaySeconds } = await load();
    const manager = contracts.manager.connect(actors.governor);
    const oracle = await contracts.oracle.getAddress();
    const data = contracts.oracle.interface.encodeFunctionData("setFees", [300_000n, 1n, 20_000n]);
    await (await manager.schedule(oracle, data, 0)).wait();
    await chain.advance(delaySeconds - 10);
    expect(await revertOf(manager.execute.staticCall(oracle, data))).to.equal("AccessManagerNotReady");
    await chain.advance(10);
    await (await manager.execute(oracle, data)).wait();
    expect((await contracts.oracle.feeSchedule()).computeFeeGwei).to.equal(300_000n);
  });
});

describe("the guardian", () => {
  it("pauses requests, relayed grants and tokens at once; the governor cannot", async () => {
    const fixture = await (await testChain()).load(staffed);
    const { contracts, guardian, actors, usd } = fixture;
    const token = await usd.getAddress();
    await (await contracts.oracle.connect(guardian).setPaused(true)).wait();
    await (await contracts.consents.connect(guardian).setRelayedGrantsPaused(true)).wait();
    await (await contracts.escrow.connect(guardian).unlistToken(token)).wait();
    expect(await revertOf(ask(fixture))).to.equal("InferenceOracle_Paused");
    expect(await contracts.consents.relayedGrantsPaused()).to.equal(true);
    expect(await contracts.escrow.isListed(token)).to.equal(false);
    const byGovernor = contracts.oracle.connect(actors.governor).setPaused.staticCall(false);
    expect(await revertOf(byGovernor)).to.equal("AccessManagedUnauthorized");
  });

  it("cannot hold back an answer, a refund or a withdrawal by pausing", async () => {
    const fixture = await (await testChain()).load(staffed);
    const { contracts, guardian, actors, chain } = fixture;
    const [answered, unanswered] = [await ask(fixture), await ask(fixture)];
    await (await contracts.oracle.connect(guardian).setPaused(true)).wait();
    await fulfil(fixture, answered, await answerTo(fixture, answered));
    await chain.advance(4_000);
    await (await contracts.oracle.expire(unanswered.requester, unanswered.request)).wait();
    const clinic = contracts.oracle.connect(actors.clinic);
    expect((await (await clinic.withdraw(actors.clinic.address)).wait())?.status).to.equal(1);
  });
});
