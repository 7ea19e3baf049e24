// theriac consent suspend|resume|appoint|dismiss|freeze|recover: a patient, or who acts for one, over what was agreed.
import type { Command } from "commander";
import { z } from "zod";
import {
  type ConsentMessageKind,
  type ConsentMessages,
  DelegateRole,
} from "../../standards/consentMessages.ts";
import { ALL_DATA_CLASSES } from "../../standards/consentStanding.ts";
import type { ConsentId, Hex } from "../../standards/hex.ts";
import { address } from "../../standards/shapes.ts";
import type { Contracts } from "../deployment.ts";
import { type Authority, signAuthority } from "../signAuthority.ts";
import { dataClasses, moment } from "./codes.ts";
import type { Connection } from "./connection.ts";
import { CustodianNeededError, findConsent } from "./consent.ts";
import { type Answer, type Facts, type Run, time } from "./output.ts";
import { parseOption } from "./parseOption.ts";
import { type ActingOptions, readActingKey } from "./personKey.ts";

const DAY = 86_400;

type ActOptions = ActingOptions & {
  readonly from: string;
  readonly custodian?: string;
  readonly patient?: string;
};
type Receipt = { readonly hash: string; readonly wait: () => Promise<unknown> };

/** What a message says beside nonce and deadline. */
type Said<Kind extends ConsentMessageKind> = Omit<ConsentMessages[Kind], "nonce" | "deadline">;

/** One thing that a key says once, and how it reaches the registry. */
type Act<Kind extends ConsentMessageKind> = {
  readonly kind: Kind;
  readonly say: (key: Hex) => Said<Kind>;
  readonly send: (consents: Contracts["consents"], said: Said<Kind>, by: Authority) => Promise<Receipt>;
};

/** Signs by the acting key and has an account bring it. */
const act = async <Kind extends ConsentMessageKind>(
  { chainId, addresses, contracts, sender, now }: Connection,
  options: ActOptions & { readonly custodian: Hex },
  { kind, say, send }: Act<Kind>,
): Promise<Facts> => {
  const signer = await readActingKey(options, options.custodian, chainId);
  const key = signer.address as Hex;
  const said = say(key);
  const once = { nonce: await contracts.consents.nonceOf(key), deadline: (await now()) + DAY };
  const message = { ...said, ...once } as unknown as ConsentMessages[Kind];
  const at = { chainId, registry: addresses.ConsentRegistry };
  const by = await signAuthority({ key, signer }, at, kind, message);
  const sent = await send(contracts.consents.connect(await sender(options.from)), said, by);
  await sent.wait();
  return { by: key, transaction: sent.hash };
};

const custodianOf = (given: string | undefined): Hex => {
  if (given === undefined) throw new CustodianNeededError();
  return parseOption("--custodian", address, given);
};

/** Suspends or resumes. */
const hold = async (
  connection: Connection,
  given: string,
  options: ActOptions,
  verb: "suspend" | "resume",
): Promise<Answer> => {
  const { id, grant } = await findConsent(given, connection);
  const custodian = grant?.terms.custodian ?? custodianOf(options.custodian);
  const facts = await act(
    connection,
    { ...options, custodian },
    {
      kind: verb === "suspend" ? "ConsentSuspend" : "ConsentResume",
      say: () => ({ consentId: id as ConsentId }),
      send: (consents, said, by) => consents[verb](said.consentId, by),
    },
  );
  return { facts: { consent: id, ...facts } };
};

const patientOf = ({ patient }: ActOptions, key: Hex): Hex =>
  patient === undefined ? key : parseOption("--patient", address, patient);

const ROLES = {
  guardian: DelegateRole.GUARDIAN,
  proxy: DelegateRole.PROXY,
  recovery: DelegateRole.RECOVERY,
  custodian: DelegateRole.CUSTODIAN,
} as const;
const role = z.enum(Object.keys(ROLES) as [keyof typeof ROLES]);
const classes = z
  .string()
  .transform((text) => text.split(","))
  .pipe(dataClasses);

type AppointOptions = ActOptions & {
  readonly role: string;
  readonly until: string;
  readonly classes?: string;
};

const appoint = async (connection: Connection, given: string, options: AppointOptions): Promise<Answer> => {
  const delegate = parseOption("<delegate>", address, given);
  const delegation = {
    role: ROLES[parseOption("--role", role, options.role)],
    until: parseOption("--until", moment, options.until),
    dataClasses:
      options.classes === undefined ? ALL_DATA_CLASSES : parseOption("--classes", classes, options.classes),
  };
  const custodian = custodianOf(options.custodian);
  const facts = await act(
    connection,
    { ...options, custodian },
    {
      kind: "DelegateAppoint",
      say: (key) => ({ patient: patientOf(options, key), delegate, ...delegation }),
      send: (consents, said, by) => consents.appoint(said.patient, delegate, delegation, by),
    },
  );
  return { facts: { delegate, role: options.role, until: time(delegation.until), ...facts } };
};

const dismiss = async (connection: Connection, given: string, options: ActOptions): Promise<Answer> => {
  const delegate = parseOption("<delegate>", address, given);
  const custodian = custodianOf(options.custodian);
  const facts = await act(
    connection,
    { ...options, custodian },
    {
      kind: "DelegateDismiss",
      say: (key) => ({ patient: patientOf(options, key), delegate }),
      send: (consents, said, by) => consents.dismiss(said.patient, delegate, by),
    },
  );
  return { facts: { delegate, dismissed: true, ...facts } };
};

const freeze = async (connection: Connection, options: ActOptions, thaw: boolean): Promise<Answer> => {
  const custodian = custodianOf(options.custodian);
  const facts = await act(
    connection,
    { ...options, custodian },
    {
      kind: thaw ? "SignerUnfreeze" : "SignerFreeze",
      say: (key) => ({ patient: patientOf(options, key) }),
      send: (consents, { patient }, by) =>
        thaw ? consents.unfreeze(patient, by) : consents.freeze(patient, by),
    },
  );
  return { facts: { frozen: !thaw, ...facts } };
};

type RecoverOptions = ActOptions & { readonly patient: string; readonly successor: string };

const recover = async (connection: Connection, options: RecoverOptions): Promise<Answer> => {
  const custodian = custodianOf(options.custodian);
  const successor = parseOption("--successor", address, options.successor);
  const facts = await act(
    connection,
    { ...options, custodian },
    {
      kind: "RecoveryAnnounce",
      say: (key) => ({ patient: patientOf(options, key), successor }),
      send: (consents, { patient }, by) => consents.announceRecovery(patient, successor, by),
    },
  );
  const { completableFrom } = await connection.contracts.consents.recoveryOf(options.patient);
  return { facts: { successor, completableFrom: time(completableFrom), ...facts } };
};

const showKey = async (connection: Connection, options: ActOptions): Promise<Answer> => {
  const custodian = custodianOf(options.custodian);
  const { address: key } = await readActingKey(options, custodian, connection.chainId);
  return { facts: { custodian, key } };
};

const withActor = (command: Command): Command =>
  command
    .requiredOption("--seed <file>", "file with the BIP-39 phrase of who acts")
    .option("--epoch <n>", "how often the key was recovered", "0")
    .option("--ward <file>", "act as a delegate: file with the handle of the patient acted for")
    .option("--custodian <address>", "custodian of the key");
const withSender = (command: Command): Command =>
  withActor(command)
    .option("--patient <address>", "the patient's key, if another acts")
    .requiredOption("--from <address>", "account of the endpoint that brings it to the chain");

/** Adds `key`, `suspend`, `resume`, `appoint`, `dismiss`, `freeze`, `unfreeze` and `recover` to the consent commands. */
export const addDelegateCommands = (consent: Command, run: Run): void => {
  withActor(consent.command("key"))
    .description("the address that a person acts by at a custodian")
    .action((options: ActOptions) => run((connection) => showKey(connection, options)));
  for (const verb of ["suspend", "resume"] as const) {
    withSender(consent.command(verb))
      .description(verb === "suspend" ? "stop a consent for a while" : "let a suspended consent go on")
      .argument("<consent>", "its id or its file")
      .action((given: string, options: ActOptions) =>
        run((connection) => hold(connection, given, options, verb)),
      );
  }
  withSender(consent.command("appoint"))
    .description("let somebody act for the patient until a date")
    .argument("<delegate>", "the delegate's key: `consent key --ward` of the delegate")
    .requiredOption("--role <name>", Object.keys(ROLES).join(", "))
    .requiredOption("--until <date>")
    .option("--classes <names>", "classes of data, separated by commas; all without it")
    .action((given: string, options: AppointOptions) =>
      run((connection) => appoint(connection, given, options)),
    );
  withSender(consent.command("dismiss"))
    .description("end that before its time")
    .argument("<delegate>")
    .action((given: string, options: ActOptions) => run((connection) => dismiss(connection, given, options)));
  for (const verb of ["freeze", "unfreeze"] as const) {
    withSender(consent.command(verb))
      .description(verb === "freeze" ? "nothing new by a key that may be stolen" : "end a freeze")
      .action((options: ActOptions) => run((connection) => freeze(connection, options, verb === "unfreeze")));
  }
  withSender(consent.command("recover"))
    .description("announce as a recovery delegate that another key takes the patient's place")
    .requiredOption("--successor <address>", "the new key")
    .action((options: RecoverOptions) => run((connection) => recover(connection, options)));
};
