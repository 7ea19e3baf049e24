import { z } from "zod";

/** Shapes that several parts of the config share. */

export const milliseconds = z.number().int().min(1).max(3_600_000);
export const file = z.string().min(1);
export const environmentName = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]*$/, "must be the name of an environment variable");

/** An address of a server, without credentials: secrets do not belong in the config. */
export const url = (protocols: readonly string[]) =>
  z.string().superRefine((value, context) => {
    const parsed = URL.parse(value);
    if (parsed === null || !protocols.includes(parsed.protocol)) {
      const list = protocols.map((protocol) => `${protocol}//`).join(" or ");
      context.addIssue({ code: "custom", message: `must be an address that begins with ${list}` });
    } else if (parsed.username !== "" || parsed.password !== "") {
      context.addIssue({ code: "custom", message: "must not hold a user name or password" });
    }
  });

/** Where a secret is. */
export const secret = z.union([z.strictObject({ file }), z.strictObject({ env: environmentName })]);
