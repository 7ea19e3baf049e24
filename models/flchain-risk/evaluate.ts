import type { Groups } from "../training/groups.ts";
import { evaluateStudy } from "./study.ts";

export const evaluate = async (): Promise<Record<string, number>> =>
  (await evaluateStudy(import.meta.dirname)).figures;

export const evaluateGroups = async (): Promise<Groups> => (await evaluateStudy(import.meta.dirname)).groups;
