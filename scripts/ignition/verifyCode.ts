import { keccak256, type Provider } from "ethers";
import { type Addresses, CONTRACT_NAMES } from "../../client/addresses.ts";
import { DeploymentMismatchError, type Finding } from "./findings.ts";

/** Where values sit in deployed code that only its constructor knew. */
type Places = Readonly<Record<string, readonly { readonly start: number; readonly length: number }[]>>;

/** What of a compiled contract is needed to know it again on a chain. */
export type Compiled = {
  readonly deployedBytecode: string;
  readonly immutableReferences?: Places | undefined;
};

const HEX_PREFIX = 2;
const PER_BYTE = 2;

/** Hash of code whose immutables are blanked out. */
export const codeHash = (code: string, immutables: Places = {}): string => {
  const digits = [...code.slice(HEX_PREFIX)];
  for (const { start, length } of Object.values(immutables).flat())
    digits.fill("0", start * PER_BYTE, (start + length) * PER_BYTE);
  return keccak256(`0x${digits.join("")}`);
};

/**
 * Holds every contract's code against what this checkout compiles to, but for immutables, which the wiring is read from.
 * Throws at the first that differs.
 */
export const verifyCode = async (
  provider: Pick<Provider, "getCode">,
  addresses: Addresses,
  compiledOf: (name: string) => Promise<Compiled>,
): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const name of CONTRACT_NAMES) {
    const { deployedBytecode, immutableReferences } = await compiledOf(name);
    const actual = codeHash(await provider.getCode(addresses[name]), immutableReferences);
    const expected = codeHash(deployedBytecode, immutableReferences);
    if (actual !== expected) throw new DeploymentMismatchError(`code of ${name}`, actual, expected);
    findings.push({ what: `code of ${name}`, actual });
  }
  return findings;
};
