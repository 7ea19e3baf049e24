import { Contract, FunctionFragment, Interface, type InterfaceAbi, type Provider, ZeroAddress } from "ethers";
import { type Addresses, CONTRACT_NAMES, type ContractName } from "../../client/addresses.ts";
import * as factories from "../../types/index.ts";
import { collect, DeploymentMismatchError, type Finding } from "./findings.ts";
import type { DeploymentParameters } from "./readParameters.ts";
import { type Compiled, codeHash } from "./verifyCode.ts";
import { expectedOf, purseOf, SECOND_CODES, STORED, unsaidBy } from "./wiring.ts";

const byName = factories as unknown as Readonly<Record<string, { readonly abi: InterfaceAbi }>>;

/** Getters of a contract's own code that take nothing and answer with one address. */
const gettersOf = (name: ContractName): string[] => {
  const factory = byName[`${name}__factory`];
  if (factory === undefined) throw new TypeError(`No types of ${name} were generated.`);
  return Interface.from(factory.abi)
    .fragments.filter((fragment) => FunctionFragment.isFragment(fragment))
    .filter(({ constant, inputs, outputs }) => constant && inputs.length === 0 && outputs.length === 1)
    .filter(({ outputs }) => outputs[0]?.type === "address")
    .map((fragment) => fragment.name);
};

const allGettersOf = (name: ContractName): string[] => {
  const second = SECOND_CODES[name];
  return [...new Set([...gettersOf(name), ...(second === undefined ? [] : gettersOf(second))])];
};

/** What a getter is to answer. A getter that the table does not know is no pass. */
const expected = (
  name: ContractName,
  getter: string,
  addresses: Addresses,
  parameters: DeploymentParameters,
): string => {
  const wanted = expectedOf(name, getter, addresses, parameters);
  if (wanted !== undefined) return wanted;
  throw new DeploymentMismatchError(`${name}.${getter}`, "unknown", "a line in scripts/ignition/wiring.ts");
};

/**
 * Asks every contract for whom it obeys and whom it works with: each getter that answers with an address, found in its
 * interface. Throws at the first that answers with another, or that nobody described.
 */
export const verifyWiring = async (
  provider: Provider,
  addresses: Addresses,
  parameters: DeploymentParameters,
): Promise<Finding[]> => {
  const { findings, check } = collect();
  for (const name of CONTRACT_NAMES) {
    for (const getter of allGettersOf(name)) {
      const wanted = expected(name, getter, addresses, parameters);
      const abi = [`function ${getter}() view returns (address)`];
      const contract = new Contract(addresses[name], abi, provider);
      check(`${name}.${getter}`, await contract.getFunction(getter).staticCall(), wanted);
    }
  }
  return findings;
};

const HEX_PREFIX = 2;
const PER_BYTE = 2;
/** Between the largest number and the largest address that a constructor wrote; hashes and texts are larger still. */
const LEAST_ADDRESS = 1n << 96n;
const MOST_ADDRESS = 1n << 160n;

/** Values that a contract's constructor wrote into its code. */
const writtenInto = (code: string, { immutableReferences = {} }: Compiled): bigint[] =>
  Object.values(immutableReferences)
    .flat()
    .map(({ start, length }) => {
      const from = HEX_PREFIX + start * PER_BYTE;
      return BigInt(`0x${code.slice(from, from + length * PER_BYTE)}`);
    });

const sorted = (list: readonly string[], without: string): string =>
  [...new Set(list.map((address) => address.toLowerCase()))]
    .filter((address) => address !== without.toLowerCase() && address !== ZeroAddress)
    .sort()
    .join(", ");

/**
 * Reads the addresses that constructors wrote into the codes, also those that no getter tells: what a second code's
 * getter answers is not what the first code uses. Presumes that the codes are as compiled. Throws at the first that differs.
 */
export const verifyImmutables = async (
  provider: Pick<Provider, "getCode">,
  addresses: Addresses,
  parameters: DeploymentParameters,
  compiledOf: (name: string) => Promise<Compiled>,
): Promise<Finding[]> => {
  const { findings, check } = collect();
  for (const name of CONTRACT_NAMES) {
    const written = writtenInto(await provider.getCode(addresses[name]), await compiledOf(name));
    const found = written
      .filter((value) => value >= LEAST_ADDRESS && value < MOST_ADDRESS)
      .map((value) => `0x${value.toString(16).padStart(40, "0")}`);
    const told = gettersOf(name)
      .filter((getter) => !STORED.includes(getter))
      .map((getter) => expected(name, getter, addresses, parameters));
    const wanted = [...told, ...unsaidBy(name, addresses, parameters)];
    check(
      `addresses in the code of ${name}`,
      sorted(found, addresses[name]),
      sorted(wanted, addresses[name]),
    );
    if (name === "InferenceOracle") {
      const window = BigInt(parameters.Theriac.challengeWindowSeconds);
      check("window in the code of InferenceOracle", written.includes(window), true);
    }
  }
  const { deployedBytecode, immutableReferences } = await compiledOf("BondPurse");
  const purse = await provider.getCode(purseOf(addresses));
  check(
    "code of BondPurse",
    codeHash(purse, immutableReferences),
    codeHash(deployedBytecode, immutableReferences),
  );
  const [keeper] = writtenInto(purse, { deployedBytecode, immutableReferences });
  check("campaigns of BondPurse", keeper, BigInt(addresses.Campaigns));
  return findings;
};
