import type { Command } from "commander";
import type { Run } from "../output.ts";
import { addCaptureCommand } from "./capture.ts";
import { addDispensingCommands } from "./dispensing.ts";
import { addLotCommands } from "./lot.ts";
import { addPackingCommands } from "./packing.ts";
import { addProductCommands } from "./product.ts";
import { addRecallCommands } from "./recall.ts";
import { addShippingCommands } from "./shipping.ts";
import { addVerifyCommand } from "./verify.ts";

/** Adds everything that supply partners ask of a deployment. */
export const addSupplyCommands = (program: Command, run: Run): void => {
  addProductCommands(program, run);
  addLotCommands(program, run);
  addPackingCommands(program, run);
  addShippingCommands(program, run);
  addVerifyCommand(program, run);
  addDispensingCommands(program, run);
  addRecallCommands(program, run);
  addCaptureCommand(program, run);
};
