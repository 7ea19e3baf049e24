import type { Provider } from "ethers";
import type { Addresses } from "../../client/addresses.ts";
import { connect } from "../../client/deployment.ts";
import { collect, type Finding } from "./findings.ts";
import type { DeploymentParameters } from "./readParameters.ts";
import { RESTRICTIONS } from "./restrictions.ts";
import { ADMIN_ROLE, GOVERNED_ROLES, Role } from "./roles.ts";
import { verifyWiring } from "./verifyWiring.ts";

/**
 * Reads a deployment back: code, wiring, roles with their delays, and that the deployer kept nothing. Throws at the
 * first thing that differs.
 */
export const verifyDeployment = async (
  provider: Provider,
  addresses: Addresses,
  parameters: DeploymentParameters,
  deployer: string,
): Promise<Finding[]> => {
  const { Theriac } = parameters;
  const { findings, check } = collect();
  const { manager } = connect(addresses, provider);

  for (const [name, address] of Object.entries(addresses)) {
    check(`${name} has code`, (await provider.getCode(address)) !== "0x", true);
  }
  findings.push(...(await verifyWiring(provider, addresses, parameters)));
  for (const { contract, role, functions, selectors } of RESTRICTIONS) {
    for (const [i, selector] of selectors.entries()) {
      const held = await manager.getTargetFunctionRole(addresses[contract as keyof Addresses], selector);
      check(`${contract}.${functions[i]} belongs to role`, held, role);
    }
  }
  for (const role of [...GOVERNED_ROLES, ADMIN_ROLE]) {
    const { isMember, executionDelay } = await manager.hasRole(role, Theriac.governor);
    check(`governor holds role ${role}`, isMember, true);
    check(`governor waits for role ${role}`, executionDelay, Theriac.delaySeconds);
  }
  check("guardian may pause", (await manager.hasRole(Role.GUARDIAN, Theriac.guardian)).isMember, true);
  check(
    "safety officer may sign off",
    (await manager.hasRole(Role.SAFETY_OFFICER, Theriac.safetyOfficer)).isMember,
    true,
  );
  check(
    "cold chain may quarantine",
    (await manager.hasRole(Role.MONITOR, addresses.ColdChain)).isMember,
    true,
  );
  check(
    "unit ledger may move packs",
    (await manager.hasRole(Role.UNIT_KEEPER, addresses.UnitLedger)).isMember,
    true,
  );
  check("deployer is no admin", (await manager.hasRole(ADMIN_ROLE, deployer)).isMember, false);
  return findings;
};
