import type { Recipient } from "../standards/envelope.ts";
import type { Hex } from "../standards/hex.ts";
import type { Contracts } from "./deployment.ts";

/** The current committee with its encryption keys: whom a custodian encrypts a record to. */
export const recipientsOf = async ({ operators }: Pick<Contracts, "operators">): Promise<Recipient[]> => {
  const digest = await operators.currentConfig();
  const members = await operators.membersOf(digest);
  return Promise.all(
    members.operators.map(async (operator) => {
      const { encryptionKey } = await operators.operatorOf(operator);
      return { operator: operator as Hex, encryptionKey: encryptionKey as Hex };
    }),
  );
};
