import { readFile } from "node:fs/promises";
import { awaitSettlement } from "../../client/awaitSettlement.ts";
import { publishPayload } from "../../client/publishPayload.ts";
import { type OpenedRequest, requestInference } from "../../client/requestInference.ts";
import { type SignedReadings, signReadings } from "../../client/signReadings.ts";
import { Mode, Provenance, RequestStatus } from "../../standards/inference.ts";
import {
  EFFECTIVE_STATUSES,
  FLAGS,
  HOLD_SECONDS,
  NO_LOGISTIC_UNIT,
  VERDICTS,
} from "../../standards/provenance.ts";
import { evenSeries } from "../../standards/readings.ts";
import type { LocalNetwork } from "../local/network.ts";
import type { Report } from "../local/report.ts";
import { GLN, VACCINE_GTIN } from "../local/supply.ts";
import { bringToTrade, makeLot, type StoryLot } from "./lots.ts";
import { ANSWER_TIMEOUT_MS, gasOf, nameOf } from "./shared.ts";

const SAMPLES = "models/coldchain-integrity-SIMULATED/data/samples";
const MINUTES_APART = 10;
const HOUR = 3_600;
const CALLBACK_GAS = 300_000;
const MINUTE = 60;

type Stage = { readonly network: LocalNetwork; readonly report: Report; readonly lot: StoryLot };

const statusOf = async ({ network: { contracts }, lot }: Stage): Promise<string> =>
  nameOf(EFFECTIVE_STATUSES, await contracts.batches.statusOfLot(lot.details));

/** Brings a log of the SIMULATED test set to the chain, which finds nothing wrong with its temperatures. */
const judgeLog = async (stage: Stage, file: string, what: string): Promise<SignedReadings> => {
  const { network, report, lot } = stage;
  const { actors, addresses, chain, contracts } = network;
  const { deciCelsius } = JSON.parse(await readFile(`${SAMPLES}/${file}`, "utf8")) as {
    deciCelsius: number[];
  };
  const series = evenSeries((await chain.now()) - 49 * HOUR, MINUTES_APART, deciCelsius);
  const signed = await signReadings(actors.logger, series, chain.chainId, addresses.AttesterRegistry);
  const { readings, device, signature, payloadHash } = signed;
  const reporter = { gln: GLN.manufacturer, sscc: NO_LOGISTIC_UNIT, contents: [] };
  const maker = contracts.coldChain.connect(actors.manufacturer);
  await report.step(
    `A logger's signed log, ${what} (SIMULATED), was judged on chain`,
    () => gasOf(maker.evaluate(lot.details, reporter, readings, device, signature)),
    (gas) => ({ series: payloadHash, gas }),
  );
  const { verdict } = await contracts.coldChain.judgementOf(payloadHash, lot.id);
  report.claim("verdict of physics", nameOf(VERDICTS, verdict), "Conformant");
  return signed;
};

/** Asks the committee whether the log looks forged, in a mode in which anybody may demand recomputation. */
const ask = async (network: LocalNetwork, series: SignedReadings): Promise<OpenedRequest> => {
  const { contracts, actors, chain, models, payloads, addresses } = network;
  const payloadHash = await publishPayload(payloads, series.readings);
  const x = models.coldChain.extract(series.readings);
  const opened = await requestInference(contracts, actors.manufacturer, chain.chainId, {
    modelId: models.coldChain.id,
    payloadHash,
    inputCommitment: models.coldChain.commit(x, payloadHash),
    provenance: Provenance.DEVICE_SIGNED,
    provenanceProof: series.provenanceProof,
    deadline: (await chain.now()) + 600,
    callback: { to: addresses.ColdChain, gasLimit: CALLBACK_GAS },
    mode: Mode.OPTIMISTIC,
  });
  await awaitSettlement(contracts, opened.id, { timeoutMs: ANSWER_TIMEOUT_MS, proposed: true });
  return opened;
};

const assess = ({ network, report }: Stage, series: SignedReadings): Promise<OpenedRequest> =>
  report.step(
    "Operators extracted its features and ran the integrity network",
    () => ask(network, series),
    ({ id, receipt }) => ({ request: id, gas: receipt.gasUsed }),
  );

/** Lets the challenge window pass, and reads the flag that is final then. */
const settle = async (
  { network, report }: Stage,
  series: SignedReadings,
  { id }: OpenedRequest,
  expected: (typeof FLAGS)[number],
): Promise<void> => {
  const { chain, contracts } = network;
  await report.step("Nobody challenged the answer within a day", async () => {
    await chain.advance(Number(await contracts.oracle.CHALLENGE_WINDOW()) + 1);
    await awaitSettlement(contracts, id, { timeoutMs: ANSWER_TIMEOUT_MS });
  });
  report.claim("request is fulfilled", await contracts.oracle.statusOf(id), RequestStatus.Fulfilled);
  const { flag, score } = await contracts.coldChain.seriesOf(series.payloadHash);
  report.claim(`flag of the network, raw score ${score}`, nameOf(FLAGS, flag), expected);
};

/** A raised flag stops the lot for three days, and no longer unless a person confirms it. */
const watchHold = async (stage: Stage): Promise<() => Promise<void>> => {
  const { network, report, lot } = stage;
  const { batches } = network.contracts;
  const { chain } = network;
  report.claim("the lot, while the answer may still be challenged", await statusOf(stage), "Quarantined");
  const until = Number(await batches.heldUntil(lot.id));
  const [held] = await batches.queryFilter(batches.filters.LotHeld(lot.id));
  const heldAt = (await held?.getBlock())?.timestamp ?? 0;
  report.claim("hours for which it is held", (until - heldAt) / HOUR, HOLD_SECONDS / HOUR);
  return async () => {
    const advanceTo = async (time: number) => chain.advance(time - (await chain.now()));
    await advanceTo(until - MINUTE);
    report.claim("the lot a minute before the 72 hours end", await statusOf(stage), "Quarantined");
    await advanceTo(until + MINUTE);
    report.claim("the lot a minute after them, which nobody confirmed", await statusOf(stage), "Active");
  };
};

/** A network doubts a log whose temperatures are perfect; what it may do about it is little. */
export const playIntegrity = async (network: LocalNetwork, report: Report): Promise<void> => {
  report.story("Integrity: a forged log, which physics cannot tell");
  const lot = makeLot(VACCINE_GTIN, "VAX26A05");
  const stage = { network, report, lot };
  await report.step(
    "A lot was made and released",
    () => bringToTrade(network, [lot]),
    (gas) => ({ lot: lot.id, gas }),
  );
  const good = await judgeLog(stage, "good.SIMULATED.json", "a good one");
  await settle(stage, good, await assess(stage, good), "Clear");
  report.claim("the lot", await statusOf(stage), "Active");
  const replayed = await judgeLog(stage, "replay.SIMULATED.json", "one with hours replayed");
  const opened = await assess(stage, replayed);
  const lapse = await watchHold(stage);
  await settle(stage, replayed, opened, "Raised");
  await lapse();
  const { review } = await network.contracts.coldChain.judgementOf(replayed.payloadHash, lot.id);
  report.claim("a person should look at that log", review, true);
};
