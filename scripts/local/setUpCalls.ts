import type { Addresses } from "../../client/addresses.ts";
import type { Contracts } from "../../client/deployment.ts";
import type { LoadedModel } from "../../oracle/inference/loadModel.ts";
import { assetIdHash } from "../../standards/assetId.ts";
import { Duo, maskOf } from "../../standards/consentCodes.ts";
import { Provenance } from "../../standards/inference.ts";
import type { GovernedCall } from "./governor.ts";
import type { SetUp } from "./setUp.ts";
import { supplyCalls } from "./supplyCalls.ts";

const YEAR = 365 * 86_400;

/** Makes somebody a custodian of records. */
export const listCustodian = (
  addresses: Addresses,
  { custodians }: Pick<Contracts, "custodians">,
  custodian: string,
): GovernedCall => ({
  target: addresses.CustodianRegistry,
  data: custodians.interface.encodeFunctionData("list", [custodian]),
});

/** Everything that governance decides before the first request. */
export const setUpCalls = async (setUp: SetUp): Promise<GovernedCall[]> => {
  const { addresses, contracts, actors, models, refused, chain, usd, committee } = setUp;
  const { attesters, escrow, operators, trust } = contracts;
  const validUntil = (await chain.now()) + 2 * YEAR;
  const register = ({ networkFile, manifestHash, manifest }: LoadedModel): GovernedCall => ({
    target: addresses.ModelRegistry,
    data: contracts.models.interface.encodeFunctionData("register", [
      networkFile,
      manifestHash,
      manifest.flags,
    ]),
  });
  const admit = (evaluator: string): GovernedCall => ({
    target: addresses.ModelRegistry,
    data: contracts.models.interface.encodeFunctionData("admitEvaluator", [evaluator]),
  });
  const attester = (address: string, kind: number, assetIdHash: string): GovernedCall => ({
    target: addresses.AttesterRegistry,
    data: attesters.interface.encodeFunctionData("setAttester", [address, kind, validUntil, assetIdHash]),
  });
  return [
    ...[...Object.values(models), refused].map(register),
    ...actors.evaluators.map(({ address }) => admit(address)),
    attester(actors.hospital.address, Provenance.ISSUER_SIGNED, `0x${"00".repeat(32)}`),
    attester(actors.logger.address, Provenance.DEVICE_SIGNED, assetIdHash("9521234LOGGER0001")),
    listCustodian(addresses, contracts, actors.hospital.address),
    {
      target: addresses.ResearchTrust,
      data: trust.interface.encodeFunctionData("setIssuer", [actors.ethicsBoard.address, maskOf([Duo.IRB])]),
    },
    ...supplyCalls(setUp, validUntil),
    {
      target: addresses.ResearchEscrow,
      data: escrow.interface.encodeFunctionData("listToken", [await usd.getAddress()]),
    },
    {
      target: addresses.OperatorRegistry,
      data: operators.interface.encodeFunctionData("setConfig", [
        actors.operators.map(({ address }) => address),
        committee.f,
        committee.t,
      ]),
    },
  ];
};
