// theriac custodian|policy ...: what has to stand before a patient can agree to anything.
import type { Command } from "commander";
import { z } from "zod";
import { StaffRole } from "../../standards/emergency.ts";
import { address } from "../../standards/shapes.ts";
import { publishPolicy } from "../policies/publishPolicy.ts";
import { moment } from "./codes.ts";
import type { Connection } from "./connection.ts";
import { readText } from "./files.ts";
import { type Answer, type Run, time } from "./output.ts";
import { parseOption } from "./parseOption.ts";

type From = { readonly from: string };
const AT_ONCE = 0;

/** Governance lists after its delay: the first run schedules, one when the delay is over executes. */
const list = async (connection: Connection, given: string, { from }: From): Promise<Answer> => {
  const { contracts, addresses, sender, now } = connection;
  const custodian = parseOption("<custodian>", address, given);
  const governor = await sender(from);
  const manager = contracts.manager.connect(governor);
  const target = addresses.CustodianRegistry;
  const data = contracts.custodians.interface.encodeFunctionData("list", [custodian]);
  if (await contracts.custodians.isCustodian(custodian)) return { facts: { custodian, listed: true } };
  const operation = await manager.hashOperation(governor.address, target, data);
  const due = Number(await manager.getSchedule(operation));
  const isDue = due !== 0 && due <= (await now());
  if (due !== 0 && !isDue) return { facts: { custodian, listed: false, executableFrom: time(due) } };
  const sent = isDue ? await manager.execute(target, data) : await manager.schedule(target, data, AT_ONCE);
  await sent.wait();
  const waiting = isDue ? {} : { executableFrom: time(await manager.getSchedule(operation)) };
  return { facts: { custodian, listed: isDue, ...waiting, transaction: sent.hash } };
};

const ROLES = { clinician: StaffRole.CLINICIAN, "privacy-officer": StaffRole.PRIVACY_OFFICER } as const;

type StaffOptions = From & { readonly role: string; readonly unit: string; readonly until: string };

const appoint = async (connection: Connection, given: string, options: StaffOptions): Promise<Answer> => {
  const member = parseOption("<member>", address, given);
  const role = parseOption("--role", z.enum(Object.keys(ROLES) as [keyof typeof ROLES]), options.role);
  const unit = parseOption("--unit", z.coerce.number().int().min(0).max(65_535), options.unit);
  const until = parseOption("--until", moment, options.until);
  const custodians = connection.contracts.custodians.connect(await connection.sender(options.from));
  const sent = await custodians.appoint(member, ROLES[role], unit, until);
  await sent.wait();
  return { facts: { member, role, unit, until: time(until), transaction: sent.hash } };
};

type PolicyOptions = From & {
  readonly name: string;
  readonly major: string;
  readonly minor: string;
  readonly text: string;
};

const version = z.coerce.number().int().min(0).max(65_535);

const publish = async (connection: Connection, options: PolicyOptions): Promise<Answer> => {
  const published = await publishPolicy(connection.contracts, await connection.sender(options.from), {
    name: options.name,
    major: parseOption("--major", version, options.major),
    minor: parseOption("--minor", version, options.minor),
    text: await readText(options.text),
  });
  const { policy, policyHash, policyMajor, policyMinor, receipt } = published;
  return {
    facts: { policy, version: `${policyMajor}.${policyMinor}`, policyHash, transaction: receipt.hash },
  };
};

/** Adds `custodian list|appoint` and `policy publish` to the program. */
export const addCustodianCommands = (program: Command, run: Run): void => {
  const custodian = program.command("custodian").description("who keeps records, and its staff");
  custodian
    .command("list")
    .description("list a custodian as governance: run it again when the delay is over")
    .argument("<custodian>")
    .requiredOption("--from <address>", "the governor")
    .action((given: string, options: From) => run((connection) => list(connection, given, options)));
  custodian
    .command("appoint")
    .description("appoint a clinician, or a privacy officer who reviews emergencies of other units")
    .argument("<member>")
    .requiredOption("--role <name>", Object.keys(ROLES).join(" or "))
    .requiredOption("--unit <n>", "ward or office, as the custodian numbers them")
    .requiredOption("--until <date>")
    .requiredOption("--from <address>", "the custodian")
    .action((given: string, options: StaffOptions) =>
      run((connection) => appoint(connection, given, options)),
    );
  program
    .command("policy")
    .description("what patients agree to, word for word")
    .command("publish")
    .description("publish a version; only a hash of the text goes to the chain")
    .requiredOption("--name <name>", "the publisher's own name for it")
    .requiredOption("--major <n>", "a new one ends the consents to older ones after their grace")
    .requiredOption("--minor <n>")
    .requiredOption("--text <file>")
    .requiredOption("--from <address>", "the publisher")
    .action((options: PolicyOptions) => run((connection) => publish(connection, options)));
};
