import type { Make } from "./make.ts";

const DEPTHS = [1, 2, 3, 5, 10, 20, 50, 100];

/** The chain as this process sees it. */
export const chainMetrics = ({ counter, gauge, histogram }: Make) => ({
  rewinds: counter("rewinds_total", "Chain reorganisations that moved the cursor back"),
  reorgDepth: histogram("reorg_depth_blocks", "Blocks that a reorganisation took back", DEPTHS),
  head: gauge("head_block", "Latest block seen"),
  cursor: gauge("cursor_block", "Last block whose events were stored"),
  headAge: gauge("head_age_seconds", "Since a new block was last seen"),
  endpointUp: gauge("rpc_endpoint_up", "1 while an RPC endpoint serves the right chain", ["endpoint"]),
  endpointLatency: gauge("rpc_endpoint_latency_seconds", "Smoothed time of an answer", ["endpoint"]),
  endpointLag: gauge("rpc_endpoint_lag_blocks", "Blocks behind the best endpoint", ["endpoint"]),
  endpointErrors: counter("rpc_endpoint_errors_total", "What endpoints did wrong", ["endpoint", "fault"]),
  failovers: counter("rpc_failovers_total", "Changes from one RPC endpoint to another"),
  wrongChain: counter("rpc_wrong_chain_total", "Times an endpoint served another chain", ["endpoint"]),
  webSocketUp: gauge("rpc_websocket_up", "1 while a WebSocket tells of new blocks", ["endpoint"]),
  missingLogs: counter("missing_logs_total", "Blocks whose events an endpoint left out", ["outcome"]),
  rescans: counter("rescans_total", "Requests whose events were read once more", ["reason"]),
});
