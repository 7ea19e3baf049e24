import type { Command } from "commander";
import type { Run } from "../output.ts";
import { addBeginAtCommand } from "./beginAt.ts";
import { addBondCommands } from "./bonds.ts";
import { addCommitteeCommands } from "./committee.ts";

/** Adds `theriac operator ...`: what an operator, and governance about operators, ask of a deployment. */
export const addOperatorCommands = (program: Command, run: Run): void => {
  const operator = program.command("operator").description("operators: keys, bonds and committees");
  addBondCommands(operator, run);
  addCommitteeCommands(operator, run);
  addBeginAtCommand(operator, run);
};
