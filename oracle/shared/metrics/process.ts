import { collectDefaultMetrics, type Registry } from "prom-client";
import { createMake, type Make } from "./make.ts";

/** The process's health. */
export const processMetrics = ({ gauge }: Make) => ({
  problem: gauge("problem", "1 while the process has this problem; codes in oracle/config/README.md", [
    "code",
  ]),
  ready: gauge("ready", "1 while the process does its duty"),
});

/**
 * What runs, and its memory, CPU, event loop and garbage collection. Once a process: it looks at the process, not at
 * whose registry this is.
 */
export const addProcessMetrics = (registry: Registry, version: string): void => {
  collectDefaultMetrics({ register: registry });
  createMake(registry, "theriac_")
    .gauge("build_info", "Always 1; the labels say what runs", ["version", "node"])
    .set({ version, node: process.versions.node }, 1);
};
