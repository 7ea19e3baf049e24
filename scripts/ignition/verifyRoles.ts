import type { Provider } from "ethers";
import type { Addresses } from "../../client/addresses.ts";
import { connect } from "../../client/deployment.ts";
import type { DeploymentParameters } from "./readParameters.ts";
import { RESTRICTIONS } from "./restrictions.ts";
import { ADMIN_ROLE, GOVERNED_ROLES, Role } from "./roles.ts";
import { DeploymentMismatchError, type Finding } from "./verifyDeployment.ts";

/** Blocks asked for at a time: as many as endpoints commonly serve. */
const RANGE = 10_000;
const NO_DELAY = 0;

/** Who is to hold each role, and after what delay. */
const expectedHolders = (
  addresses: Addresses,
  { Theriac }: DeploymentParameters,
): ReadonlyMap<bigint, { readonly holder: string; readonly delay: number }> =>
  new Map([
    ...[...GOVERNED_ROLES, ADMIN_ROLE].map(
      (role) => [role, { holder: Theriac.governor, delay: Theriac.delaySeconds }] as const,
    ),
    [Role.GUARDIAN, { holder: Theriac.guardian, delay: NO_DELAY }],
    [Role.SAFETY_OFFICER, { holder: Theriac.safetyOfficer, delay: NO_DELAY }],
    [Role.MONITOR, { holder: addresses.ColdChain, delay: NO_DELAY }],
    [Role.UNIT_KEEPER, { holder: addresses.UnitLedger, delay: NO_DELAY }],
  ]);

type Manager = ReturnType<typeof connect>["manager"];

/** Roles and accounts that were ever granted together, from the manager's events. */
const grantedSince = async (
  manager: Manager,
  firstBlock: number,
  head: number,
): Promise<ReadonlyMap<string, readonly [bigint, string]>> => {
  const pairs = new Map<string, readonly [bigint, string]>();
  for (let from = firstBlock; from <= head; from += RANGE) {
    const to = Math.min(head, from + RANGE - 1);
    for (const { args } of await manager.queryFilter(manager.filters.RoleGranted(), from, to))
      pairs.set(`${args.roleId}:${args.account}`, [args.roleId, args.account]);
  }
  return pairs;
};

/**
 * Reads who holds which role, and with what delay, from all that the AccessManager ever granted, so that nobody holds one
 * besides. Throws at the first thing that is not as the parameters say.
 */
export const verifyRoles = async (
  provider: Provider,
  addresses: Addresses,
  parameters: DeploymentParameters,
  firstBlock: number,
): Promise<Finding[]> => {
  const findings: Finding[] = [];
  const check = (what: string, actual: unknown, expected: unknown) => {
    if (String(actual) !== String(expected))
      throw new DeploymentMismatchError(what, String(actual), String(expected));
    findings.push({ what, actual: String(actual) });
  };
  const { manager } = connect(addresses, provider);
  const holders = new Map<bigint, string[]>();
  const granted = await grantedSince(manager, firstBlock, await provider.getBlockNumber());
  for (const [role, account] of granted.values()) {
    const { isMember, executionDelay } = await manager.hasRole(role, account);
    if (isMember) holders.set(role, [...(holders.get(role) ?? []), `${account} after ${executionDelay} s`]);
  }
  const expected = expectedHolders(addresses, parameters);
  for (const role of new Set([...expected.keys(), ...holders.keys()])) {
    const one = expected.get(role);
    const wanted = one === undefined ? "nobody" : `${one.holder} after ${one.delay} s`;
    check(`holders of role ${role}`, holders.get(role)?.join(", ") ?? "nobody", wanted);
    check(`who grants role ${role}`, await manager.getRoleAdmin(role), ADMIN_ROLE);
  }
  for (const name of new Set(RESTRICTIONS.map(({ contract }) => contract)))
    check(`${name} is closed`, await manager.isTargetClosed(addresses[name as keyof Addresses]), false);
  return findings;
};
