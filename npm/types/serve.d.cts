import type { Sandbox } from "./sandbox.cjs";

/** A sandbox that is being served. */
export interface Served {
  /** Where: the `base_url` of an account. */
  readonly url: string;
  /** The accounts for it. */
  readonly accounts: Sandbox["accounts"];
  /** Ends it. */
  close(): Promise<void>;
}

/**
 * Serves a sandbox over real HTTP, to this machine only, with its dashboard at `/`, and posts its notices. Any free port is taken
 * where none is given.
 */
export function serve(sandbox: Sandbox, options?: { readonly port?: number | undefined }): Promise<Served>;
