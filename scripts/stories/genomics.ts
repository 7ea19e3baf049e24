import { awaitSettlement } from "../../client/awaitSettlement.ts";
import { readResult } from "../../client/readResult.ts";
import { type OpenedRequest, requestInference } from "../../client/requestInference.ts";
import { sealPersonalInput } from "../../client/sealPersonalInput.ts";
import { type AskWindow, spliceEffect } from "../../client/spliceEffect.ts";
import { readDataset } from "../../models/splice-site/dataset.ts";
import { BOUNDARY, SPLICE_CLASSES, type SpliceWindow } from "../../models/splice-site/features.ts";
import type { LoadedModel } from "../../oracle/inference/loadModel.ts";
import { Confidentiality, DataClass, type DataClassCode } from "../../standards/consentCodes.ts";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { type EncryptionKeyPair, generateEncryptionKey } from "../../standards/hpke.ts";
import { Provenance, RefusalReason, RequestStatus } from "../../standards/inference.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { type GivenConsent, giveConsent } from "./giveConsent.ts";
import { ANSWER_TIMEOUT_MS } from "./shared.ts";

const PATHOLOGY_ROW = {
  kind: "wdbc-row/1",
  values: Array.from({ length: 30 }, () => "1"),
};

/** What is asked about under a consent. */
type Asking = {
  readonly network: LocalNetwork;
  readonly consent: GivenConsent;
  readonly key: EncryptionKeyPair;
  /** Everything that was asked, in order. */
  readonly opened: RequestId[];
};

/** The first held-out donor that begins with GT, and the same with the G lost, which breaks most such sites. */
const readWindows = async (): Promise<{ reference: string; alternative: string; label: string }> => {
  const { heldOut, labels, windows } = await readDataset();
  const donor = heldOut.find(
    (row) => labels[row] === 0 && windows[row]?.slice(BOUNDARY, BOUNDARY + 2) === "GT",
  );
  const reference = windows[donor as number] as string;
  const alternative = `${reference.slice(0, BOUNDARY)}A${reference.slice(BOUNDARY + 1)}`;
  return { reference, alternative, label: SPLICE_CLASSES[0] };
};

/** Seals a payload for the committee and asks a model about it under the consent. */
const ask = async (
  { network, consent: { grant, id }, key, opened }: Asking,
  model: LoadedModel,
  payload: Readonly<Record<string, unknown>>,
  dataClass: DataClassCode,
): Promise<OpenedRequest> => {
  const { chain, actors, contracts, addresses, payloads } = network;
  const sealed = await sealPersonalInput(contracts, {
    model,
    payload,
    dataClass,
    confidentiality: Confidentiality.R,
    grant,
    patient: actors.patient.address as Hex,
    granteeKey: key.publicKey,
    folder: payloads,
    issuer: actors.hospital,
    attesters: addresses.AttesterRegistry,
    chainId: chain.chainId,
    now: await chain.now(),
  });
  const request = await requestInference(contracts, actors.clinic, chain.chainId, {
    modelId: model.id,
    consentId: id,
    provenance: Provenance.ISSUER_SIGNED,
    deadline: (await chain.now()) + 600,
    ...sealed,
  });
  opened.push(request.id);
  return request;
};

/** One window, answered by the committee and opened by the clinic. */
const askCommittee =
  (asking: Asking): AskWindow =>
  async (window: SpliceWindow) => {
    const { network, key } = asking;
    const { contracts, operators, models } = network;
    const { id } = await ask(asking, models.splice, window, DataClass.GENOMICS);
    await awaitSettlement(contracts, id, { timeoutMs: ANSWER_TIMEOUT_MS });
    const urls = operators.map(({ url }) => url);
    const { scores } = await readResult(contracts, urls, id, key.privateKey, {
      timeoutMs: ANSWER_TIMEOUT_MS,
    });
    return scores;
  };

/** The same model in the clinic's own hands. */
const recompute =
  ({ splice }: LocalNetwork["models"]): AskWindow =>
  async (window) => {
    const payload = Uint8Array.from(Buffer.from(JSON.stringify(window)));
    return Array.from(await splice.infer(splice.extract(payload)));
  };

/** A clinic learns what a variant does to a splice site, under a consent that covers genomic data and nothing else. */
export const playGenomics = async (network: LocalNetwork, report: Report): Promise<void> => {
  const { contracts, models } = network;
  report.story("Genomics: a splice-site variant that only the grantee learns about");
  const key = await generateEncryptionKey();
  const { reference, alternative, label } = await readWindows();
  const consent = await report.step(
    "The patient signed a consent for genomic data alone",
    () => giveConsent(network, { policy: "variantEffect", dataClasses: [DataClass.GENOMICS] }),
    ({ id, gas }) => ({ consent: id, gas }),
  );
  const asking: Asking = { network, consent, key, opened: [] };
  const effect = await report.step(
    "The clinic asked about a real splice site that no network was trained on, and about it with its first G lost",
    () => spliceEffect(askCommittee(asking), reference, alternative),
    ({ drop, reference: before, alternative: after }) => ({
      reference: `${before.verdict} (${before.scores.join(", ")})`,
      variant: `${after.verdict} (${after.scores.join(", ")})`,
      drop,
    }),
  );
  for (const [i, what] of ["reference", "variant"].entries()) {
    const status = await contracts.oracle.statusOf(asking.opened[i] as RequestId);
    report.claim(`request about the ${what} is fulfilled`, status, RequestStatus.Fulfilled);
  }
  const own = await spliceEffect(recompute(models), reference, alternative);
  report.claim(
    "both answers equal the clinic's own recomputation",
    JSON.stringify(effect),
    JSON.stringify(own),
  );
  report.claim("model places the reference as the data set does", effect.reference.verdict, label);
  report.claim("variant is no donor site any more", effect.alternative.verdict !== label, true);
  await playOtherClass(asking, report);
};

/** The same clinic under the same consent asks about data of another class. */
const playOtherClass = async (asking: Asking, report: Report): Promise<void> => {
  const { contracts, models } = asking.network;
  const { id } = await report.step(
    "Under the same consent the clinic asked about a pathology record; operators signed refusals",
    async () => {
      const opened = await ask(asking, models.diagnosis, PATHOLOGY_ROW, DataClass.PATHOLOGY);
      await awaitSettlement(contracts, opened.id, { timeoutMs: ANSWER_TIMEOUT_MS });
      return opened;
    },
    (opened) => ({ request: opened.id }),
  );
  report.claim("request is refused", await contracts.oracle.statusOf(id), RequestStatus.Refused);
  const [log] = await contracts.oracle.queryFilter(contracts.oracle.filters.InferenceRefused(id));
  report.claim(
    "reason that the operators signed",
    log?.args.reason,
    BigInt(RefusalReason.ConsentDoesNotPermit),
  );
};
