// theriac consent break-glass ...: access that cannot wait for a consent, its review, and the patient's feed of both.
import type { Command } from "commander";
import { z } from "zod";
import { type DataClassCode, Purpose } from "../../standards/consentCodes.ts";
import { EmergencyReason, type EmergencyReasonCode } from "../../standards/emergency.ts";
import type { EmergencyTag } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { address } from "../../standards/shapes.ts";
import { checkEmergency } from "../emergency/checkEmergency.ts";
import { closeEmergency } from "../emergency/closeEmergency.ts";
import { openEmergency } from "../emergency/openEmergency.ts";
import { reviewEmergency } from "../emergency/reviewEmergency.ts";
import { watchEmergencies } from "../emergency/watchEmergencies.ts";
import { dataClass, dataClasses, dataClassNames } from "./codes.ts";
import type { Connection } from "./connection.ts";
import { readText, replaceSecretJson, writeSecretJson } from "./files.ts";
import { type Answer, type Facts, parseId, type Run, time } from "./output.ts";
import { parseOption } from "./parseOption.ts";
import { readHandle } from "./personKey.ts";

const HOUR = 3_600;

const reason = z.enum(Object.keys(EmergencyReason) as [keyof typeof EmergencyReason]);
const list = z.string().transform((text) => text.split(","));

type OpenOptions = {
  readonly subject: string;
  readonly reason: string;
  readonly classes: string;
  readonly words: string;
  readonly hours: string;
  readonly out: string;
  readonly from: string;
};

const open = async (connection: Connection, options: OpenOptions): Promise<Answer> => {
  const mask = parseOption("--classes", list.pipe(dataClasses), options.classes);
  const hours = parseOption("--hours", z.coerce.number().positive().max(24), options.hours);
  const code: EmergencyReasonCode = EmergencyReason[parseOption("--reason", reason, options.reason)];
  const [subject, words] = [await readHandle(options.subject), await readText(options.words)];
  const kept = { kind: "theriac-emergency/1", salt: randomWord() };
  // Kept before anything is sent: without the salt nobody could check the words.
  await writeSecretJson(options.out, kept);
  const { n, tag, receipt } = await openEmergency(
    connection.contracts,
    await connection.sender(options.from),
    {
      subject,
      reason: code,
      dataClasses: bitsOf(mask),
      words,
      expiresAt: (await connection.now()) + Math.floor(hours * HOUR),
      salt: kept.salt,
    },
  );
  await replaceSecretJson(options.out, { ...kept, n, tag });
  const { expiresAt } = await connection.contracts.emergencies.emergencyOf(tag);
  return { facts: { tag, number: n, until: time(expiresAt), file: options.out, transaction: receipt.hash } };
};

const bitsOf = (mask: number): number[] =>
  Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => ((mask >>> bit) & 1) === 1);

type CheckOptions = {
  readonly subject: string;
  readonly number: string;
  readonly class: string;
  readonly custodian: string;
  readonly clinician: string;
};

const check = async ({ contracts }: Connection, options: CheckOptions): Promise<Answer> => {
  const decision = await checkEmergency(contracts, {
    subject: await readHandle(options.subject),
    n: parseOption("--number", z.coerce.number().int().min(0), options.number),
    custodian: parseOption("--custodian", address, options.custodian),
    actor: parseOption("--clinician", address, options.clinician),
    purpose: Purpose.BTG,
    dataClass: parseOption("--class", dataClass, options.class) as DataClassCode,
  });
  const { permitted } = decision;
  const told: Facts = decision.permitted ? { until: time(decision.until) } : { reason: decision.reason };
  return { facts: { permitted, ...told }, isNo: !permitted };
};

/** The patient's own list. */
const feed = async ({ contracts }: Connection, options: { readonly subject: string }): Promise<Answer> => {
  const emergencies = await watchEmergencies(contracts, { subject: await readHandle(options.subject) });
  return {
    facts: {},
    list: emergencies.map((emergency) => ({
      number: emergency.n,
      tag: emergency.tag,
      clinician: emergency.clinician,
      reason: emergency.reason,
      classes: dataClassNames(emergency.dataClasses),
      opened: time(emergency.openedAt),
      until: time(emergency.expiresAt),
      review: emergency.review,
      overdue: emergency.flaggedOverdue,
    })),
  };
};

type ReviewOptions = {
  readonly finding: string;
  readonly words: string;
  readonly out: string;
  readonly from: string;
};

const review = async (connection: Connection, tag: EmergencyTag, options: ReviewOptions): Promise<Answer> => {
  const found = z.enum(["justified", "unjustified"]);
  const justified = parseOption("--finding", found, options.finding) === "justified";
  const finding = { tag, justified, words: await readText(options.words), salt: randomWord() };
  const officer = await connection.sender(options.from);
  const { salt } = finding;
  // A review is final: its salt is kept first.
  await writeSecretJson(options.out, { kind: "theriac-emergency-report/1", tag, justified, salt });
  const { receipt } = await reviewEmergency(connection.contracts, officer, finding);
  return { facts: { tag, justified, file: options.out, transaction: receipt.hash } };
};

const FROM: [string, string] = ["--from <address>", "account of the endpoint that acts"];
const SUBJECT: [string, string] = ["--subject <file>", "file with the patient's handle at this custodian"];

/** Adds `break-glass open|check|close|review|flag|feed` to the consent commands. */
export const addBreakGlassCommands = (consent: Command, run: Run): void => {
  const group = consent.command("break-glass").description("access in an emergency, reviewed afterwards");
  group
    .command("open")
    .description("open an emergency as a clinician on the custodian's staff")
    .requiredOption(...SUBJECT)
    .requiredOption("--reason <name>", `one of ${Object.keys(EmergencyReason).join(", ")}`)
    .requiredOption("--classes <names>", "classes of data, separated by commas")
    .requiredOption("--words <file>", "the reason in words; only a salted commitment leaves this machine")
    .requiredOption("--out <file>", "where number and salt are kept")
    .option("--hours <n>", "hours of access, at most 24", "4")
    .requiredOption(...FROM)
    .action((options: OpenOptions) => run((connection) => open(connection, options)));
  group
    .command("check")
    .description("whether a clinician may read a class of data now; exit code 3 if not")
    .requiredOption(...SUBJECT)
    .requiredOption("--number <n>", "number of the patient's emergency")
    .requiredOption("--class <name>")
    .requiredOption("--custodian <address>")
    .requiredOption("--clinician <address>")
    .action((options: CheckOptions) => run((connection) => check(connection, options)));
  group
    .command("close")
    .description("end access before its time")
    .argument("<tag>")
    .requiredOption(...FROM)
    .action((given: string, { from }: { from: string }) =>
      run(async ({ contracts, sender }) => {
        const tag = parseId(given) as EmergencyTag;
        const { hash } = await closeEmergency(contracts, await sender(from), tag);
        return { facts: { tag, closed: true, transaction: hash } };
      }),
    );
  group
    .command("review")
    .description("say as a privacy officer of another unit whether it was justified")
    .argument("<tag>")
    .requiredOption("--finding <finding>", "justified, or unjustified, which suspends the clinician")
    .requiredOption("--words <file>", "the report in words; only a salted commitment leaves this machine")
    .requiredOption("--out <file>", "where the salt is kept")
    .requiredOption(...FROM)
    .action((given: string, options: ReviewOptions) =>
      run((connection) => review(connection, parseId(given) as EmergencyTag, options)),
    );
  group
    .command("flag")
    .description("suspend a clinician whose emergency nobody reviewed in time; anyone may")
    .argument("<tag>")
    .requiredOption(...FROM)
    .action((given: string, { from }: { from: string }) =>
      run(async ({ contracts, sender }) => {
        const tag = parseId(given);
        const sent = await contracts.emergencies.connect(await sender(from)).flagOverdue(tag);
        await sent.wait();
        return { facts: { tag, flagged: true, transaction: sent.hash } };
      }),
    );
  group
    .command("feed")
    .description("every emergency of one patient, as the patient sees them")
    .requiredOption(...SUBJECT)
    .action((options: { subject: string }) => run((connection) => feed(connection, options)));
};
