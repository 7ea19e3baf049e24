// What a triage sees of an evidence package: twenty integers. It cannot see whether a figure is true.
import type { InferenceRequest } from "../../standards/inference.ts";
import { log2Sixteenths } from "../extraction/log2Sixteenths.ts";
import { type Evidence, readEvidence, resolvedArtefacts } from "./evidencePackage.ts";
import {
  copiedBps,
  countHedges,
  countPromises,
  countTricks,
  normalise,
  numbers,
  ratioBps,
  shareBps,
  stems,
  words,
} from "./text.ts";

const MOST_RATIO_BPS = 20_000;

export const TRIAGE_FEATURES: readonly string[] = [
  "artefacts_resolved",
  "artefacts_unresolved",
  "artefacts_resolved_share",
  "artefact_kinds_resolved",
  "criteria_with_counts",
  "counts_met",
  "least_count_ratio",
  "counts_in_artefacts",
  "counts_in_report",
  "relevance_mean",
  "relevance_least",
  "artefact_relevance",
  "copied_from_criteria",
  "artefacts_copied_from_criteria",
  "new_numbers",
  "hedges",
  "promises",
  "character_tricks",
  "days_late",
  "budget_deviation",
  "report_words",
];

/** Features in the order of `TRIAGE_FEATURES`, of evidence for the milestone that the request names. */
export const triageFeatures = (
  payload: Uint8Array,
  request?: Pick<InferenceRequest, "nonce">,
): readonly number[] => {
  const evidence = readEvidence(payload, request);
  return [
    ...artefactFeatures(evidence),
    ...countFeatures(evidence),
    ...textFeatures(evidence),
    ...courseFeatures(evidence),
  ];
};

const artefactFeatures = ({ artefacts }: Evidence): readonly number[] => {
  const resolved = resolvedArtefacts(artefacts);
  return [
    resolved.length,
    artefacts.length - resolved.length,
    ratioBps(resolved.length, artefacts.length),
    new Set(resolved.map(({ kind }) => kind)).size,
  ];
};

const countFeatures = ({ criteria, counts, artefacts, report }: Evidence): readonly number[] => {
  const inArtefacts = numbers(normalise(artefactText(artefacts)));
  const inReport = numbers(normalise(report));
  const reported = counts.filter((count) => count.reported > 0);
  const share = (found: ReadonlySet<string>): number =>
    ratioBps(reported.filter((count) => found.has(String(count.reported))).length, counts.length);
  const ratios = counts.map((count) => Math.min(MOST_RATIO_BPS, ratioBps(count.reported, count.required)));
  return [
    ratioBps(new Set(counts.map(({ criterion }) => criterion)).size, criteria.length),
    ratioBps(counts.filter((count) => count.reported >= count.required).length, counts.length),
    ratios.reduce((least, ratio) => Math.min(least, ratio), counts.length === 0 ? 0 : MOST_RATIO_BPS),
    share(inArtefacts),
    share(inReport),
  ];
};

const textFeatures = ({ criteria, report, artefacts }: Evidence): readonly number[] => {
  const text = normalise(report);
  const wanted = normalise(criteria.join(". "));
  const evidence = normalise(artefactText(artefacts));
  const relevances = criteria.map((criterion) => shareBps(stems(normalise(criterion)), stems(text)));
  const known = numbers(wanted);
  return [
    Math.floor(relevances.reduce((sum, relevance) => sum + relevance, 0) / relevances.length),
    relevances.reduce((least, relevance) => Math.min(least, relevance)),
    shareBps(stems(wanted), stems(evidence)),
    copiedBps(text, wanted),
    copiedBps(evidence, wanted),
    [...numbers(text)].filter((number) => !known.has(number)).length,
    countHedges(text),
    countPromises(text),
    log2Sixteenths(countTricks(report)),
  ];
};

const courseFeatures = ({ daysLate, budget, report }: Evidence): readonly number[] => [
  log2Sixteenths(daysLate),
  Math.min(MOST_RATIO_BPS, ratioBps(Math.abs(budget.spent - budget.planned), budget.planned)),
  log2Sixteenths(words(normalise(report)).length),
];

const artefactText = (artefacts: Evidence["artefacts"]): string =>
  resolvedArtefacts(artefacts)
    .map(({ text }) => text)
    .join("\n");
