import type { ContractTransactionReceipt, Signer } from "ethers";
import type { AccessManager } from "../../types/index.ts";
import type { LocalChain } from "./chain.ts";

/** A call that only governance may make. */
export type GovernedCall = { readonly target: string; readonly data: string };

/**
 * Makes restricted calls as AccessManager wants them: schedules all of them, moves the local clock past the delay and
 * executes them. Two transactions, whatever their number.
 */
export const governed = async (
  chain: Pick<LocalChain, "advance">,
  manager: AccessManager,
  governor: Signer,
  delaySeconds: number,
  calls: readonly GovernedCall[],
): Promise<bigint> => {
  const own = manager.connect(governor);
  const gasOf = async (sent: { wait: () => Promise<ContractTransactionReceipt | null> }) =>
    (await sent.wait())?.gasUsed ?? 0n;
  const encode = own.interface.encodeFunctionData.bind(own.interface);
  const scheduled = await gasOf(
    await own.multicall(calls.map(({ target, data }) => encode("schedule", [target, data, 0]))),
  );
  await chain.advance(delaySeconds + 1);
  const executed = await gasOf(
    await own.multicall(calls.map(({ target, data }) => encode("execute", [target, data]))),
  );
  return scheduled + executed;
};
