// Pots by name: what came back for the donors.
import { BOND_POT, WHOLE_POT } from "../../standards/campaign.ts";
import { PotUnknownError } from "./errors.ts";

const NAME = /^(?:(whole)|(bond:)?([1-9][0-9]?))$/;

/** `1` is the refund of the first milestone, `bond:1` the bond of its dispute, `whole` the deposit of an offer. */
export const parsePot = (given: string, milestones: number): number => {
  const [, whole, bond, number = "0"] = NAME.exec(given) ?? [];
  if (whole !== undefined) return WHOLE_POT;
  const index = Number(number) - 1;
  if (index < 0 || index >= milestones) throw new PotUnknownError(given, milestones);
  return bond === undefined ? index : BOND_POT + index;
};

/** Index of a milestone that is counted from 1. */
export const parseMilestone = (given: string, milestones: number): number => {
  const index = parsePot(given, milestones);
  if (index >= milestones) throw new PotUnknownError(given, milestones);
  return index;
};

export const potName = (pot: number): string => {
  if (pot === WHOLE_POT) return "whole";
  return pot >= BOND_POT ? `bond:${pot - BOND_POT + 1}` : `${pot + 1}`;
};

/** The milestone that a bond's pot is of, undefined for other pots. */
export const bondOf = (pot: number): number | undefined => (pot >= BOND_POT ? pot - BOND_POT : undefined);
