import * as sanspay from "sanspay";
import { tell } from "../shared/tell.mjs";

export default {
  async fetch(request) {
    const gateway = new URL(request.url).searchParams.get("gateway");
    try {
      return Response.json(await tell(sanspay, gateway));
    } catch (error) {
      return new Response(error.stack, { status: 500 });
    }
  },
};
