import type { Signer } from "ethers";
import { type Anchored, anchorRecords, type Retention } from "../../client/records/anchorRecords.ts";
import type { ShownRecord } from "../../client/records/verifyRecord.ts";
import type { Hex } from "../../standards/hex.ts";
import { commitRecord, type RecordDomain, recordDomain } from "../../standards/recordCommitment.ts";
import { type Deployed, deployed } from "./fixtures.ts";

/** Beyond `deployed`: the hospital and the clinic are custodians. */
export const custodial = async () => {
  const base = await deployed();
  const { addresses, actors, contracts, govern, chain } = base;
  const list = (account: string) => ({
    target: addresses.CustodianRegistry,
    data: contracts.custodians.interface.encodeFunctionData("list", [account]),
  });
  await govern(list(actors.hospital.address), list(actors.clinic.address));
  return { ...base, domain: recordDomain(chain.chainId, addresses.RecordRegistry) };
};
export type Custodial = Awaited<ReturnType<typeof custodial>>;

/** Commits to documents, anchors them together and gives each as its holder would show it. */
export const anchorDocuments = async (
  { contracts, domain }: Pick<Deployed, "contracts"> & { readonly domain: RecordDomain },
  custodian: Signer,
  documents: readonly unknown[],
  retention?: Retention,
): Promise<{ readonly shown: readonly ShownRecord[]; readonly anchored: Anchored }> => {
  const committed = documents.map((document) => commitRecord(domain, document));
  const anchored = await anchorRecords(
    contracts,
    custodian,
    committed.map(({ commitment }) => commitment),
    retention,
  );
  const shown = anchored.places.map((place, i) => ({
    ...place,
    document: documents[i],
    salt: committed[i]?.salt as Hex,
  }));
  return { shown, anchored };
};

/** A small FHIR bundle. */
export const bundleOf = (value: number) => ({
  resourceType: "Bundle",
  type: "collection",
  entry: [
    {
      resource: {
        resourceType: "Observation",
        status: "final",
        code: { coding: [{ system: "http://loinc.org", code: "4548-4" }] },
        valueQuantity: { value, unit: "%" },
      },
    },
  ],
});
