// Scenario C-3 with operators as processes: a consent is revoked between request and answer.
import { awaitSettlement } from "../../client/awaitSettlement.ts";
import type { OpenedRequest } from "../../client/requestInference.ts";
import { signRevocation } from "../../client/signConsent.ts";
import { headerOf } from "../../standards/consent.ts";
import type { Hex } from "../../standards/hex.ts";
import { RequestStatus } from "../../standards/inference.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { askDiagnosis, DIAGNOSIS } from "./askDiagnosis.ts";
import { type GivenConsent, giveConsent } from "./giveConsent.ts";
import { ANSWER_TIMEOUT_MS, revertName } from "./shared.ts";

const GWEI = 1_000_000_000n;

/** The clinic asks, and at once a third party brings the patient's revocation. */
export const playRevokedInFlight = async (
  network: LocalNetwork,
  report: Report,
  values: readonly string[],
  granteeKey: Hex,
): Promise<void> => {
  const { chain, contracts, actors, addresses } = network;
  const consent = await giveConsent(network, DIAGNOSIS);
  const revocation = await signRevocation(
    actors.patient,
    consent.id,
    chain.chainId,
    addresses.ConsentRegistry,
  );
  const before = await contracts.oracle.balanceOf(actors.clinic.address);
  const { opened } = await report.step(
    "C-3: under a new consent the clinic asked; while it was in flight a third party brought the patient's revocation",
    async () => {
      const request = await askDiagnosis(network, consent.grant, values, granteeKey);
      return { opened: request, gas: (await bringRevocation(network, consent, revocation)).gasUsed };
    },
    ({ opened: { id }, gas }) => ({ request: id, gas }),
  );
  await report.step("Operators signed refusals instead of an answer", () =>
    awaitSettlement(contracts, opened.id, { timeoutMs: ANSWER_TIMEOUT_MS }),
  );
  await readRefusal(network, report, opened, before);
  await playReplays(network, report, consent, revocation);
};

/** Somebody who is neither patient nor clinic nor hospital pays for the transaction. */
const bringRevocation = async (
  { contracts, actors }: LocalNetwork,
  { id }: GivenConsent,
  revocation: Hex,
) => {
  const sent = await contracts.consents.connect(actors.wholesaler).revokeBySig(id, revocation);
  const receipt = await sent.wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  return receipt;
};

/** Nothing of the clinic's has changed but its fee, which came back. */
const readRefusal = async (
  { contracts, actors }: LocalNetwork,
  report: Report,
  { id, request }: OpenedRequest,
  before: bigint,
): Promise<void> => {
  const { oracle } = contracts;
  report.claim("request is refused", await oracle.statusOf(id), RequestStatus.Refused);
  const answers = await oracle.queryFilter(oracle.filters.InferenceFulfilled(id));
  report.claim("answers to it on the chain", answers.length, 0);
  const { keeperRewardGwei } = await oracle.feeSchedule();
  const refund = (await oracle.balanceOf(actors.clinic.address)) - before;
  report.claim(
    "wei refunded to the clinic: the fee less what bringing the refusal costs",
    refund,
    request.fee - keeperRewardGwei * GWEI,
  );
  const withdrawn = await (await oracle.connect(actors.clinic).withdraw(actors.clinic.address)).wait();
  report.claim("refund is withdrawn", withdrawn?.status, 1);
  report.claim("credit left", await oracle.balanceOf(actors.clinic.address), 0n);
};

/** What was signed once is brought again. */
const playReplays = async (
  network: LocalNetwork,
  report: Report,
  consent: GivenConsent,
  revocation: Hex,
): Promise<void> => {
  const { consents } = network.contracts;
  const again = await report.step("C-3: the same revocation was brought again", () =>
    bringRevocation(network, consent, revocation),
  );
  report.claim("it went through", again.status, 1);
  report.claim("events that it left", again.logs.length, 0);
  const replayed = consents.grantBySig.staticCall(headerOf(consent.grant), consent.signature);
  report.claim(
    "the old grant brought again",
    await revertName(consents.interface, replayed),
    "ConsentRegistry_AlreadyUsed",
  );
  report.claim("consent is live", await consents.isLive(consent.id), false);
};
