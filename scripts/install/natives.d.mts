export type Machine = { readonly platform: string; readonly arch: string; readonly libc: string };
export type Native = { readonly name: string; readonly version: string };
export const thisMachine: () => Machine;
export const missingNatives: (root: string, machine?: Machine) => Native[];
export const isLocked: (root: string, native: Pick<Native, "name">) => boolean;
