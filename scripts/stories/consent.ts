import { readFile } from "node:fs/promises";
import { toUtf8Bytes } from "ethers";
import { awaitSettlement } from "../../client/awaitSettlement.ts";
import { readResult } from "../../client/readResult.ts";
import { type OpenedRequest, requestInference } from "../../client/requestInference.ts";
import { sealPersonalInput } from "../../client/sealPersonalInput.ts";
import { signRevocation } from "../../client/signConsent.ts";
import type { ConsentGrant } from "../../standards/consent.ts";
import { consentId } from "../../standards/consent.ts";
import { Confidentiality, DataClass } from "../../standards/consentCodes.ts";
import type { Hex } from "../../standards/hex.ts";
import { generateEncryptionKey } from "../../standards/hpke.ts";
import { Provenance, RequestStatus } from "../../standards/inference.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { giveConsent, type Use } from "./giveConsent.ts";
import { ANSWER_TIMEOUT_MS, gasOf, revertName } from "./shared.ts";

const USE: Use = { policy: "diagnosis", dataClasses: [DataClass.PATHOLOGY] };

/** A row of the committed data set that the model was not shown its label of here: values, then the label. */
const readRow = async (index: number): Promise<{ values: string[]; malignant: boolean }> => {
  const lines = (await readFile("models/wdbc/data/wdbc.csv", "utf8")).trim().split("\n");
  const cells = (lines[index + 1] ?? "").split(",");
  return { values: cells.slice(0, -1), malignant: cells.at(-1) === "1" };
};

const revoke = async (
  { chain, actors, addresses, contracts }: LocalNetwork,
  id: ReturnType<typeof consentId>,
) => {
  const signature = await signRevocation(actors.patient, id, chain.chainId, addresses.ConsentRegistry);
  return gasOf(contracts.consents.revokeBySig(id, signature));
};

/** Seals a row for the committee and asks for its classification. */
const ask = async (
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

/** A patient lets a clinic run a model on an encrypted record, and takes that back. */
export const playConsent = async (network: LocalNetwork, report: Report): Promise<void> => {
  const { chain, contracts, actors, models, operators } = network;
  report.story("Consent: a diagnosis assist that the patient can stop");
  const key = await generateEncryptionKey();
  const row = await readRow(0);

  const first = await report.step(
    "The patient signed a consent for AI inference; a relayer brought it to the chain",
    () => giveConsent(network, USE),
    ({ id, gas }) => ({ consent: id, gas }),
  );
  report.claim("consent is live", await contracts.consents.isLive(first.id), true);
  report.claim(
    "ether that the patient ever had",
    await chain.provider.getBalance(actors.patient.address),
    0n,
  );

  const opened = await report.step(
    "The clinic asked about a real WDBC row, encrypted to the operators, vouched for by the hospital",
    () => ask(network, first.grant, row.values, key.publicKey),
    ({ id, receipt }) => ({ request: id, gas: receipt.gasUsed }),
  );
  await report.step("Operators checked the consent, decrypted, computed and signed", () =>
    awaitSettlement(contracts, opened.id, { timeoutMs: ANSWER_TIMEOUT_MS }),
  );
  report.claim("request is fulfilled", await contracts.oracle.statusOf(opened.id), RequestStatus.Fulfilled);
  const result = await report.step(
    "The clinic fetched the encrypted result, opened it and checked it against the chain",
    () =>
      readResult(
        contracts,
        operators.map(({ url }) => url),
        opened.id,
        key.privateKey,
        { timeoutMs: ANSWER_TIMEOUT_MS },
      ),
    ({ scores }) => ({ score: scores.join(", ") }),
  );
  const expected = await models.diagnosis.infer(
    models.diagnosis.extract(toUtf8Bytes(JSON.stringify({ kind: "wdbc-row/1", values: row.values }))),
  );
  report.claim(
    "score equals the clinic's own recomputation",
    result.scores.join(),
    Array.from(expected).join(),
  );
  const threshold = models.diagnosis.manifest.decision.threshold;
  report.claim(
    "model says malignant, as the pathologist did",
    Number(result.scores[0]) > threshold,
    row.malignant,
  );

  await report.step(
    "The patient revoked; any relayer could bring it",
    () => revoke(network, first.id),
    (gas) => ({ gas }),
  );
  report.claim("consent is live", await contracts.consents.isLive(first.id), false);
  const refused = await report.step("The clinic asked again", () =>
    revertName(contracts.oracle.interface, ask(network, first.grant, row.values, key.publicKey)),
  );
  report.claim("the oracle refused", refused, "InferenceOracle_ConsentNotLive");
  await playRevokedInFlight(network, report, row.values, key.publicKey);
};

/** A consent is revoked after the request was opened and before the operators decrypt. */
const playRevokedInFlight = async (
  network: LocalNetwork,
  report: Report,
  values: readonly string[],
  granteeKey: Hex,
): Promise<void> => {
  const { contracts, actors } = network;
  const second = await giveConsent(network, USE);
  const before = await contracts.oracle.balanceOf(actors.clinic.address);
  const opened = await report.step(
    "Under a new consent the clinic asked, and the patient revoked while it was in flight",
    async () => {
      const request = await ask(network, second.grant, values, granteeKey);
      await revoke(network, second.id);
      return request;
    },
    ({ id, receipt }) => ({ request: id, gas: receipt.gasUsed }),
  );
  await report.step("Operators signed refusals instead of an answer", () =>
    awaitSettlement(contracts, opened.id, { timeoutMs: ANSWER_TIMEOUT_MS }),
  );
  report.claim("request is refused", await contracts.oracle.statusOf(opened.id), RequestStatus.Refused);
  const { keeperRewardGwei } = await contracts.oracle.feeSchedule();
  const refund = (await contracts.oracle.balanceOf(actors.clinic.address)) - before;
  report.claim(
    "wei refunded to the clinic: the fee less what bringing the refusal costs",
    refund,
    opened.request.fee - keeperRewardGwei * 1_000_000_000n,
  );
  const withdrawn = await (
    await contracts.oracle.connect(actors.clinic).withdraw(actors.clinic.address)
  ).wait();
  report.claim("refund is withdrawn", withdrawn?.status, 1);
  report.claim("credit left", await contracts.oracle.balanceOf(actors.clinic.address), 0n);
};
