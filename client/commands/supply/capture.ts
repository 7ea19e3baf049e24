// theriac capture: a whole EPCIS document as calls, each sent once however often the command is cut off.
import type { Command } from "commander";
import { getAddress } from "ethers";
import { z } from "zod";
import { type Hex, ZERO_HASH } from "../../../standards/hex.ts";
import { anchorEvents } from "../../provenance/anchorEvents.ts";
import { batchSteps, type Transaction } from "../../provenance/batchSteps.ts";
import { type DocumentPlan, planDocument } from "../../provenance/capture/planDocument.ts";
import { endpointAccount } from "../../provenance/journal/endpointAccount.ts";
import type { PlanOf } from "../../provenance/journal/entries.ts";
import { GenesisUnknownError } from "../../provenance/journal/errors.ts";
import { openJournal } from "../../provenance/journal/openJournal.ts";
import { type Known, type Plan, readJournal } from "../../provenance/journal/readJournal.ts";
import { isDone, runPlan } from "../../provenance/journal/runPlan.ts";
import type { RecallClass } from "../../provenance/recallLot.ts";
import { renewAnchor } from "../../provenance/renewAnchor.ts";
import { addressOf, type Step, type Target } from "../../provenance/step.ts";
import { tryPlan } from "../../provenance/tryPlan.ts";
import type { Connection } from "../connection.ts";
import { BadFileError } from "../files.ts";
import type { Answer, Facts, Run } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type ActOptions, type Actor, actorOf, trialFacts, withActOptions } from "./act.ts";
import { anchorFileOf, fileHash, hashedEvents } from "./eventFiles.ts";
import { readKnownLots } from "./knownLots.ts";
import { progressBar } from "./progress.ts";

export type CaptureOptions = ActOptions & {
  readonly lots?: readonly string[];
  readonly acceptWithin: string;
  readonly recallClass?: string;
  readonly journal?: string;
};

const DAY = 86_400;
const CBV_VERSION = 20;
const days = z.coerce.number().int().min(1).max(90);
const recallClasses = z.enum(["I", "II", "III"]);

const planOf = async (file: string, actor: Actor, options: CaptureOptions): Promise<DocumentPlan> => {
  const now = await actor.connection.now();
  const within = parseOption("--accept-within", days, options.acceptWithin);
  const recallClass: RecallClass | undefined =
    options.recallClass === undefined
      ? undefined
      : parseOption("--recall-class", recallClasses, options.recallClass);
  const rules = {
    gln: await actor.gln(),
    now,
    acceptBy: now + within * DAY,
    ...(recallClass === undefined ? {} : { recallClass }),
  };
  const lots = await readKnownLots(options.lots ?? []);
  const plan = await planDocument(actor.view, lots, rules, hashedEvents(file));
  if (plan.events === 0) throw new BadFileError(file, "holds no event");
  return plan;
};

/** The calls of a document, and last the anchor over all its events. */
const stepsOf = async (actor: Actor, plan: DocumentPlan, root: Hex): Promise<readonly Step[]> => {
  const { events, from, to } = plan;
  const batch = { root, events, from, to, cbvVersion: CBV_VERSION };
  return [...plan.steps, anchorEvents(await actor.gln(), ZERO_HASH, batch)];
};

const dryFacts = ({ anchoredOnly, inPart }: DocumentPlan): Facts[] => {
  const told = (reasons: ReadonlyMap<string, number>, verdict: string, does: string): Facts[] =>
    [...reasons].map(([reason, count]) => ({
      transaction: 0,
      contract: "",
      does: `anchors ${count} events and ${does}`,
      verdict,
      gas: 0,
      reason,
    }));
  return [
    ...told(anchoredOnly, "anchored", "does nothing else"),
    ...told(inPart, "in part", "leaves out a part of them"),
  ];
};

/** Whose plan a journal holds: the document, the chain, who acts, and every option that decides what the plan is. */
const workOf = async (file: string, actor: Actor, options: CaptureOptions): Promise<PlanOf> => {
  const { provider, addresses, chainId } = actor.connection;
  const genesis = (await provider.getBlock(0))?.hash;
  if (genesis === null || genesis === undefined) throw new GenesisUnknownError();
  const at = (target: Target): Hex => getAddress(addressOf(addresses, target)) as Hex;
  const lots = await Promise.all((options.lots ?? []).map(fileHash));
  return {
    chainId,
    genesis: genesis as Hex,
    contracts: {
      BatchLedger: at("BatchLedger"),
      UnitLedger: at("UnitLedger"),
      EventAnchors: at("EventAnchors"),
    },
    from: actor.from,
    document: await fileHash(file),
    options: {
      as: options.as ?? "",
      acceptWithin: options.acceptWithin,
      recallClass: options.recallClass ?? "",
      lots: lots.sort(),
    },
  };
};

const journalOf = (file: string, options: CaptureOptions): string => options.journal ?? `${file}.journal`;

/** What a journal left to do, tried and not sent. */
const tryRest = async (actor: Actor, plan: Plan, known: readonly Known[]): Promise<Answer> => {
  const { provider, addresses } = actor.connection;
  const account = endpointAccount(provider, addresses, actor.from);
  const left: { readonly n: number; readonly call: Transaction }[] = [];
  for (const [n, call] of plan.transactions.entries())
    if (!(await isDone(account, known, n))) left.push({ n, call: await renewAnchor(actor.view)(call) });
  if (left.length === 0)
    return { facts: { plan: plan.hash, transactions: plan.transactions.length, left: 0 } };
  const calls = left.map(({ call }) => call);
  const trials = await tryPlan({ provider, addresses, from: actor.from }, calls, progressBar("trying"));
  return {
    facts: {},
    list: trials.map((trial, i) => trialFacts(trial, left[i]?.n ?? i)),
    isNo: trials.some(({ verdict }) => verdict === "refused"),
  };
};

/** The whole document, tried and not sent; of one begun already what is left. No file is written. */
const tryDocument = async (file: string, actor: Actor, options: CaptureOptions): Promise<Answer> => {
  const { provider, addresses } = actor.connection;
  const journal = await readJournal(journalOf(file, options), await workOf(file, actor, options));
  if (journal.plan !== undefined) return tryRest(actor, journal.plan, journal.known);
  const plan = await planOf(file, actor, options);
  // A root that no salt was drawn for: the call is the same but for these bytes.
  const root: Hex = `0x${"ff".repeat(32)}`;
  const renew = renewAnchor(actor.view);
  const calls = await Promise.all(batchSteps(await stepsOf(actor, plan, root)).map(renew));
  const trials = await tryPlan({ provider, addresses, from: actor.from }, calls, progressBar("trying"));
  return {
    facts: {},
    list: [...trials.map(trialFacts), ...dryFacts(plan)],
    isNo: trials.some(({ verdict }) => verdict === "refused"),
  };
};

const sendDocument = async (file: string, actor: Actor, options: CaptureOptions): Promise<Answer> => {
  const { provider, addresses } = actor.connection;
  const journalFile = journalOf(file, options);
  const anchorFile = `${journalFile}.events`;
  const of = await workOf(file, actor, options);
  const makePlan = async (): Promise<readonly Transaction[]> => {
    const plan = await planOf(file, actor, options);
    const root = await anchorFileOf(anchorFile, await actor.gln(), plan.hashes);
    return batchSteps(await stepsOf(actor, plan, root));
  };
  const journal = await openJournal(journalFile, of, makePlan);
  try {
    const account = endpointAccount(provider, addresses, actor.from);
    const renew = renewAnchor(actor.view);
    const ran = await runPlan({ journal, account, renew, onMined: progressBar("sending") });
    return {
      facts: {
        document: of.document,
        plan: journal.plan,
        transactions: ran.mined.length,
        calls: journal.transactions.reduce((sum, { does }) => sum + does.length, 0),
        sentNow: ran.sent,
        gas: ran.mined.reduce((sum, { gas }) => sum + gas, 0),
        journal: journalFile,
        events: anchorFile,
      },
    };
  } finally {
    await journal.close();
  }
};

/** Captures a document. The same again, after it was cut off anywhere, sends what is left and nothing twice. */
export const capture = (connection: Connection, file: string, options: CaptureOptions): Promise<Answer> => {
  const actor = actorOf(connection, options);
  return options.dryRun === true ? tryDocument(file, actor, options) : sendDocument(file, actor, options);
};

/** Adds `capture`. */
export const addCaptureCommand = (program: Command, run: Run): void => {
  withActOptions(program.command("capture"))
    .description("bring an EPCIS 2.0 document to the chain and anchor its events; a rerun finishes")
    .argument("<document>", "JSON-LD, of any size")
    .option("--lots <file...>", "lot files, and proofs of others' packs, that its serials are of")
    .option("--accept-within <days>", "how long receivers may take to accept what it ships", "14")
    .option("--recall-class <class>", "I, II or III: EPCIS names none; without it recalls are anchored only")
    .option("--journal <file>", "what was sent; beside the document without it")
    .action((file: string, options: CaptureOptions) =>
      run((connection) => capture(connection, file, options)),
    );
};
