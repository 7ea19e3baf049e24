// INVENTED attacks on the triage, and two honest hardships. None of these packages was trained on.
import { createRandom, type Random } from "../training/random.ts";
import type { TrainingPackage } from "./evidencePackage.ts";
import { HABITS, type Habits, inventPackage, type Milestone, parrot } from "./packages.ts";

const SEED = 20_260_102;
const DRAWS = 4;
const FORGED: Habits = {
  artefacts: [2, 5],
  resolves: 1,
  figures: 1,
  pertinent: 1,
  overclaims: 1,
  late: 0,
  spent: [95, 105],
};
const ZERO_WIDTH = "\u200b";

type Attack = (milestone: Milestone, other: Milestone, random: Random) => TrainingPackage;

const ATTACKS: Readonly<Record<string, Attack>> = {
  "attack passes: parroted, with forged artefacts": (milestone, _, random) =>
    inventPackage(milestone, parrot(milestone.criteria), "nothing", FORGED, random),
  "attack passes: parroted, in look-alike letters": (milestone, _, random) =>
    inventPackage(milestone, disguise(parrot(milestone.criteria)), "nothing", HABITS.parroted, random),
  "attack passes: another milestone's report, with forged artefacts": (milestone, other, random) =>
    inventPackage(milestone, other.reports.done, "nothing", FORGED, random),
  "attack passes: partial report doctored, with forged artefacts": (milestone, _, random) => {
    const forged = inventPackage(milestone, "x", "nothing", FORGED, random);
    return { ...forged, report: doctor(milestone.reports.partial, forged) };
  },
  "attack passes: invented success told consistently": (milestone, _, random) =>
    inventPackage(milestone, milestone.reports.done, "done", { ...FORGED, overclaims: 0 }, random),
  "honest passes: done, without any artefact": (milestone, _, random) =>
    inventPackage(milestone, milestone.reports.done, "done", { ...HABITS.done, artefacts: [0, 1] }, random),
};

export type AttackPackage = {
  readonly name: string;
  readonly milestone: string;
  readonly package: TrainingPackage;
};

/** Four packages of each attack on each milestone. */
export const inventAttacks = (milestones: readonly Milestone[]): readonly AttackPackage[] => {
  const random = createRandom(SEED);
  return milestones.flatMap((milestone, i) =>
    Object.entries(ATTACKS).flatMap(([name, attack]) =>
      Array.from({ length: DRAWS }, () => ({
        name,
        milestone: milestone.id,
        package: attack(milestone, milestones[(i + 7) % milestones.length] as Milestone, random),
      })),
    ),
  );
};

// Cyrillic letters and invisible spaces against the copy detector.
const disguise = (text: string): string =>
  text.replaceAll("a", "а").replaceAll("o", "о").replaceAll("e", "е").replaceAll(" t", ` t${ZERO_WIDTH}`);

// Sentences that admit something are dropped, and the claimed figures are written in.
const doctor = (report: string, { counts }: TrainingPackage): string => {
  const kept = report
    .split(". ")
    .filter(
      (sentence) => !/\b(not|yet|pending|expect|will|planned|currently|delay\w*|once|next)\b/.test(sentence),
    );
  const claims = counts.map(({ reported }) => `We reached ${reported}.`).join(" ");
  return `${kept.join(". ")}. ${claims}`;
};
