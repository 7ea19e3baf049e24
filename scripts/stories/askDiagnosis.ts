import { readFile } from "node:fs/promises";
import { type OpenedRequest, requestInference } from "../../client/requestInference.ts";
import { sealPersonalInput } from "../../client/sealPersonalInput.ts";
import { type ConsentGrant, consentId } from "../../standards/consent.ts";
import { Confidentiality, DataClass } from "../../standards/consentCodes.ts";
import type { Hex } from "../../standards/hex.ts";
import { Provenance } from "../../standards/inference.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Use } from "./giveConsent.ts";

/** What the clinic wants a consent for. */
export const DIAGNOSIS: Use = { policy: "diagnosis", dataClasses: [DataClass.PATHOLOGY] };

/** A row of the committed data set that the model was not shown its label of here: values, then the label. */
export const readRow = async (index: number): Promise<{ values: string[]; malignant: boolean }> => {
  const lines = (await readFile("models/wdbc/data/wdbc.csv", "utf8")).trim().split("\n");
  const cells = (lines[index + 1] ?? "").split(",");
  return { values: cells.slice(0, -1), malignant: cells.at(-1) === "1" };
};

/** Seals a row for the committee and asks for its classification. */
export const askDiagnosis = async (
  network: LocalNetwork,
  grant: ConsentGrant,
  values: readonly string[],
  granteeKey: Hex,
): Promise<OpenedRequest> => {
  const { chain, actors, contracts, addresses, models, payloads } = network;
  const sealed = await sealPersonalInput(contracts, {
    model: models.diagnosis,
    payload: { kind: "wdbc-row/1", values },
    dataClass: DataClass.PATHOLOGY,
    confidentiality: Confidentiality.N,
    grant,
    patient: actors.patient.address as Hex,
    granteeKey,
    folder: payloads,
    issuer: actors.hospital,
    attesters: addresses.AttesterRegistry,
    chainId: chain.chainId,
    now: await chain.now(),
  });
  return requestInference(contracts, actors.clinic, chain.chainId, {
    modelId: models.diagnosis.id,
    consentId: consentId(grant),
    provenance: Provenance.ISSUER_SIGNED,
    deadline: (await chain.now()) + 600,
    ...sealed,
  });
};
