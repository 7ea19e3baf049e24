import type { Provider } from "ethers";
import type { Addresses } from "../../client/addresses.ts";
import { connect } from "../../client/deployment.ts";
import { collect, type Finding } from "./findings.ts";
import type { DeploymentParameters } from "./readParameters.ts";
import { RESTRICTIONS } from "./restrictions.ts";
import { ADMIN_ROLE, GOVERNED_ROLES, Role } from "./roles.ts";

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

type Grant = {
  readonly role: bigint;
  readonly account: string;
  readonly delay: bigint;
  /** Granted before the deployer gave up administering, and so without governance. */
  readonly early: boolean;
};

/** Where a log stands in the chain. */
type Place = { readonly blockNumber: number; readonly index: number };

const isBefore = (one: Place, other: Place): boolean =>
  one.blockNumber < other.blockNumber || (one.blockNumber === other.blockNumber && one.index < other.index);

/** All that the manager ever granted, in order, and whether the deployer handed over. */
const readGrants = async (manager: Manager, deployer: string, firstBlock: number, head: number) => {
  const grants: Grant[] = [];
  let handOver: Place | undefined;
  const { RoleGranted, RoleRevoked } = manager.filters;
  for (let from = firstBlock; from <= head; from += RANGE) {
    const to = Math.min(head, from + RANGE - 1);
    const granted = await manager.queryFilter(RoleGranted(), from, to);
    const revoked: readonly Place[] = await manager.queryFilter(RoleRevoked(ADMIN_ROLE, deployer), from, to);
    handOver ??= revoked[0];
    for (const { args, blockNumber, index } of granted) {
      const early = handOver === undefined || isBefore({ blockNumber, index }, handOver);
      grants.push({ role: args.roleId, account: args.account, delay: args.delay, early });
    }
  }
  const handedOver = handOver !== undefined;
  return { grants, handedOver };
};

/** How an account holds a role, and how it is about to; nothing if it does not and will not. */
const holding = async (
  manager: Manager,
  role: bigint,
  account: string,
  now: number,
): Promise<string | undefined> => {
  const { since, currentDelay, pendingDelay, effect } = await manager.getAccess(role, account);
  if (since === 0n) return undefined;
  const start = since > BigInt(now) ? `, only from ${since}` : "";
  const change = effect === 0n ? "" : `, but after ${pendingDelay} s from ${effect}`;
  return `${account} after ${currentDelay} s${start}${change}`;
};

/** Everybody who holds a role or is going to, by role. */
const readHolders = async (manager: Manager, grants: readonly Grant[], now: number) => {
  const holders = new Map<bigint, string[]>();
  const pairs = new Map(grants.map((grant) => [`${grant.role}:${grant.account}`, grant]));
  for (const { role, account } of pairs.values()) {
    const held = await holding(manager, role, account, now);
    if (held !== undefined) holders.set(role, [...(holders.get(role) ?? []), held]);
  }
  return holders;
};

/**
 * Reads who holds which role, or is going to, and with what delay, from all that the AccessManager ever granted, so that
 * nobody holds one besides, nor did for a while before governance took over. Throws at the first thing that is not as the
 * parameters say.
 */
export const verifyRoles = async (
  provider: Provider,
  addresses: Addresses,
  parameters: DeploymentParameters,
  { deployer, firstBlock }: { readonly deployer: string; readonly firstBlock: number },
): Promise<Finding[]> => {
  const { findings, check } = collect();
  const { manager } = connect(addresses, provider);
  const head = await provider.getBlock("latest");
  if (head === null) throw new TypeError("A running chain has a latest block.");
  const { grants, handedOver } = await readGrants(manager, deployer, firstBlock, head.number);
  const holders = await readHolders(manager, grants, head.timestamp);
  const expected = expectedHolders(addresses, parameters);
  for (const role of new Set([...expected.keys(), ...holders.keys()])) {
    const one = expected.get(role);
    const wanted = one === undefined ? "nobody" : `${one.holder} after ${one.delay} s`;
    check(`holders of role ${role}`, holders.get(role)?.join(", ") ?? "nobody", wanted);
    check(`who grants role ${role}`, await manager.getRoleAdmin(role), ADMIN_ROLE);
    check(`who cancels for role ${role}`, await manager.getRoleGuardian(role), ADMIN_ROLE);
  }
  check("deployer handed over", handedOver, true);
  const first = `role ${ADMIN_ROLE} to ${deployer} after ${NO_DELAY} s`;
  for (const [i, { role, account, delay }] of grants.filter(({ early }) => early).entries()) {
    const one = i === 0 ? undefined : expected.get(role);
    const wanted = one === undefined ? first : `role ${role} to ${one.holder} after ${one.delay} s`;
    check(`grant ${i} before the hand-over`, `role ${role} to ${account} after ${delay} s`, wanted);
  }
  for (const name of new Set(RESTRICTIONS.map(({ contract }) => contract)))
    check(`${name} is closed`, await manager.isTargetClosed(addresses[name as keyof Addresses]), false);
  return findings;
};
