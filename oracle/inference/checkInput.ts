import { assertInputRange } from "../../standards/commitments.ts";
import { InputWrongLengthError } from "./errors.ts";

/** Throws unless x has the model's length and every element is an integer in [-1023, 1023]. */
export const checkInput = (x: ArrayLike<number>, inputs: number): void => {
  if (x.length !== inputs) throw new InputWrongLengthError(x.length, inputs);
  assertInputRange(x);
};
