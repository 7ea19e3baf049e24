// theriac consent check: whether a consent permits a use, by the full decision over its terms.
import type { Command } from "commander";
import { z } from "zod";
import { NO_RESEARCH, ResearchKind, type ResearchKindCode } from "../../standards/accessRequest.ts";
import { consentId } from "../../standards/consent.ts";
import { countryCode, curie } from "../../standards/consentShape.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { address, bytes, bytes32, uint } from "../../standards/shapes.ts";
import type { AccessQuestion } from "../consent/accessQuestion.ts";
import { decideAccess, type Machine } from "../consent/decideAccess.ts";
import { confidentiality, dataClass, duoNames, moment, obligationNames, purpose } from "./codes.ts";
import type { Connection } from "./connection.ts";
import { readOwnConsent } from "./consentFiles.ts";
import { readJson } from "./files.ts";
import type { Answer, Run } from "./output.ts";
import { parseOption } from "./parseOption.ts";

const kind = z
  .enum(Object.keys(ResearchKind) as [keyof typeof ResearchKind])
  .transform((name): ResearchKindCode => ResearchKind[name]);

const use = z.strictObject({
  kind,
  disease: z.union([z.literal(""), curie]).default(""),
  genetic: z.boolean().default(false),
  commercial: z.boolean().default(false),
  clinical: z.boolean().default(false),
});

export const credential = z.strictObject({
  holder: address,
  duoCode: uint(8),
  value: bytes32,
  assertedAt: uint(40),
  expiresAt: uint(40),
  issuer: address,
  signature: bytes,
});

export const ancestry = z.strictObject({ ancestor: curie, root: bytes32, proof: z.array(bytes32) });

/** Who wants what, why and where. */
export const questionShape = z
  .strictObject({
    id: bytes32.optional(),
    actor: address,
    purpose,
    dataClass,
    confidentiality,
    dataFrom: moment.default(0),
    dataTo: moment.default(0),
    jurisdiction: countryCode,
    use: use.default(NO_RESEARCH),
    credentials: z.array(credential).default([]),
    ancestry: z.array(ancestry).default([]),
  })
  .transform(({ credentials, ancestry: kinships, id, ...rest }) => ({
    request: { id: id ?? randomWord(), ...rest },
    credentials,
    ancestry: kinships,
  }));

type CheckOptions = { readonly request: string; readonly machine: string };

const check = async (connection: Connection, file: string, options: CheckOptions): Promise<Answer> => {
  const machine: Machine = parseOption("--machine", z.enum(["rules", "contract"]), options.machine);
  const { grant } = await readOwnConsent(file, connection);
  const question: AccessQuestion = { grant, ...(await readJson(options.request, questionShape)) };
  const { decision, hash } = await decideAccess(connection.contracts, question, machine);
  const { permitted, policyChanged } = decision;
  const told = decision.permitted
    ? {
        obligations: obligationNames(decision.obligations),
        duoObligations: duoNames(decision.duoObligations),
      }
    : {
        reason: decision.reason,
        duoCode: decision.duoCode === undefined ? "" : duoNames(1n << BigInt(decision.duoCode)),
      };
  return {
    facts: { consent: consentId(grant), permitted, ...told, policyChanged, decisionHash: hash },
    isNo: !permitted,
  };
};

/** Adds `check` to the consent commands. */
export const addCheckCommand = (consent: Command, run: Run): void => {
  consent
    .command("check")
    .description("whether a consent permits a use: the full decision; exit code 3 for a deny")
    .argument("<file>", "the consent, as `consent grant` kept it")
    .requiredOption("--request <file>", "who wants what, why and where, as JSON; see docs/consents.md")
    .option("--machine <name>", "rules: here; contract: by the endpoint, which sees the terms", "rules")
    .action((file: string, options: CheckOptions) => run((connection) => check(connection, file, options)));
};
