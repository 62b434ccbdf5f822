import * as sanspay from "sanspay";
import { tell } from "../../../shared/tell.mjs";

export const runtime = "nodejs";

export async function GET(request) {
  return Response.json({ on_edge: typeof EdgeRuntime === "string", ...(await tell(sanspay, request.nextUrl.searchParams.get("gateway"))) });
}
