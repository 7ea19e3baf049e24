// theriac grant reviewer ...: where reviewers belong, and whom they may not judge.
import type { Command } from "commander";
import { affiliationTag, parseRorId } from "../../../standards/affiliation.ts";
import type { Hex } from "../../../standards/hex.ts";
import { address, bytes32 } from "../../../standards/shapes.ts";
import { REVIEWERS, registryCall } from "../../research/grantContracts.ts";
import type { Connection } from "../connection.ts";
import { readText } from "../files.ts";
import { type Answer, type Run, time } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type ActOptions, withActOptions } from "../sending.ts";
import { act } from "./act.ts";

/** The registry's time that never comes. */
const NEVER = 2 ** 40 - 1;

type Programme = ActOptions & { readonly salt: string };

/** The programme's salt stays in its file: on a command line others on the machine could read it. */
const tagOf = async (organisation: string, { salt }: Programme): Promise<Hex> =>
  affiliationTag(parseRorId(organisation), parseOption("--salt", bytes32, (await readText(salt)).trim()));

const declare = (connection: Connection, organisation: string, options: Programme): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const affiliation = await tagOf(organisation, options);
    const facts = { reviewer: from, affiliation };
    if (Number(await view.reviewers.affiliatedUntil(from, affiliation)) === NEVER)
      return { calls: [], facts };
    const data = REVIEWERS.encodeFunctionData("declareAffiliation", [affiliation]);
    return { calls: [registryCall(view.addresses, "declares an affiliation", data)], facts };
  });

const leave = (connection: Connection, organisation: string, options: Programme): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const affiliation = await tagOf(organisation, options);
    const data = REVIEWERS.encodeFunctionData("endAffiliation", [affiliation]);
    return {
      calls: [registryCall(view.addresses, "ends an affiliation", data)],
      facts: { reviewer: from, affiliation },
      after: async () => ({
        countsUntil: time(await view.reviewers.affiliatedUntil(from, affiliation)),
      }),
    };
  });

const conflict = (connection: Connection, given: string, options: ActOptions): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const party = parseOption("<party>", address, given);
    const facts = { reviewer: from, party };
    if (await view.reviewers.hasConflict(from, party)) return { calls: [], facts };
    const data = REVIEWERS.encodeFunctionData("declareConflict", [party]);
    return { calls: [registryCall(view.addresses, "declares a conflict of interest", data)], facts };
  });

const SALT: [string, string] = ["--salt <file>", "the research programme's salt, 32 bytes in hex"];
const ORGANISATION: [string, string] = ["<organisation>", "its ROR id"];

/** Adds `reviewer declare|leave|conflict`. */
export const addReviewerCommands = (grant: Command, run: Run): void => {
  const reviewer = grant
    .command("reviewer")
    .description("where a reviewer belongs, and whom it may not judge");
  withActOptions(reviewer.command("declare"))
    .description("declare an organisation; without any a reviewer sits on no panel")
    .argument(...ORGANISATION)
    .requiredOption(...SALT)
    .action((given: string, options: Programme) => run((connection) => declare(connection, given, options)));
  withActOptions(reviewer.command("leave"))
    .description("say that it has left; the affiliation counts for a while longer")
    .argument(...ORGANISATION)
    .requiredOption(...SALT)
    .action((given: string, options: Programme) => run((connection) => leave(connection, given, options)));
  withActOptions(reviewer.command("conflict"))
    .description("declare that it will not judge grants of a party; cannot be taken back")
    .argument("<party>", "account of the funder or investigator")
    .action((given: string, options: ActOptions) =>
      run((connection) => conflict(connection, given, options)),
    );
};
