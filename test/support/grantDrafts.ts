// Drafts of grants between the actors of a stage, and the evidence for them.
import { readFile } from "node:fs/promises";
import type { Hex } from "../../standards/hex.ts";
import type { GrantStage } from "./grantStage.ts";

export const ORCID = "0000-0002-1825-0097";
export const SALT: Hex = `0x${"5a".repeat(32)}`;
export const INVESTIGATORS_ROR = "https://ror.org/03yrm5c26";
export const REVIEWERS_ROR = "https://ror.org/02revew64";
export const CRITERIA = ["Collect at least 300 samples", "Publish the table with a persistent identifier"];
const DAY = 86_400;

/** A moment so many days after the chain's own time. */
export const inDays = async ({ chain }: GrantStage, days: number): Promise<string> =>
  new Date(((await chain.now()) + days * DAY) * 1000).toISOString();

const policyOf = ({ actors }: GrantStage) => ({
  reviewers: [actors.bob.address, actors.alice.address],
  seats: 2,
  quorum: 2,
  supermajority: 2,
  maxAttempts: 2,
  sequential: false,
  defaultSplit: "50",
  disputeBond: "10",
  commitWindow: "2d",
  revealWindow: "2d",
  challengeWindow: "5d",
  arbitrationWindow: "30d",
});

/** 1,000 and 500.5 dollars, by votes of two. */
export const draftOf = async (stage: GrantStage, change: object = {}, policy: object = {}) => {
  const { actors, token } = stage;
  const [startBy, due, graceEnd] = await Promise.all([20, 60, 90].map((days) => inDays(stage, days)));
  return {
    funder: actors.funder.address,
    investigator: actors.investigator.address,
    arbitrator: actors.arbitrator.address,
    token,
    startBy,
    keeperReward: "0.5",
    orcid: ORCID,
    excludedOrganisations: [INVESTIGATORS_ROR],
    programmeSalt: SALT,
    milestones: [
      { amount: "1000", due, graceEnd, criteria: CRITERIA },
      { amount: "500.5", due, graceEnd, criteria: ["Publish the analysis"] },
    ],
    policy: { ...policyOf(stage), ...policy },
    ...change,
  };
};

/** What the team says of its work; another report makes another package. */
export const workOf = async (stage: GrantStage, report: string) => ({
  report,
  completedAt: await inDays(stage, -1),
  counts: [{ criterion: 1, required: 300, reported: 327 }],
  pieces: [{ kind: "DATASET", uri: "https://doi.org/10.5061/dryad.example", file: "table.csv" }],
  finances: {
    uri: "urn:ledger:1",
    currency: "EUR",
    lines: [{ category: "Samples", planned: 90_000, spent: 84_150 }],
  },
});

/** The files that every story needs, and two reviewers who may judge. */
export const prepare = async (stage: GrantStage): Promise<void> => {
  await stage.file("salt", SALT);
  await stage.file("table.csv", "isolate,gene,mutation\n");
  await stage.file("reasons.txt", "The table lacks the districts.\n");
};

/** Both reviewers say where they belong. */
export const declareReviewers = async ({ done, at, from }: GrantStage): Promise<void> => {
  for (const reviewer of ["alice", "bob"] as const)
    await done("reviewer", "declare", REVIEWERS_ROR, "--salt", at("salt"), ...from[reviewer]);
};

/** Freezes a draft into `<name>.json`; returns the grant's id. */
export const offer = async (stage: GrantStage, name: string, change = {}, policy = {}): Promise<string> => {
  const draft = await stage.file(`${name}.draft.json`, await draftOf(stage, change, policy));
  const { facts } = await stage.done("offer", "--terms", draft, "--out", stage.at(`${name}.json`));
  return String(facts.grant);
};

/** The same, funded and accepted. */
export const start = async (stage: GrantStage, name: string, change = {}, policy = {}): Promise<string> => {
  const id = await offer(stage, name, change, policy);
  await stage.done("fund", stage.at(`${name}.json`), ...stage.from.funder);
  await stage.done("accept", stage.at(`${name}.json`), ...stage.from.investigator);
  return id;
};

/** Packs a report and hands it in; returns the package's file. */
export const handIn = async (
  stage: GrantStage,
  name: string,
  number: string,
  report: string,
): Promise<string> => {
  const { at, done, from } = stage;
  const file = at(`${name}.${number}.${report.length}.package.json`);
  const work = await stage.file("work.json", await workOf(stage, report));
  const secrets = ["--secrets", at(`${name}.secrets.json`)];
  await done("package", at(`${name}.json`), number, "--work", work, ...secrets, "--out", file);
  const to = ["--package", file, "--payloads", at("payloads")];
  const grant = JSON.parse(await readFile(at(`${name}.secrets.json`), "utf8")).grant;
  await done("submit", grant, number, ...to, ...from.investigator);
  return file;
};

/** Both reviewers seal and open the same vote. */
export const voteBoth = async (stage: GrantStage, grant: string, number: string, approve: boolean) => {
  const { at, done, from } = stage;
  const said = approve ? ["--approve"] : ["--reject", "--reasons", at("reasons.txt")];
  const attempt = String((await stage.milestone(grant, Number(number))).attempts).slice(0, 1);
  const file = (who: string) => at(`${grant.slice(2, 10)}.${number}.${attempt}.${who}.vote`);
  const payloads = ["--payloads", at("payloads")];
  for (const who of ["alice", "bob"] as const)
    await done("review", "commit", grant, number, ...said, ...payloads, "--vote", file(who), ...from[who]);
  for (const who of ["alice", "bob"] as const)
    await done("review", "reveal", "--vote", file(who), ...from.stranger);
};
