// A shop's test, as each runtime runs it: a payout whose answer is lost, in a sandbox that shares its process.

export async function in_sandbox({ atmoon }, { sandbox }, options) {
  const world = sandbox({ seed: 7, faults: ["atmoon.payout.create: lose_answer"] });
  const shop = atmoon(world.accounts.atmoon, options);
  const payout = { beneficiary_account: "039628544321", ifsc: "SBIN0011243", amount: 150_000 };
  const lost = await shop.payout.create({ ...payout, beneficiary_name: "Jhon Doe", payment_mode: "IMPS", reference: "salary-1" }).send(world.fetch);
  world.advance(60);
  const found = await shop.payout.verify({ ...payout, payment_refer_no: "salary-1" }).send(world.fetch);
  return { lost: [lost.verdict, lost.funds], found: [found.verdict, found.funds], paid: world.truth().atmoon.ledger.paid_out };
}

export const SEEN_IN_SANDBOX = { lost: ["unknown", "in_doubt"], found: ["done", "settled"], paid: 150_000 };
