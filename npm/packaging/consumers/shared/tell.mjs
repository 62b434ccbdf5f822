import { refused, story } from "./story.mjs";
import { run_vectors } from "./vectors.mjs";

/** What a consumer tells: the story, and how the vectors went. `gateway` is the stand-in that serves both. */
export async function tell(sanspay, gateway, options) {
  const vectors = await (await fetch(`${gateway}/vectors.json`)).json();
  return { story: await story(sanspay, gateway, options), vectors: run_vectors(sanspay, vectors) };
}

/** The same where everybody reads along: there the package takes no secret, unless it is told that nobody does. */
export async function tell_in_browser(sanspay, gateway) {
  const secret = { environment: "staging", public_key: "pub_test_1", private_key: "prv_test_2" };
  const guarded = refused(() => sanspay.atarapay(secret), sanspay.SanspayError);
  return { guarded, ...(await tell(sanspay, gateway, { allow_secrets_in_browser: true })) };
}
