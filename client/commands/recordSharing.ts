// theriac record request|release|open|acknowledge: a record goes from its custodian to a data user, under a
// consent, and leaves a receipt that both signed.
import path from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { decisionHash, isSignedByBoth, signReceipt } from "../../standards/accessDecision.ts";
import { consentId, consentRegistryDomain } from "../../standards/consent.ts";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import { generateEncryptionKey } from "../../standards/hpke.ts";
import { bytes32 } from "../../standards/shapes.ts";
import { ConsentDeniedError } from "../vault/errors.ts";
import { signKeyRequest } from "../vault/keyRequest.ts";
import { openRelease } from "../vault/openRelease.ts";
import type { RecordId } from "../vault/vaultTypes.ts";
import { questionShape } from "./check.ts";
import { obligationNames } from "./codes.ts";
import type { Connection } from "./connection.ts";
import { readOwnConsent } from "./consentFiles.ts";
import { assertAbsent, readJson, writeSecretJson } from "./files.ts";
import type { Answer, Run } from "./output.ts";
import { parseOption } from "./parseOption.ts";
import { makeSecretFolder, readRecordFile, registryOf } from "./recordFiles.ts";
import { acknowledgementShape, askShape, releaseKeyShape, releaseShape } from "./sharingFiles.ts";
import { type VaultOptions, withVault, withVaultOptions } from "./vaultFolder.ts";

/** A release does not say the same everywhere, or its receipt is not the custodian's: nothing is signed for it. */
export class BadReleaseError extends TheriacError {
  readonly code = "BAD_RELEASE";
  constructor(why: "decision" | "count" | "signature") {
    super("The release's receipt does not fit the release.", {
      context: { why },
      hint: "Ask the custodian for another one.",
    });
  }
}

type RequestOptions = {
  readonly consent: string;
  readonly records: string;
  readonly out: string;
  readonly key: string;
  readonly from: string;
};

/** How long the custodian may take to answer. */
const REQUEST_SECONDS = 43_200;

const recordIds = z
  .string()
  .transform((text) => text.split(","))
  .pipe(z.array(bytes32.transform((id) => id as RecordId)));

/** Signs by the data user's account, for a key made for this one release. */
const request = async (connection: Connection, file: string, options: RequestOptions): Promise<Answer> => {
  const { chainId, addresses, sender } = connection;
  const ids = parseOption("--records", recordIds, options.records);
  const question = await readJson(file, questionShape);
  const { grant } = await readOwnConsent(options.consent, connection);
  const { custodian } = grant.terms;
  assertAbsent([options.out, options.key]);
  const { publicKey: encryptionKey, privateKey } = await generateEncryptionKey();
  const deadline = (await connection.now()) + REQUEST_SECONDS;
  const asked = { recordIds: ids, request: question.request, encryptionKey, deadline };
  const vault = { chainId, recordRegistry: addresses.RecordRegistry, custodian };
  const signature = await signKeyRequest(await sender(options.from), vault, asked);
  await writeSecretJson(options.key, { kind: "theriac-release-key/1", publicKey: encryptionKey, privateKey });
  await writeSecretJson(options.out, {
    kind: "theriac-key-request/1",
    ...registryOf(connection),
    custodian,
    ...asked,
    signature,
    grant,
    credentials: question.credentials,
    ancestry: question.ancestry,
  });
  return { facts: { consent: consentId(grant), records: ids.length, file: options.out, key: options.key } };
};

/** Decides, writes the decision down, and lets out what it permits. A deny is an answer. */
const release = async (
  connection: Connection,
  file: string,
  { out, ...options }: VaultOptions & { readonly out: string },
): Promise<Answer> => {
  const {
    kind: _,
    chainId: __,
    registry: ___,
    custodian: ____,
    ...ask
  } = await readRecordFile(file, askShape, connection);
  assertAbsent([out]);
  return withVault(connection, options, async ({ vault, deps }) => {
    const consent = consentId(ask.grant);
    try {
      const released = await vault.release(ask);
      const { custodian } = deps;
      await writeSecretJson(out, {
        kind: "theriac-release/1",
        ...registryOf(connection),
        custodian,
        ...released,
      });
      const { accessId, decision, records } = released;
      const obligations = obligationNames(decision.obligations);
      return {
        facts: {
          consent,
          permitted: true,
          access: accessId,
          obligations,
          records: records.length,
          file: out,
        },
      };
    } catch (error) {
      if (!(error instanceof ConsentDeniedError)) throw error;
      return { facts: { consent, permitted: false, reason: error.reason }, isNo: true };
    }
  });
};

type OpenOptions = {
  readonly key: string;
  readonly out: string;
  readonly receipt: string;
  readonly from: string;
};

/** Opens a release and signs for it: first what came, then the signature. */
const open = async (connection: Connection, file: string, options: OpenOptions): Promise<Answer> => {
  const { chainId, addresses, sender } = connection;
  const released = await readRecordFile(file, releaseShape, connection);
  const { privateKey } = await readJson(options.key, releaseKeyShape);
  const domain = consentRegistryDomain(chainId, addresses.ConsentRegistry);
  assertFits(released, domain);
  const at = { chainId, recordRegistry: addresses.RecordRegistry };
  const documents = await openRelease(released, privateKey, at);
  const files = documents.map(({ recordId }) => path.join(options.out, `${recordId}.json`));
  assertAbsent([...files, options.receipt]);
  await makeSecretFolder(options.out);
  for (const [i, { document, salt }] of documents.entries()) {
    const proof = released.records[i]?.proof;
    const place = proof && { anchorId: proof.anchorId, index: proof.index, proof: proof.proof };
    const shown = { kind: "theriac-record/1", ...registryOf(connection), ...place, document, salt };
    await writeSecretJson(files[i] ?? "", place === undefined ? document : shown);
  }
  const byUser = await signReceipt(await sender(options.from), domain, released.receipt);
  const { accessId } = released;
  const acknowledgement = { kind: "theriac-acknowledgement/1", ...registryOf(connection), accessId, byUser };
  await writeSecretJson(options.receipt, acknowledgement);
  return {
    facts: { access: accessId, records: documents.length, folder: options.out, receipt: options.receipt },
  };
};

type Released = z.output<typeof releaseShape>;

const assertFits = (
  { decision, receipt, bySource, custodian, records }: Released,
  domain: ReturnType<typeof consentRegistryDomain>,
): void => {
  if (receipt.decisionHash !== decisionHash(decision)) throw new BadReleaseError("decision");
  if (receipt.recordCount !== records.length) throw new BadReleaseError("count");
  const parties = { custodian, user: custodian };
  if (!isSignedByBoth(domain, { receipt, bySource, byUser: bySource }, parties)) {
    throw new BadReleaseError("signature");
  }
};

const acknowledge = async (connection: Connection, file: string, options: VaultOptions): Promise<Answer> => {
  const { accessId, byUser } = await readRecordFile(file, acknowledgementShape, connection);
  return withVault(connection, options, async ({ vault }) => {
    await vault.resume();
    await vault.acknowledge(accessId as Hex, byUser);
    const anchors = await vault.anchorReceipts();
    return { facts: { access: accessId, acknowledged: true, anchors: anchors.join(" ") } };
  });
};

/** Adds `request`, `release`, `open` and `acknowledge` to the record commands. */
export const addRecordSharingCommands = (record: Command, run: Run): void => {
  record
    .command("request")
    .description("ask for records in one's own name, under a consent")
    .argument("<file>", "who wants what, why and where, as JSON; see docs/consents.md")
    .requiredOption("--consent <file>", "the consent")
    .requiredOption("--records <ids>", "records, separated by commas")
    .requiredOption("--out <file>", "the signed request, for the custodian alone")
    .requiredOption("--key <file>", "where the key goes that opens the release")
    .requiredOption("--from <address>", "account of the endpoint that asks")
    .action((file: string, options: RequestOptions) =>
      run((connection) => request(connection, file, options)),
    );
  withVaultOptions(record.command("release"))
    .description("release what a signed request asks for, if the consent permits it; exit code 3 for a deny")
    .argument("<file>", "the signed request")
    .requiredOption("--out <file>", "the release, for the data user")
    .action((file: string, options: VaultOptions & { readonly out: string }) =>
      run((connection) => release(connection, file, options)),
    );
  record
    .command("open")
    .description("open a release and sign its receipt")
    .argument("<file>", "the release")
    .requiredOption("--key <file>", "the key that `record request` made")
    .requiredOption("--out <folder>", "where the records go, each with what shows it to be the one anchored")
    .requiredOption("--receipt <file>", "the signature, for the custodian")
    .requiredOption("--from <address>", "account of the endpoint that asked")
    .action((file: string, options: OpenOptions) => run((connection) => open(connection, file, options)));
  withVaultOptions(record.command("acknowledge"))
    .description("book a data user's signature on its receipt, and anchor the receipt")
    .argument("<file>", "what `record open` signed")
    .action((file: string, options: VaultOptions) =>
      run((connection) => acknowledge(connection, file, options)),
    );
};
