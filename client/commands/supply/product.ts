// theriac product ...: what a manufacturer says of its products.
import type { Command } from "commander";
import { z } from "zod";
import { canonicalJson } from "../../../standards/canonicalJson.ts";
import { formatGtin } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import { parseJson } from "../../../standards/parseJson.ts";
import { describeProduct } from "../../provenance/describeProduct.ts";
import { registerProduct } from "../../provenance/registerProduct.ts";
import type { Connection } from "../connection.ts";
import { readText } from "../files.ts";
import type { Answer, Run } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type ActOptions, act, gtin, withActOptions } from "./act.ts";
import { commitText } from "./refs.ts";

type DescribeOptions = ActOptions & { readonly description: string; readonly endpoint: string };
type RegisterOptions = DescribeOptions & { readonly profile: string; readonly verdictOnReturn: boolean };

const profile = z.coerce
  .number()
  .int()
  .min(1)
  .max(2 ** 32 - 1);

/** Only hashes go to the chain: the description is the holder's own, the address is where requests are answered. */
const hashesOf = async ({ description, endpoint }: DescribeOptions) => {
  const master = canonicalJson(parseJson(await readText(description)));
  return {
    masterDataHash: commitText(master),
    endpointHash: commitText(parseOption("--endpoint", z.url(), endpoint)) as Hex,
  };
};

const register = (connection: Connection, given: string, options: RegisterOptions): Promise<Answer> =>
  act(connection, options, async (actor) => {
    const number = parseOption("<gtin>", gtin, given);
    const product = {
      gtin: number,
      holder: await actor.gln(),
      profile: parseOption("--profile", profile, options.profile),
      verdictOnReturn: options.verdictOnReturn,
      ...(await hashesOf(options)),
    };
    return { steps: [registerProduct(product)], facts: { product: formatGtin(number) } };
  });

const describe = (connection: Connection, given: string, options: DescribeOptions): Promise<Answer> =>
  act(connection, options, async () => {
    const number = parseOption("<gtin>", gtin, given);
    return {
      steps: [describeProduct({ gtin: number, ...(await hashesOf(options)) })],
      facts: { product: formatGtin(number) },
    };
  });

const withDescription = (command: Command): Command =>
  withActOptions(command)
    .requiredOption("--description <file>", "master data as JSON: name, strength, form, national numbers")
    .requiredOption("--endpoint <url>", "where the holder answers verification requests");

/** Adds `product register|describe`. */
export const addProductCommands = (program: Command, run: Run): void => {
  const product = program.command("product").description("products of a marketing authorisation holder");
  withDescription(product.command("register"))
    .description("register a product for good")
    .argument("<gtin>")
    .requiredOption("--profile <n>", "storage profile that its cold chain is judged by")
    .option("--verdict-on-return", "a returned pack needs a verdict on its time outside", false)
    .action((given: string, options: RegisterOptions) =>
      run((connection) => register(connection, given, options)),
    );
  withDescription(product.command("describe"))
    .description("replace its master data and its address for verification requests")
    .argument("<gtin>")
    .action((given: string, options: DescribeOptions) =>
      run((connection) => describe(connection, given, options)),
    );
};
