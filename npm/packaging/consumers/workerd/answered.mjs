import { tell } from "../shared/tell.mjs";

/** A worker that tells the story to whoever asks. */
export const answered = (sanspay) => ({
  async fetch(request) {
    const gateway = new URL(request.url).searchParams.get("gateway");
    try {
      return Response.json(await tell(sanspay, gateway));
    } catch (error) {
      return new Response(error.stack, { status: 500 });
    }
  },
});
