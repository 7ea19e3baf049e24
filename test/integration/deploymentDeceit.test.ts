// Deployments that look right and are not: what reading one back must not be fooled by.
import { expect } from "chai";
import hre from "hardhat";
import { ADMIN_ROLE, GOVERNED_ROLES, Role } from "../../scripts/ignition/roles.ts";
import { verifyRoles } from "../../scripts/ignition/verifyRoles.ts";
import { verifyImmutables, verifyWiring } from "../../scripts/ignition/verifyWiring.ts";
import { TheriacError } from "../../standards/errors.ts";
import {
  AccessManager__factory,
  NetworkAssembler__factory,
  OperatorRegistry__factory,
  ProofVerifier__factory,
} from "../../types/index.ts";
import { testChain } from "../support/chain.ts";
import { addressOf, deployed } from "../support/fixtures.ts";

const WEEK = 7 * 86_400;
const compiledOf = (name: string) => hre.artifacts.readArtifact(name);

const load = async () => {
  const fixture = await (await testChain()).load(deployed);
  const { chain, addresses, parameters, actors, contracts, govern } = fixture;
  const deployer = actors.deployer.address;
  const { interface: abi } = contracts.manager;
  /** Makes governance call the manager. */
  const manage = (name: string, ...args: readonly unknown[]) =>
    govern({
      target: addresses.AccessManager,
      data: abi.encodeFunctionData(name as "grantRole", args as never),
    });
  const roles = (changes: object = {}, firstBlock = 0) =>
    verifyRoles(chain.provider, { ...addresses, ...changes }, parameters, { deployer, firstBlock });
  const wiring = (changes: object = {}) =>
    verifyWiring(chain.provider, { ...addresses, ...changes }, parameters);
  const immutables = (changes: object = {}) =>
    verifyImmutables(chain.provider, { ...addresses, ...changes }, parameters, compiledOf);
  return { ...fixture, manage, roles, wiring, immutables };
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

describe("a deployment that only looks right", () => {
  it("passes when nothing was changed", async () => {
    const { roles, wiring, immutables } = await load();
    expect(await differs(wiring())).to.equal("nothing");
    expect(await differs(immutables())).to.equal("nothing");
    expect(await differs(roles())).to.equal("nothing");
    expect((await wiring()).length).to.be.greaterThan(50);
  });

  it("obeys another manager behind one contract", async () => {
    const { addresses, actors, manage, wiring } = await load();
    const other = await new AccessManager__factory(actors.deployer).deploy(actors.deployer.address);
    await manage("updateAuthority", addresses.AttesterRegistry, await addressOf(other));
    expect(await differs(wiring())).to.equal("AttesterRegistry.authority");
  });

  it("asks another registry of operators behind the oracle", async () => {
    const { addresses, actors, parameters, wiring, immutables } = await load();
    const { unbondingDelaySeconds } = parameters.Theriac;
    const factory = new OperatorRegistry__factory(actors.deployer);
    const other = await factory.deploy(addresses.AccessManager, 1n, unbondingDelaySeconds);
    const changes = { OperatorRegistry: await addressOf(other) };
    expect(await differs(wiring(changes))).to.equal("AnswerModes.OPERATORS");
    expect(await differs(immutables(changes))).to.equal("addresses in the code of AnswerModes");
  });

  it("holds another contract in a code that tells nobody", async () => {
    const { chain, addresses, actors, wiring, immutables } = await load();
    const assembler = await new NetworkAssembler__factory(actors.deployer).deploy();
    const factory = new ProofVerifier__factory(actors.deployer);
    const other = await factory.deploy(
      addresses.AccessManager,
      addresses.ModelRegistry,
      await addressOf(assembler),
    );
    const code = await chain.provider.getCode(await addressOf(other));
    await chain.request("hardhat_setCode", [addresses.ProofVerifier, code]);
    expect(await differs(wiring())).to.equal("nothing");
    expect(await differs(immutables())).to.equal("addresses in the code of ProofVerifier");
  });

  it("grants a role that begins later", async () => {
    const { contracts, actors, manage, roles, delaySeconds, chain } = await load();
    await manage("setGrantDelay", Role.FEE_MANAGER, 4 * WEEK);
    await chain.advance(WEEK);
    await manage("grantRole", Role.FEE_MANAGER, actors.relayer.address, delaySeconds);
    const { isMember } = await contracts.manager.hasRole(Role.FEE_MANAGER, actors.relayer.address);
    expect(isMember).to.equal(false);
    expect(await differs(roles())).to.equal(`holders of role ${Role.FEE_MANAGER}`);
  });

  it("is about to spare the governor its delay", async () => {
    const { contracts, actors, manage, roles, delaySeconds } = await load();
    await manage("grantRole", Role.FEE_MANAGER, actors.governor.address, 0);
    const { executionDelay } = await contracts.manager.hasRole(Role.FEE_MANAGER, actors.governor.address);
    expect(executionDelay).to.equal(delaySeconds);
    expect(await differs(roles())).to.equal(`holders of role ${Role.FEE_MANAGER}`);
  });

  it("lets others cancel what governance scheduled, or grant its roles", async () => {
    const { manage, roles } = await load();
    await manage("setRoleGuardian", Role.FEE_MANAGER, Role.GUARDIAN);
    expect(await differs(roles())).to.equal(`who cancels for role ${Role.FEE_MANAGER}`);
    await manage("setRoleAdmin", Role.MODEL_PUBLISHER, Role.GUARDIAN);
    expect(await differs(roles())).to.equal(`who grants role ${Role.MODEL_PUBLISHER}`);
  });

  it("gave somebody a role for a while before governance took over", async () => {
    const { addresses, actors, parameters, roles } = await load();
    const { governor, guardian, safetyOfficer, delaySeconds } = parameters.Theriac;
    const make = async (visitor?: string) => {
      const manager = await new AccessManager__factory(actors.deployer).deploy(actors.deployer.address);
      const grant = async (role: bigint, account: string, delay: number) =>
        (await manager.grantRole(role, account, delay)).wait();
      if (visitor !== undefined) {
        await grant(Role.MODEL_PUBLISHER, visitor, 0);
        await (await manager.revokeRole(Role.MODEL_PUBLISHER, visitor)).wait();
      }
      for (const role of [ADMIN_ROLE, ...GOVERNED_ROLES]) await grant(role, governor, delaySeconds);
      await grant(Role.GUARDIAN, guardian, 0);
      await grant(Role.SAFETY_OFFICER, safetyOfficer, 0);
      await grant(Role.MONITOR, addresses.ColdChain, 0);
      await grant(Role.UNIT_KEEPER, addresses.UnitLedger, 0);
      await (await manager.renounceRole(ADMIN_ROLE, actors.deployer.address)).wait();
      return { AccessManager: await addressOf(manager) };
    };
    expect(await differs(roles(await make()))).to.equal("nothing");
    expect(await differs(roles(await make(actors.relayer.address)))).to.equal("grant 1 before the hand-over");
  });

  it("is not read from its first block on", async () => {
    const { contracts, roles } = await load();
    const [first] = await contracts.manager.queryFilter(contracts.manager.filters.RoleGranted());
    const next = (first?.blockNumber ?? 0) + 1;
    expect(await differs(roles({}, next))).to.equal("grant 0 before the hand-over");
  });
});
