import { toUtf8Bytes } from "ethers";
import { awaitSettlement } from "../../client/awaitSettlement.ts";
import { readResult } from "../../client/readResult.ts";
import { signRevocation } from "../../client/signConsent.ts";
import type { RequestId } from "../../standards/hex.ts";
import { type EncryptionKeyPair, generateEncryptionKey } from "../../standards/hpke.ts";
import { RequestStatus } from "../../standards/inference.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { askDiagnosis, DIAGNOSIS, readRow } from "./askDiagnosis.ts";
import { type GivenConsent, giveConsent } from "./giveConsent.ts";
import { playRevokedInFlight } from "./revokedInFlight.ts";
import { ANSWER_TIMEOUT_MS, gasOf, revertName } from "./shared.ts";

/** What the clinic knows of the case, and the key that it reads answers with. */
type Asking = {
  readonly network: LocalNetwork;
  readonly report: Report;
  readonly row: Awaited<ReturnType<typeof readRow>>;
  readonly key: EncryptionKeyPair;
};

/** A patient lets a clinic run a model on an encrypted record, and takes that back. */
export const playConsent = async (network: LocalNetwork, report: Report): Promise<void> => {
  const { chain, contracts, actors } = network;
  report.story("Consent: a diagnosis assist that the patient can stop");
  const asking: Asking = { network, report, row: await readRow(0), key: await generateEncryptionKey() };
  const consent = await report.step(
    "The patient signed a consent for AI inference; a relayer brought it to the chain",
    () => giveConsent(network, DIAGNOSIS),
    ({ id, gas }) => ({ consent: id, gas }),
  );
  report.claim("consent is live", await contracts.consents.isLive(consent.id), true);
  report.claim(
    "ether that the patient ever had",
    await chain.provider.getBalance(actors.patient.address),
    0n,
  );
  const opened = await report.step(
    "The clinic asked about a real WDBC row, encrypted to the operators, vouched for by the hospital",
    () => askDiagnosis(network, consent.grant, asking.row.values, asking.key.publicKey),
    ({ id, receipt }) => ({ request: id, gas: receipt.gasUsed }),
  );
  await playAnswer(asking, opened.id);
  await playRevocation(asking, consent);
  await playRevokedInFlight(network, report, asking.row.values, asking.key.publicKey);
};

/** The committee answers, and the clinic checks the answer. */
const playAnswer = async ({ network, report, row, key }: Asking, id: RequestId): Promise<void> => {
  const { contracts, models, operators } = network;
  await report.step("Operators checked the consent, decrypted, computed and signed", () =>
    awaitSettlement(contracts, id, { timeoutMs: ANSWER_TIMEOUT_MS }),
  );
  report.claim("request is fulfilled", await contracts.oracle.statusOf(id), RequestStatus.Fulfilled);
  const urls = operators.map(({ url }) => url);
  const result = await report.step(
    "The clinic fetched the encrypted result, opened it and checked it against the chain",
    () => readResult(contracts, urls, id, key.privateKey, { timeoutMs: ANSWER_TIMEOUT_MS }),
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
};

/** The patient takes the consent back, and the clinic may ask no more. */
const playRevocation = async (
  { network, report, row, key }: Asking,
  { id, grant }: GivenConsent,
): Promise<void> => {
  const { chain, actors, addresses, contracts } = network;
  await report.step(
    "The patient revoked; any relayer could bring it",
    async () => {
      const signature = await signRevocation(actors.patient, id, chain.chainId, addresses.ConsentRegistry);
      return gasOf(contracts.consents.revokeBySig(id, signature));
    },
    (gas) => ({ gas }),
  );
  report.claim("consent is live", await contracts.consents.isLive(id), false);
  const refused = await report.step("The clinic asked again", () =>
    revertName(contracts.oracle.interface, askDiagnosis(network, grant, row.values, key.publicKey)),
  );
  report.claim("the oracle refused", refused, "InferenceOracle_ConsentNotLive");
};
