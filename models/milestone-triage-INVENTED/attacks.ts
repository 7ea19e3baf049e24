// INVENTED attacks on the triage, and two honest hardships. None of these packages was trained on.
import { encodeBase64, keccak256, toUtf8Bytes } from "ethers";
import { createRandom, type Random } from "../training/random.ts";
import {
  copyLettersOf,
  disguise,
  doctor,
  hideInWords,
  PROMPT,
  padding,
  turnAround,
  writeDigits,
} from "./disguises.ts";
import type { TrainingPackage } from "./evidencePackage.ts";
import { HABITS, type Habits, inventPackage, type Milestone, parrot } from "./packages.ts";

const SEED = 20_260_102;
const LATER_SEED = 20_260_103;
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

// Thought of later, and drawn from a seed of their own: those above stay what they were.
const LATER_ATTACKS: Readonly<Record<string, Attack>> = {
  "attack passes: parroted and padded with numbers, with forged artefacts": (milestone, _, random) =>
    forge(milestone, `${parrot(milestone.criteria)} ${padding(random)}`, random),
  "attack passes: partial report padded with numbers, with forged artefacts": (milestone, _, random) =>
    forge(milestone, `${milestone.reports.partial} ${padding(random)}`, random),
  "attack passes: partial report, each count stated five times, with forged artefacts": (
    milestone,
    _,
    random,
  ) => {
    const forged = forge(milestone, milestone.reports.partial, random);
    return { ...forged, counts: Array.from({ length: 5 }, () => forged.counts).flat() };
  },
  "attack passes: another milestone's report with these criteria worked in, with forged artefacts": (
    milestone,
    other,
    random,
  ) => forge(milestone, `${other.reports.done} ${milestone.criteria.join(". ")}.`, random),
  "attack passes: nothing but prompt-like text, with forged artefacts": (milestone, _, random) =>
    forge(milestone, PROMPT, random),
  "attack passes: parroted with prompt-like text, with forged artefacts": (milestone, _, random) =>
    forge(milestone, `${parrot(milestone.criteria)} ${PROMPT}`, random),
  "attack passes: honest partial package with prompt-like text in report and artefacts": (
    milestone,
    _,
    random,
  ) =>
    promptArtefacts(
      inventPackage(milestone, `${milestone.reports.partial} ${PROMPT}`, "partial", HABITS.partial, random),
    ),
  "attack passes: parroted, zero-width characters in every word, with forged artefacts": (
    milestone,
    _,
    random,
  ) => forge(milestone, hideInWords(parrot(milestone.criteria)), random),
  "attack passes: parroted, letters written backwards under direction overrides, with forged artefacts": (
    milestone,
    _,
    random,
  ) => forge(milestone, turnAround(parrot(milestone.criteria)), random),
  "attack passes: parroted, look-alike letters that the list lacks, with forged artefacts": (
    milestone,
    _,
    random,
  ) => forge(milestone, copyLettersOf(parrot(milestone.criteria)), random),
  "attack passes: partial report, look-alike letters that the list lacks, with forged artefacts": (
    milestone,
    _,
    random,
  ) => forge(milestone, copyLettersOf(milestone.reports.partial), random),
  "attack passes: partial report in digits of other scripts, with forged artefacts": (milestone, _, random) =>
    forge(milestone, writeDigits(milestone.reports.partial), random),
  "honest passes: done, in digits of other scripts": (milestone, _, random) =>
    inventPackage(milestone, writeDigits(milestone.reports.done), "done", HABITS.done, random),
};

const forge = (milestone: Milestone, report: string, random: Random): TrainingPackage =>
  inventPackage(milestone, report, "nothing", FORGED, random);

const promptArtefacts = (evidence: TrainingPackage): TrainingPackage => ({
  ...evidence,
  artefacts: evidence.artefacts.map((artefact) => {
    const content = toUtf8Bytes(`${atob(artefact.content ?? "")} ${PROMPT}`);
    return { ...artefact, content: encodeBase64(content), contentHash: keccak256(content) };
  }),
});

export type AttackPackage = {
  readonly name: string;
  readonly milestone: string;
  readonly package: TrainingPackage;
};

const draw = (
  attacks: Readonly<Record<string, Attack>>,
  milestones: readonly Milestone[],
  random: Random,
): readonly AttackPackage[] =>
  milestones.flatMap((milestone, i) =>
    Object.entries(attacks).flatMap(([name, attack]) =>
      Array.from({ length: DRAWS }, () => ({
        name,
        milestone: milestone.id,
        package: attack(milestone, milestones[(i + 7) % milestones.length] as Milestone, random),
      })),
    ),
  );

/** Four packages of each attack on each milestone. */
export const inventAttacks = (milestones: readonly Milestone[]): readonly AttackPackage[] => [
  ...draw(ATTACKS, milestones, createRandom(SEED)),
  ...draw(LATER_ATTACKS, milestones, createRandom(LATER_SEED)),
];
