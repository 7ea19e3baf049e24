import type { Hex, RequestId } from "../../standards/hex.ts";
import type { Sealed } from "../../standards/hpke.ts";
import type { SqlSession } from "../shared/sql/sql.ts";

export const saveResult = async (sql: SqlSession, id: RequestId, result: Sealed): Promise<void> => {
  await sql.run(
    `INSERT INTO results VALUES (?, ?, ?) ON CONFLICT (request_id) DO UPDATE SET
       encapsulated_key = excluded.encapsulated_key, ciphertext = excluded.ciphertext`,
    [id, result.encapsulatedKey, result.ciphertext],
  );
};

export const eraseResult = async (sql: SqlSession, id: RequestId): Promise<void> => {
  await sql.run("DELETE FROM results WHERE request_id = ?", [id]);
};

export const readResult = async (sql: SqlSession, id: RequestId): Promise<Sealed | undefined> => {
  const row = await sql.get("SELECT * FROM results WHERE request_id = ?", [id]);
  if (row === undefined) return undefined;
  return { encapsulatedKey: row.encapsulated_key as Hex, ciphertext: row.ciphertext as Hex };
};
