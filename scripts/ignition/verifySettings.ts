import { globSync, readFileSync } from "node:fs";
import { keccak256, type Provider } from "ethers";
import type { Addresses } from "../../client/addresses.ts";
import { connect } from "../../client/deployment.ts";
import { collect, type Finding } from "./findings.ts";
import type { DeploymentParameters } from "./readParameters.ts";

const KEY_FILES = "circuits/keys/*.json";
const RANGE = 10_000;

/** Hashes of verification keys that anybody can forge proofs under. */
export const developmentKeyHashes = (): ReadonlySet<string> =>
  new Set(
    globSync(KEY_FILES)
      .map((file) => JSON.parse(readFileSync(file, "utf8")) as { development: boolean; key: string })
      .filter(({ development }) => development)
      .map(({ key }) => keccak256(key)),
  );

/**
 * Holds bonds, delays and windows, which cannot change any more, and fees, which governance can, against the parameters. On a public chain also that no
 * development key was ever proposed, marked as one or not. Throws at the first thing that differs.
 */
export const verifySettings = async (
  provider: Provider,
  addresses: Addresses,
  { Theriac }: DeploymentParameters,
  { firstBlock, isPublic }: { readonly firstBlock: number; readonly isPublic: boolean },
): Promise<Finding[]> => {
  const { findings, check } = collect();
  const { operators, court, oracle, proofs } = connect(addresses, provider);
  const wei = (given: string) => BigInt(given.slice(0, -1));
  check("least bond of an operator", await operators.MIN_BOND(), wei(Theriac.minBondWei));
  check("unbonding delay", await operators.UNBONDING_DELAY(), Theriac.unbondingDelaySeconds);
  check("bond of a challenge", await court.CHALLENGE_BOND(), wei(Theriac.challengeBondWei));
  check("window of a defence", await court.DEFENCE_WINDOW(), Theriac.defenceWindowSeconds);
  check("window of a challenge", await oracle.CHALLENGE_WINDOW(), Theriac.challengeWindowSeconds);
  const fees = await oracle.feeSchedule();
  check("fee of a computation", fees.computeFeeGwei, Theriac.computeFeeGwei);
  check("gas price of callbacks", fees.callbackGasPriceWei, Theriac.callbackGasPriceWei);
  check("reward of keepers", fees.keeperRewardGwei, Theriac.keeperRewardGwei);
  if (!isPublic) return findings;
  const worthless = developmentKeyHashes();
  const head = await provider.getBlockNumber();
  for (let from = firstBlock; from <= head; from += RANGE) {
    const to = Math.min(head, from + RANGE - 1);
    for (const { args } of await proofs.queryFilter(proofs.filters.KeyProposed(), from, to))
      check(`verification key ${args.id} is a development key`, worthless.has(args.keyHash), false);
  }
  return findings;
};
