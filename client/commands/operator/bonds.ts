// theriac operator register|bond|leave|retire|unbond|withdraw|reward: an operator's way in and out.
import type { Command } from "commander";
import type { Hex } from "../../../standards/hex.ts";
import { address } from "../../../standards/shapes.ts";
import { OperatorRegistry__factory } from "../../../types/index.ts";
import { callOf } from "../../calls.ts";
import { RegisteredOtherwiseError } from "../../operators/errors.ts";
import { ether, readEther } from "../../operators/ether.ts";
import { assertProof, type Registration, registrationShape } from "../../operators/keyProof.ts";
import { type OperatorView, readOperator } from "../../operators/readOperator.ts";
import type { Connection } from "../connection.ts";
import { readJson } from "../files.ts";
import { type Answer, type Facts, type Run, time } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type Act, type ActOptions, sendOrTry, withActOptions } from "../sending.ts";

export const REGISTRY = OperatorRegistry__factory.createInterface();
export const registryCall = callOf("OperatorRegistry");

export type Actor = {
  readonly connection: Connection;
  readonly from: Hex;
  readonly standing: () => Promise<OperatorView>;
};

/** Makes the calls of a command for the account that acts, and sends them or tries them only. */
export const act = async (
  connection: Connection,
  options: ActOptions,
  make: (actor: Actor) => Promise<Act>,
): Promise<Answer> => {
  const from = parseOption("--from", address, options.from);
  const standing = async () => readOperator(connection.contracts, from, await connection.now());
  return sendOrTry(connection, from, options, await make({ connection, from, standing }));
};

const stateFacts = async ({ standing }: Actor): Promise<Facts> => {
  const { state, bond, unbondsAt, retirableAt } = await standing();
  return { state, bond: ether(bond), unbondsAt: time(unbondsAt), retirableAt: time(retirableAt) };
};

type Register = ActOptions & { readonly proof: string; readonly bond: string };

const registration = (actor: Actor, proof: Registration, bond: bigint): Act => {
  const { addresses } = actor.connection;
  const keys = [proof.signer, proof.encryptionKey, proof.proofOfPossession] as const;
  const call = registryCall(
    addresses,
    `registers with a bond of ${ether(bond)} ether`,
    REGISTRY.encodeFunctionData("register", [...keys]),
  );
  const facts = { operator: actor.from, signer: proof.signer, encryptionKey: proof.encryptionKey };
  return { calls: [{ ...call, value: bond }], facts, after: () => stateFacts(actor) };
};

const register = (connection: Connection, options: Register): Promise<Answer> =>
  act(connection, options, async (actor) => {
    const bond = readEther(options.bond);
    const proof = await readJson(options.proof, registrationShape);
    const registry = connection.addresses.OperatorRegistry;
    assertProof(proof, actor.from, { chainId: connection.chainId, registry });
    const { state, signer, encryptionKey } = await actor.standing();
    if (state === "unregistered") return registration(actor, proof, bond);
    if (signer !== proof.signer || encryptionKey !== proof.encryptionKey)
      throw new RegisteredOtherwiseError(actor.from, signer);
    return { calls: [], facts: { operator: actor.from, signer, encryptionKey, state } };
  });

/** A call of no arguments, and how the operator stands after it. */
const plain =
  (data: string, does: string) =>
  (connection: Connection, options: ActOptions): Promise<Answer> =>
    act(connection, options, async (actor) => ({
      calls: [registryCall(connection.addresses, does, data)],
      facts: { operator: actor.from },
      after: () => stateFacts(actor),
    }));

const bond = (connection: Connection, given: string, options: ActOptions): Promise<Answer> =>
  act(connection, options, async (actor) => {
    const value = readEther(given);
    const call = registryCall(
      connection.addresses,
      `adds ${given} ether to the bond, and stays`,
      REGISTRY.encodeFunctionData("addBond"),
    );
    return {
      calls: [{ ...call, value }],
      facts: { operator: actor.from },
      after: () => stateFacts(actor),
    };
  });

const retire = (connection: Connection, given: string, options: ActOptions): Promise<Answer> =>
  act(connection, options, async () => {
    const member = parseOption("<member>", address, given);
    const data = REGISTRY.encodeFunctionData("retireConfig", [member]);
    return {
      calls: [registryCall(connection.addresses, "ends the committee after a member's notice", data)],
      facts: { member },
    };
  });

type Payment = ActOptions & { readonly to: string };

const payment =
  (encode: (to: Hex) => string, paidOf: (view: OperatorView) => bigint, does: string) =>
  (connection: Connection, options: Payment): Promise<Answer> =>
    act(connection, options, async ({ from, standing }) => {
      const to = parseOption("--to", address, options.to);
      return {
        calls: [registryCall(connection.addresses, does, encode(to))],
        facts: { operator: from, to, ether: ether(paidOf(await standing())) },
      };
    });

const addPayments = (operator: Command, run: Run): void => {
  const withdraw = payment(
    (to) => REGISTRY.encodeFunctionData("withdrawBond", [to]),
    ({ bond: held }) => held,
    "withdraws the bond and forgets the operator",
  );
  const reward = payment(
    (to) => REGISTRY.encodeFunctionData("withdrawReward", [to]),
    (view) => view.reward,
    "withdraws what was earned by reporting",
  );
  for (const [name, description, pay] of [
    ["withdraw", "take the bond out once its delay is over; the operator is forgotten", withdraw],
    ["reward", "take out what was earned by showing others to be wrong", reward],
  ] as const)
    withActOptions(operator.command(name))
      .description(description)
      .requiredOption("--to <address>", "account that is paid")
      .action((options: Payment) => run((connection) => pay(connection, options)));
};

/** Adds the way in and the way out. */
export const addBondCommands = (operator: Command, run: Run): void => {
  withActOptions(operator.command("register"))
    .description("register the account as an operator, with a bond")
    .requiredOption("--proof <file>", "what `oracle prove` printed")
    .requiredOption("--bond <ether>", "no less than the registry's minimum")
    .action((options: Register) => run((connection) => register(connection, options)));
  withActOptions(operator.command("bond"))
    .description("add to the bond; takes back a leave or a withdrawal that was asked for")
    .argument("<ether>")
    .action((given: string, options: ActOptions) => run((connection) => bond(connection, given, options)));
  const leave = plain(REGISTRY.encodeFunctionData("announceLeave"), "asks to be left out of the committee");
  withActOptions(operator.command("leave"))
    .description("ask to be left out; after the notice anyone may end the committee")
    .action((options: ActOptions) => run((connection) => leave(connection, options)));
  withActOptions(operator.command("retire"))
    .description("end the current committee, the notice of one of its members being over; anyone")
    .argument("<member>", "operator whose notice is over")
    .action((given: string, options: ActOptions) => run((connection) => retire(connection, given, options)));
  const unbond = plain(REGISTRY.encodeFunctionData("requestUnbond"), "asks for the bond back");
  withActOptions(operator.command("unbond"))
    .description("ask for the bond back, once no committee with the operator can sign any more")
    .action((options: ActOptions) => run((connection) => unbond(connection, options)));
  addPayments(operator, run);
};
