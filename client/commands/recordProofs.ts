// theriac record verify|profile|disclose: what holds of a record, or of one leaf of a profile, for whom it is shown.
import type { Command } from "commander";
import { z } from "zod";
import type { DataClassCode } from "../../standards/consentCodes.ts";
import { TheriacError } from "../../standards/errors.ts";
import { buildProfile, profileCommitment } from "../../standards/profile.ts";
import { recordCommitment, recordDomain } from "../../standards/recordCommitment.ts";
import { anchorRecords } from "../records/anchorRecords.ts";
import { verifyDisclosure } from "../records/verifyDisclosure.ts";
import { verifyRecord } from "../records/verifyRecord.ts";
import { dataClass } from "./codes.ts";
import type { Connection } from "./connection.ts";
import { BadFileError, readJson, replaceSecretJson, writeSecretJson } from "./files.ts";
import type { Answer, Run } from "./output.ts";
import { parseOption } from "./parseOption.ts";
import { leafShape, profileShape, readRecordFile, registryOf, shownShape } from "./recordFiles.ts";

/** A profile was built and its root never reached the chain. */
export class ProfileNotAnchoredError extends TheriacError {
  readonly code = "PROFILE_NOT_ANCHORED";
  constructor(file: string) {
    super("The profile's root is not on chain.", {
      context: { file },
      hint: "Build it again with `record profile`, into another file.",
    });
  }
}

const domainOf = ({ chainId, addresses }: Connection) => recordDomain(chainId, addresses.RecordRegistry);

/** Anybody's question: no vault is needed, and only commitments go to the endpoint. */
const verify = async (connection: Connection, file: string): Promise<Answer> => {
  const { contracts } = connection;
  const shown = await readRecordFile(file, z.union([shownShape, leafShape]), connection);
  const verdict =
    shown.kind === "theriac-record/1"
      ? await verifyRecord(contracts, domainOf(connection), shown)
      : await verifyDisclosure(contracts, domainOf(connection), shown as never, shown.opened);
  const { anchorId, index } = shown.kind === "theriac-record/1" ? shown : shown.place;
  return { facts: { verdict, anchor: anchorId, index }, isNo: verdict !== "genuine" };
};

const partsShape = z
  .array(
    z.strictObject({
      /** A shown record. */
      record: z.string().min(1),
      class: dataClass,
      /** What exactly it is, as a CURIE. */
      code: z.string().default(""),
    }),
  )
  .min(1);

type ProfileOptions = { readonly out: string; readonly from: string };

const profile = async (connection: Connection, file: string, options: ProfileOptions): Promise<Answer> => {
  const { contracts, sender } = connection;
  const parts = await readJson(file, partsShape);
  const domain = domainOf(connection);
  const committed = parts.map(async ({ record, class: kind, code }) => {
    const { document, salt } = await readRecordFile(record, shownShape, connection);
    return { kind: kind as DataClassCode, code, commitment: recordCommitment(domain, document, salt) };
  });
  const { root, leaves, disclose } = buildProfile(await Promise.all(committed));
  const written = {
    kind: "theriac-profile/1",
    ...registryOf(connection),
    root,
    leaves: leaves.map((_, i) => disclose(i)),
  };
  // Before the transaction: without its salts a root opens for nobody.
  await writeSecretJson(options.out, written);
  const custodian = await sender(options.from);
  const { places, receipt } = await anchorRecords(contracts, custodian, [profileCommitment(domain, root)]);
  await replaceSecretJson(options.out, { ...written, place: places[0] });
  return {
    facts: {
      root,
      leaves: leaves.length,
      anchor: places[0]?.anchorId ?? "",
      file: options.out,
      transaction: receipt.hash,
    },
  };
};

type DiscloseOptions = { readonly leaf: string; readonly out: string; readonly with?: string };

const disclose = async (connection: Connection, file: string, options: DiscloseOptions): Promise<Answer> => {
  const { root, leaves, place } = await readRecordFile(file, profileShape, connection);
  if (place === undefined) throw new ProfileNotAnchoredError(file);
  const index = parseOption(
    "--leaf",
    z.coerce
      .number()
      .int()
      .min(0)
      .max(leaves.length - 1),
    options.leaf,
  );
  const shown = leaves[index];
  if (shown === undefined) throw new BadFileError(file, "has no such leaf");
  const behind =
    options.with === undefined ? undefined : await readRecordFile(options.with, shownShape, connection);
  const opened = behind === undefined ? {} : { opened: { document: behind.document, salt: behind.salt } };
  const written = { ...registryOf(connection), ...shown, profileRoot: root, place, ...opened };
  await writeSecretJson(options.out, { kind: "theriac-leaf/1", ...written });
  return { facts: { leaf: index, code: shown.leaf.code, anchor: place.anchorId, file: options.out } };
};

/** Adds `verify`, `profile` and `disclose` to the record commands. */
export const addRecordProofCommands = (record: Command, run: Run): void => {
  record
    .command("verify")
    .description("genuine, tampered, notFound or erased, by anyone; exit code 3 for all but genuine")
    .argument("<file>", "a shown record, or a disclosed leaf")
    .action((file: string) => run((connection) => verify(connection, file)));
  record
    .command("profile")
    .description("put shown records under one root, each a leaf that can be disclosed alone, and anchor it")
    .argument("<file>", "the parts, as JSON: record, class and code of each")
    .requiredOption("--out <file>", "the profile; as secret as the records")
    .requiredOption("--from <address>", "custodian that anchors it")
    .action((file: string, options: ProfileOptions) =>
      run((connection) => profile(connection, file, options)),
    );
  record
    .command("disclose")
    .description("take one leaf out of a profile, with its proof and nothing of the others")
    .argument("<file>", "the profile")
    .requiredOption("--leaf <n>", "which, from 0")
    .requiredOption("--out <file>", "what is handed over")
    .option("--with <file>", "the shown record behind the leaf, to hand over its document too")
    .action((file: string, options: DiscloseOptions) =>
      run((connection) => disclose(connection, file, options)),
    );
};
