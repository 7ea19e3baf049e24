// A call that governance schedules and, after its delay, executes: the same command twice.
import type { AccessManager } from "../../types/index.ts";
import { AccessManager__factory } from "../../types/index.ts";
import type { Addresses } from "../addresses.ts";
import { type Call, callOf } from "../calls.ts";

const MANAGER = AccessManager__factory.createInterface();
const managerCall = callOf("AccessManager");

/** `wait` is the time at which a scheduled call may be executed. */
export type Governed = { readonly calls: readonly Call[]; readonly wait: number };

/** The next step of a restricted call, as it stands now: to schedule it, to wait, or to execute it. */
export const nextGovernedStep = async (
  manager: AccessManager,
  addresses: Addresses,
  from: string,
  { to, data, does }: Pick<Call, "to" | "data" | "does">,
  now: number,
): Promise<Governed> => {
  const operation = await manager.hashOperation(from, to, data);
  // Zero, too, for what was executed, cancelled or left to expire.
  const executableAt = Number(await manager.getSchedule(operation));
  if (executableAt > now) return { calls: [], wait: executableAt };
  const [verb, word] =
    executableAt === 0
      ? (["schedules", MANAGER.encodeFunctionData("schedule", [to, data, 0])] as const)
      : (["executes", MANAGER.encodeFunctionData("execute", [to, data])] as const);
  return { calls: [managerCall(addresses, `${verb}: ${does}`, word)], wait: 0 };
};
