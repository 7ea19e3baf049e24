import type { SchemaStep } from "../../shared/sql/dialect.ts";

/** Answers that can be challenged. */
export const traces: SchemaStep = {
  statements: `
  ALTER TABLE duties ADD COLUMN trace_commitment TEXT;
  ALTER TABLE duties ADD COLUMN proposal TEXT;
  ALTER TABLE duties ADD COLUMN proposed_block $INT;
  ALTER TABLE signatures ADD COLUMN trace_commitment TEXT;
  `,
  guards: [
    {
      name: "traces_are_final",
      on: "signatures",
      event: "UPDATE",
      when: "OLD.output_hash IS NOT NULL AND OLD.trace_commitment IS DISTINCT FROM NEW.trace_commitment",
      message: "a signed trace never changes",
    },
  ],
};
