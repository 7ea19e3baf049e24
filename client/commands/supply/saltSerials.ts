import { assertGs1Text } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import { makeSerialSet } from "../../../standards/merkle/serialSet.ts";
import { writeNewFile } from "../../writeNewFile.ts";
import { assertAbsent, BadFileError, FileExistsError } from "../files.ts";
import { type Line, readLines } from "./lines.ts";

/** Throws unless serials have the form of AI 21 and each is there once. Complaints name lines. */
const makeSerialCheck = (file: string) => {
  const seen = makeSerialSet();
  return ({ number, text }: Line): string => {
    try {
      assertGs1Text("serial", text);
    } catch {
      const hint = "One serial a line: one to 20 characters of GS1's character set 82, nothing around it.";
      throw new BadFileError(file, `line ${number} is no serial`, hint);
    }
    const first = seen.add(text, number);
    if (first !== undefined) throw new BadFileError(file, `line ${number} has the serial of line ${first}`);
    return text;
  };
};

/**
 * Gives every serial of a list, one a line, its random salt. The file is there, whole, or not at all: salts of a lot that
 * was commissioned exist nowhere else.
 */
export const saltSerials = async (serials: string, out: string, randomSalt: () => Hex): Promise<number> => {
  assertAbsent([out]);
  const check = makeSerialCheck(serials);
  let count = 0;
  const salted = async function* (): AsyncGenerator<string> {
    for await (const line of readLines(serials)) {
      yield `${JSON.stringify({ serial: check(line), salt: randomSalt() })}\n`;
      count += 1;
    }
    if (count === 0) throw new BadFileError(serials, "holds no serial");
  };
  await writeNewFile(out, salted()).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EEXIST" ? new FileExistsError(out) : error;
  });
  return count;
};
