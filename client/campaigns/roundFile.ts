// The terms of a round as its sponsor keeps them: written before anything is sent, so that a second try opens the same.
import { existsSync } from "node:fs";
import { z } from "zod";
import type { Hex } from "../../standards/hex.ts";
import { type RoundTerms, roundIdOf } from "../../standards/matching.ts";
import { address, bigUint, bytes32, uint } from "../../standards/shapes.ts";
import { readJson } from "../commands/files.ts";
import { writeNewFile } from "../writeNewFile.ts";
import { RoundFileError } from "./errors.ts";

const seconds = uint(40);

export const roundFileShape = z.strictObject({
  kind: z.literal("matching-round/1"),
  round: bytes32,
  terms: z.strictObject({
    sponsor: address,
    token: address,
    issuer: address,
    pool: bigUint(128),
    cap: bigUint(128),
    bond: bigUint(96),
    endsAt: seconds,
    postBy: seconds,
    challengeWindow: seconds,
    salt: bytes32,
  }),
});

export type RoundPlace = { readonly chainId: number; readonly rounds: Hex };

const asText = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);

/** The terms under the salt that the file keeps, if it is there: they have to be the wanted ones otherwise. */
export const keptRound = async (
  file: string,
  { chainId, rounds }: RoundPlace,
  wanted: RoundTerms,
): Promise<RoundTerms | undefined> => {
  if (!existsSync(file)) return undefined;
  const { round, terms } = await readJson(file, roundFileShape);
  if (roundIdOf(chainId, rounds, terms) !== round)
    throw new RoundFileError(file, "its terms are not those of its round on this deployment");
  for (const [name, value] of Object.entries(wanted))
    if (name !== "salt" && String(terms[name as keyof RoundTerms]) !== String(value))
      throw new RoundFileError(file, `it has another ${name}`);
  return terms;
};

/** Once this is done the disk has it. */
export const keepRound = (
  file: string,
  { chainId, rounds }: RoundPlace,
  terms: RoundTerms,
): Promise<void> => {
  const round = roundIdOf(chainId, rounds, terms);
  const document = { kind: "matching-round/1", round, terms };
  return writeNewFile(file, [`${JSON.stringify(document, asText, 2)}\n`]);
};
