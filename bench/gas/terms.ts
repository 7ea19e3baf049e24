import type { Chain } from "./chain.ts";

/** Where the gas of one transaction went, in the terms that floors are made of. */
export type Terms = Readonly<Record<string, number>>;

type Step = { readonly op: string; readonly gasCost: number; readonly depth: number; readonly gas: number };

const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^SSTORE$/, "storage writes"],
  [/^SLOAD$/, "storage reads"],
  [/^T(LOAD|STORE)$/, "transient storage"],
  [/^LOG\d$/, "logs"],
  [/^KECCAK256$/, "hashing"],
  [/^(EXTCODECOPY|EXTCODESIZE|EXTCODEHASH|BALANCE|SELFBALANCE)$/, "other accounts"],
  [/^(CALLDATACOPY|CODECOPY|RETURNDATACOPY|MCOPY|MSTORE8?|MLOAD)$/, "memory"],
  [/^(JUMPI?|JUMPDEST)$/, "jumps"],
];

const groupOf = (op: string): string => GROUPS.find(([pattern]) => pattern.test(op))?.[1] ?? "other opcodes";
const isCall = (op: string): boolean => /^(CALL|STATICCALL|DELEGATECALL|CALLCODE)$/.test(op);

/** Adds up the steps of a trace. A call costs what is missing after its inner steps, precompiles included. */
export const sumSteps = (steps: readonly Step[]): Terms => {
  const terms: Record<string, number> = {};
  const add = (name: string, gas: number): void => {
    terms[name] = (terms[name] ?? 0) + gas;
  };
  for (const [index, step] of steps.entries()) {
    if (!isCall(step.op)) {
      add(groupOf(step.op), step.gasCost);
      continue;
    }
    const inner = steps.slice(index + 1).findIndex(({ depth }) => depth <= step.depth);
    const after = steps[index + 1 + inner];
    const used = inner < 0 || after === undefined ? step.gasCost : step.gas - after.gas;
    const nested = inner > 0 ? sumDepth(steps.slice(index + 1, index + 1 + inner)) : 0;
    add("calls and precompiles", used - nested);
  }
  return terms;
};

const sumDepth = (steps: readonly Step[]): number => {
  const [first] = steps;
  const last = steps.at(-1);
  return first === undefined || last === undefined ? 0 : first.gas - last.gas + last.gasCost;
};

/** The terms of a mined transaction. Refunds and the base cost with its calldata make up the difference. */
export const termsOf = async (chain: Chain, hash: string, gasUsed: number): Promise<Terms> => {
  const { structLogs } = (await chain.trace(hash)) as { structLogs: Step[] };
  const terms = sumSteps(structLogs);
  const executed = Object.values(terms).reduce((total, gas) => total + gas, 0);
  return { "base and calldata, less refunds": gasUsed - executed, ...terms };
};
