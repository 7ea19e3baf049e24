import { TheriacError } from "../../standards/errors.ts";

/** The code that an action fails with, or what it gave instead. */
export const codeOf = (action: () => unknown): string => {
  try {
    return `no error: ${String(action())}`;
  } catch (error) {
    if (error instanceof TheriacError) return error.code;
    throw error;
  }
};

/** The error that an action fails with. */
export const errorOf = (action: () => unknown): TheriacError => {
  try {
    action();
  } catch (error) {
    if (error instanceof TheriacError) return error;
    throw error;
  }
  throw new TypeError("The action was to fail.");
};
