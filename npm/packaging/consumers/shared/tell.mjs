import { story } from "./story.mjs";
import { run_vectors } from "./vectors.mjs";

/** What a consumer tells: the story, and how the vectors went. `gateway` is the stand-in that serves both. */
export async function tell(sanspay, gateway) {
  const vectors = await (await fetch(`${gateway}/vectors.json`)).json();
  return { story: await story(sanspay, gateway), vectors: run_vectors(sanspay, vectors) };
}
