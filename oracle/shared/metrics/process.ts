import { collectDefaultMetrics, type Registry } from "prom-client";
import type { Make } from "./make.ts";

/** The process and its health. */
export const processMetrics = ({ gauge }: Make) => ({
  problem: gauge("problem", "1 while the node has this problem; see the codes in oracle/config/README.md", [
    "code",
  ]),
  ready: gauge("ready", "1 while the node does its duty"),
  build: gauge("build_info", "Always 1; the labels say what runs", ["version", "node"]),
});

/** Memory, CPU, event loop and garbage collection. Once a process: it observes the process, not the registry's owner. */
export const addProcessMetrics = (registry: Registry): void => collectDefaultMetrics({ register: registry });
