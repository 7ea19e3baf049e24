// theriac operator status|rotate|form|adopt: where an operator stands, its next keys, and the committee it is in.
import type { Command } from "commander";
import { z } from "zod";
import type { Hex } from "../../../standards/hex.ts";
import { address } from "../../../standards/shapes.ts";
import { callOf } from "../../calls.ts";
import { ORACLE_INTERFACE } from "../../connectOracle.ts";
import { ether } from "../../operators/ether.ts";
import { nextGovernedStep } from "../../operators/governedCall.ts";
import { assertProof, rotationShape } from "../../operators/keyProof.ts";
import { readOperator } from "../../operators/readOperator.ts";
import type { Connection } from "../connection.ts";
import { readJson } from "../files.ts";
import { type Answer, type Run, time } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type ActOptions, withActOptions } from "../sending.ts";
import { act, REGISTRY, registryCall } from "./bonds.ts";

const oracleCall = callOf("InferenceOracle");

const status = async (connection: Connection, given: string): Promise<Answer> => {
  const operator = parseOption("<operator>", address, given);
  const { contracts, provider } = connection;
  const view = await readOperator(contracts, operator, await connection.now());
  const payer = view.committeeSigner || view.signer;
  const balance = BigInt(payer) === 0n ? 0n : await provider.getBalance(payer);
  return {
    facts: {
      operator,
      state: view.state,
      bond: ether(view.bond),
      minBond: ether(view.minBond),
      signer: view.signer,
      encryptionKey: view.encryptionKey,
      committeeSigner: view.committeeSigner,
      signerBalance: ether(balance),
      nextSigner: view.next.effectiveAt === 0 ? "" : view.next.signer,
      nextFrom: time(view.next.effectiveAt),
      unbondsAt: time(view.unbondsAt),
      retirableAt: time(view.retirableAt),
      reward: ether(view.reward),
    },
    isNo: view.state !== "serving" || view.bond < view.minBond,
  };
};

type Rotate = ActOptions & { readonly proof: string };

const rotate = (connection: Connection, options: Rotate): Promise<Answer> =>
  act(connection, options, async ({ from }) => {
    const proof = await readJson(options.proof, rotationShape);
    const registry = connection.addresses.OperatorRegistry;
    assertProof(proof, from, { chainId: connection.chainId, registry });
    const { signer, encryptionKey, effectiveAt, proofOfPossession } = proof;
    const facts = { operator: from, nextSigner: signer, encryptionKey, effectiveAt: time(effectiveAt) };
    const announced = await connection.contracts.operators.rotationOf(from);
    const known =
      announced.signer === signer &&
      announced.encryptionKey === encryptionKey &&
      Number(announced.effectiveAt) === effectiveAt;
    if (known) return { calls: [], facts };
    const keys = [signer, encryptionKey, effectiveAt, proofOfPossession] as const;
    const data = REGISTRY.encodeFunctionData("rotateKeys", [...keys]);
    return { calls: [registryCall(connection.addresses, "announces new keys", data)], facts };
  });

const count = z.string().regex(/^\d{1,2}$/, "must be a small whole number");

type Form = ActOptions & { readonly faulty: string; readonly threshold: string };

/** Whether the current committee is the one to be formed, of the keys of today. */
const isFormed = async (
  { contracts, now }: Connection,
  members: readonly Hex[],
  f: number,
  t: number,
): Promise<boolean> => {
  const digest = await contracts.operators.currentConfig();
  if (BigInt(digest) === 0n) return false;
  const at = await now();
  const [config, { operators, signers }, views] = await Promise.all([
    contracts.operators.configOf(digest),
    contracts.operators.membersOf(digest),
    Promise.all(members.map((member) => readOperator(contracts, member, at))),
  ]);
  const same = (a: readonly string[], b: readonly string[]) => a.join() === b.join();
  return (
    Number(config.f) === f &&
    Number(config.t) === t &&
    same(operators, members) &&
    same(
      signers,
      views.map(({ signer }) => signer),
    )
  );
};

const form = async (connection: Connection, given: readonly string[], options: Form): Promise<Answer> => {
  const members = given.map((one) => parseOption("<members>", address, one));
  const f = Number(parseOption("--faulty", count, options.faulty));
  const t = Number(parseOption("--threshold", count, options.threshold));
  let wait = 0;
  const { facts, ...answer } = await act(connection, options, async ({ from }) => {
    if (await isFormed(connection, members, f, t)) return { calls: [], facts: { formed: true } };
    const { addresses, contracts } = connection;
    const data = REGISTRY.encodeFunctionData("setConfig", [[...members], f, t]) as Hex;
    const to = addresses.OperatorRegistry;
    const does = `a committee of ${members.length}, ${t} to sign`;
    const step = await nextGovernedStep(
      contracts.manager,
      addresses,
      from,
      { to, data, does },
      await connection.now(),
    );
    wait = step.wait;
    const after = async () => ({ formed: await isFormed(connection, members, f, t) });
    return { calls: step.calls, facts: { executableAt: time(wait) }, after };
  });
  // A call that only waits for its time is not done yet, and nothing was wrong with it.
  return { facts, ...answer, isNo: answer.isNo === true || wait > 0 };
};

const adopt = (connection: Connection, options: ActOptions): Promise<Answer> =>
  act(connection, options, async () => {
    const { contracts, addresses } = connection;
    const config = await contracts.operators.currentConfig();
    const facts = { config };
    if ((await contracts.oracle.currentConfig()) === config) return { calls: [], facts };
    const data = ORACLE_INTERFACE.encodeFunctionData("adoptConfig", [config]);
    return { calls: [oracleCall(addresses, "has the oracle adopt the committee", data)], facts };
  });

type Fees = ActOptions & { readonly to: string };

const fees = (connection: Connection, options: Fees): Promise<Answer> =>
  act(connection, options, async ({ from }) => {
    const { contracts, addresses } = connection;
    const to = parseOption("--to", address, options.to);
    const config = await contracts.oracle.currentConfig();
    const [{ pot }, balance] = await Promise.all([
      contracts.oracle.configOf(config),
      contracts.oracle.balanceOf(from),
    ]);
    const share = ORACLE_INTERFACE.encodeFunctionData("distributeFees", [config]);
    const withdraw = ORACLE_INTERFACE.encodeFunctionData("withdraw", [to]);
    const calls = [
      ...(pot > 0n ? [oracleCall(addresses, "shares the committee's fees out", share)] : []),
      ...(pot > 0n || balance > 0n ? [oracleCall(addresses, "withdraws the operator's fees", withdraw)] : []),
    ];
    return { calls, facts: { operator: from, to, pot: ether(pot), balance: ether(balance) } };
  });

/** Adds what concerns keys and committees. */
export const addCommitteeCommands = (operator: Command, run: Run): void => {
  operator
    .command("status")
    .description("how an operator stands; exit code 3 unless it serves with a whole bond")
    .argument("<operator>", "its account")
    .action((given: string) => run((connection) => status(connection, given)));
  withActOptions(operator.command("rotate"))
    .description("announce new keys; committees formed from then on take them")
    .requiredOption("--proof <file>", "what `oracle prove` printed of the next keys")
    .action((options: Rotate) => run((connection) => rotate(connection, options)));
  withActOptions(operator.command("form"))
    .description(
      "form a committee, by governance: schedules it, and executes it when run again after the delay",
    )
    .argument("<members...>", "operators, in the order of their bits")
    .requiredOption("--faulty <f>", "faulty members that it bears: n is at least 3f + 1")
    .requiredOption("--threshold <t>", "signatures that an answer needs")
    .action((members: string[], options: Form) => run((connection) => form(connection, members, options)));
  withActOptions(operator.command("adopt"))
    .description("have the oracle take the committee that was formed last; anyone")
    .action((options: ActOptions) => run((connection) => adopt(connection, options)));
  withActOptions(operator.command("fees"))
    .description("share out what the current committee earned, and take the operator's part")
    .requiredOption("--to <address>", "account that is paid")
    .action((options: Fees) => run((connection) => fees(connection, options)));
};
