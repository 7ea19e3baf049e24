// theriac grant dispute, rule, settle: where the parties do not agree, and where they do.
import type { Command } from "commander";
import { contractArgument } from "../../contractArgument.ts";
import { disputeMilestone } from "../../research/disputeMilestone.ts";
import { percent } from "../../research/draft.ts";
import { REVIEW, reviewCall } from "../../research/grantContracts.ts";
import { milestoneAt } from "../../research/readGrant.ts";
import { moment } from "../codes.ts";
import type { Connection } from "../connection.ts";
import { type Answer, type Run, time } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type ActOptions, withActOptions } from "../sending.ts";
import { act, assertIs, GRANT_ARGUMENT, MILESTONE_ARGUMENT, readNext, resolveGrant } from "./act.ts";

type Shared = ActOptions & { readonly share: string };

const shareOf = ({ share }: Shared): number => parseOption("--share", percent, share);

const dispute = (
  connection: Connection,
  given: string,
  number: string,
  options: ActOptions,
): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const terms = await resolveGrant(view, given);
    const { index, id } = milestoneAt(terms, number);
    const calls = await disputeMilestone(view, terms, index, from);
    return { calls, facts: { milestone: id }, after: () => readNext(view, terms, index) };
  });

const rule = (connection: Connection, given: string, number: string, options: Shared): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const payeeBps = shareOf(options);
    const terms = await resolveGrant(view, given);
    const { index, id } = milestoneAt(terms, number);
    assertIs(from, terms.conditions.arbitrator, "arbitrator");
    const data = REVIEW.encodeFunctionData("rule", [contractArgument(terms), index, payeeBps]);
    const calls = [reviewCall(view.addresses, `gives the investigator ${options.share} %`, data)];
    return {
      calls,
      facts: { milestone: id, investigatorShare: `${options.share} %` },
      after: () => readNext(view, terms, index),
    };
  });

type Offered = Shared & { readonly until: string };

const offer = (connection: Connection, given: string, number: string, options: Offered): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const payeeBps = shareOf(options);
    const until = parseOption("--until", moment, options.until);
    const terms = await resolveGrant(view, given);
    const { index, id } = milestoneAt(terms, number);
    const args = [contractArgument(terms), index, payeeBps, until] as const;
    const data = REVIEW.encodeFunctionData("offerSettlement", [...args]);
    const does = `offers to settle at ${options.share} % for the investigator`;
    return {
      calls: [reviewCall(view.addresses, does, data)],
      facts: { milestone: id, investigatorShare: `${options.share} %`, until: time(until) },
    };
  });

const accept = (connection: Connection, given: string, number: string, options: Shared): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const payeeBps = shareOf(options);
    const terms = await resolveGrant(view, given);
    const { index, id } = milestoneAt(terms, number);
    const args = [contractArgument(terms), index, payeeBps] as const;
    const data = REVIEW.encodeFunctionData("acceptSettlement", [...args]);
    return {
      calls: [reviewCall(view.addresses, "settles the milestone", data)],
      facts: { milestone: id, investigatorShare: `${options.share} %` },
      after: () => readNext(view, terms, index),
    };
  });

const SHARE: [string, string] = [
  "--share <percent>",
  "what the investigator gets of the amount, in per cent",
];

const addSettlement = (grant: Command, run: Run): void => {
  const settle = grant.command("settle").description("agree on a share without the arbitrator");
  withActOptions(settle.command("offer"))
    .description("offer the other party a share; it holds for the milestone as it stands now")
    .argument(...GRANT_ARGUMENT)
    .argument(...MILESTONE_ARGUMENT)
    .requiredOption(...SHARE)
    .requiredOption("--until <date>", "last moment to accept; in the past it takes an offer back")
    .action((given: string, number: string, options: Offered) =>
      run((connection) => offer(connection, given, number, options)),
    );
  withActOptions(settle.command("accept"))
    .description("accept the other party's offer of this very share")
    .argument(...GRANT_ARGUMENT)
    .argument(...MILESTONE_ARGUMENT)
    .requiredOption(...SHARE)
    .action((given: string, number: string, options: Shared) =>
      run((connection) => accept(connection, given, number, options)),
    );
};

/** Adds `dispute`, `rule` and `settle offer|accept`. */
export const addDisputeCommands = (grant: Command, run: Run): void => {
  withActOptions(grant.command("dispute"))
    .description("call in the arbitrator, with the bond of the terms")
    .argument(...GRANT_ARGUMENT)
    .argument(...MILESTONE_ARGUMENT)
    .action((given: string, number: string, options: ActOptions) =>
      run((connection) => dispute(connection, given, number, options)),
    );
  withActOptions(grant.command("rule"))
    .description("split a milestone for good, as its arbitrator")
    .argument(...GRANT_ARGUMENT)
    .argument(...MILESTONE_ARGUMENT)
    .requiredOption(...SHARE)
    .action((given: string, number: string, options: Shared) =>
      run((connection) => rule(connection, given, number, options)),
    );
  addSettlement(grant, run);
};
