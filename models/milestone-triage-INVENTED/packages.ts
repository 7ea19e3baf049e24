// INVENTED evidence around invented reports. What each kind of team tends to hand in overlaps on purpose: a parroting
// team attaches artefacts, a team that is not done has some, one that is done may be late or have a dead link.
import { keccak256 } from "ethers";
import type { Random } from "../training/random.ts";
import { ARTEFACT_KINDS, type Artefact, type TrainingPackage } from "./evidencePackage.ts";
import { stems } from "./text.ts";

export type ReportKind = "done" | "partial" | "off-topic" | "parroted" | "other-topic";

export type Milestone = {
  readonly id: string;
  readonly criteria: readonly string[];
  readonly counts: readonly {
    readonly criterion: number;
    readonly required: number;
    readonly done: number;
    readonly partial: number;
  }[];
  readonly reports: { readonly done: string; readonly partial: string; readonly offTopic: string };
};

/** How a kind of team behaves: chances, and ranges of artefacts, days late and money spent in per cent. */
export type Habits = {
  readonly artefacts: readonly [number, number];
  readonly resolves: number;
  /** Chance that an artefact names the reported figure. */
  readonly figures: number;
  /** Chance that an artefact is about the criteria at all. */
  readonly pertinent: number;
  /** Chance that a count is claimed as met whatever the truth. */
  readonly overclaims: number;
  readonly late: number;
  readonly spent: readonly [number, number];
};

export const HABITS: Readonly<Record<ReportKind, Habits>> = {
  done: {
    artefacts: [1, 5],
    resolves: 0.85,
    figures: 0.7,
    pertinent: 0.9,
    overclaims: 0,
    late: 0.4,
    spent: [80, 120],
  },
  partial: {
    artefacts: [1, 4],
    resolves: 0.85,
    figures: 0.7,
    pertinent: 0.9,
    overclaims: 0.3,
    late: 0.6,
    spent: [40, 115],
  },
  "off-topic": {
    artefacts: [0, 4],
    resolves: 0.8,
    figures: 0.2,
    pertinent: 0.3,
    overclaims: 0.7,
    late: 0.3,
    spent: [60, 115],
  },
  parroted: {
    artefacts: [1, 5],
    resolves: 0.75,
    figures: 0.4,
    pertinent: 0.8,
    overclaims: 1,
    late: 0.2,
    spent: [90, 105],
  },
  "other-topic": {
    artefacts: [1, 5],
    resolves: 0.85,
    figures: 0.3,
    pertinent: 0.3,
    overclaims: 0.8,
    late: 0.4,
    spent: [70, 115],
  },
};

const BOILERPLATE =
  " The project team is pleased to confirm that this milestone has been fully completed to a high standard and in line" +
  " with the agreed plan. All deliverables were achieved. We therefore request release of the payment.";

/** The criteria said back, with a request for the money. */
export const parrot = (criteria: readonly string[]): string =>
  `We did the following: ${criteria.map(uncapitalised).join(". We did: ")}.${BOILERPLATE}`;

export const reportOf = (kind: ReportKind, milestone: Milestone, other: Milestone): string =>
  ({
    done: milestone.reports.done,
    partial: milestone.reports.partial,
    "off-topic": milestone.reports.offTopic,
    parroted: parrot(milestone.criteria),
    "other-topic": other.reports.done,
  })[kind];

/** One INVENTED package. */
export const inventPackage = (
  milestone: Milestone,
  report: string,
  truth: "done" | "partial" | "nothing",
  habits: Habits,
  random: Random,
): TrainingPackage => {
  const counts = milestone.counts
    .map(({ criterion, required, ...real }) => {
      const met = random.uniform() < habits.overclaims;
      // Half of those who claim what they have not done claim exactly what was asked.
      const claim = Math.ceil(required * (random.uniform() < 0.5 ? 1 : random.between(1, 1.15)));
      return { criterion, required, reported: met ? claim : truth === "nothing" ? 0 : real[truth] };
    })
    .filter(() => random.uniform() > 0.1);
  const number = random.integer(habits.artefacts[0], habits.artefacts[1]);
  const planned = 1000 * random.integer(40, 400);
  return {
    kind: "evidence-package/1",
    grantId: `invented-${milestone.id}`,
    milestone: 0,
    criteria: [...milestone.criteria],
    report,
    artefacts: Array.from({ length: number }, (_, i) => inventArtefact(milestone, counts, i, habits, random)),
    counts,
    daysLate: random.uniform() < habits.late ? random.integer(1, 90) : 0,
    budget: { planned, spent: Math.floor((planned * random.between(...habits.spent)) / 100) },
  };
};

const inventArtefact = (
  milestone: Milestone,
  counts: TrainingPackage["counts"],
  index: number,
  habits: Habits,
  random: Random,
): Artefact => {
  const criterion = random.integer(0, milestone.criteria.length);
  const about =
    random.uniform() < habits.pertinent
      ? [...stems((milestone.criteria[criterion] as string).toLowerCase())].join(" ")
      : "general correspondence and minutes";
  const figures = counts
    .filter((count) => count.reported > 0 && random.uniform() < habits.figures)
    .map((count) => `total ${count.reported}`);
  const content = new TextEncoder().encode(`Annex ${index + 1}. Subject ${about}. ${figures.join("; ")}`);
  const resolves = random.uniform() < habits.resolves;
  return {
    kind: ARTEFACT_KINDS[random.integer(0, ARTEFACT_KINDS.length)] as Artefact["kind"],
    uri: `https://example.org/${milestone.id}/annex-${index + 1}`,
    contentHash: resolves ? keccak256(content) : keccak256(keccak256(content)),
    content: btoa(String.fromCharCode(...content)),
  };
};

const uncapitalised = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
