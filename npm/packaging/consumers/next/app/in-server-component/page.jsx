import * as sanspay from "sanspay";
import { tell } from "../../../shared/tell.mjs";

export const dynamic = "force-dynamic";

export default async function Page({ searchParams }) {
  const { gateway } = await searchParams;
  return <pre>{JSON.stringify(await tell(sanspay, gateway))}</pre>;
}
