// What an order's state means, in words for the buyer. It never says more than what is proven.

import { money } from "./page.mjs";

const PLEASE = "Please do not pay again before we know.";
const LOOKING = "Nothing was taken from you. One of us looks at it and writes to you.";

/** `{ tone, title, text }`; the tone is one of good, waiting, doubt, bad and plain. */
export function words(order, outcome) {
  if (order.is_found) {
    const text = "We found your payment on our bank statement, and are packing your order.";
    return { tone: "good", title: "Paid. Thank you!", text };
  }
  if (order.is_paid) return paid(order, outcome);
  if (outcome) return VERDICTS[outcome.verdict](order, outcome);
  if (order.begun && order.begun.verdict !== "done") return not_begun(order);
  if (order.method === "upi") return by_upi(order);
  return {
    tone: "plain",
    title: "Not paid yet",
    text: `We have not heard of a payment for this order. You can still pay it on ${order.gateway}'s page.`,
  };
}

function paid({ amount, currency, needs_a_person }, { funds }) {
  const price = money(amount, currency);
  const look = needs_a_person ? " Something has changed since, so one of us is looking at it." : "";
  if (funds === "held") {
    const text = `AtaraPay holds your ${price} in escrow until you have your order and accept it. We are packing it now.${look}`;
    return { tone: "good", title: "Paid, and safely held", text };
  }
  return { tone: "good", title: "Paid. Thank you!", text: `Your ${price} has reached us. We are packing your order now.${look}` };
}

const VERDICTS = {
  done: ({ gateway }) => ({
    tone: "waiting",
    title: "Almost there",
    text: `${gateway} knows your payment, but does not say yet where the money is.`,
  }),

  pending: ({ gateway }, { funds }) => ({
    tone: "waiting",
    title: "Your payment is on its way",
    text:
      funds === "held"
        ? `${gateway} holds the money, and it is not decided yet who gets it.`
        : `${gateway} has it, and it is not final yet. You need not pay again.`,
  }),

  unknown: ({ gateway, may_ask }, { reason }) => {
    if (may_ask) {
      const text =
        reason?.code === "no_answer"
          ? `${gateway} did not answer. Your payment may have gone through. ${PLEASE}`
          : `${gateway} does not say that this is paid, and not that it failed either. ${PLEASE}`;
      return { tone: "doubt", title: "We do not know yet", text };
    }
    if (reason?.code === "mismatch") {
      const text = `What ${gateway} tells of the payment is not what you ordered. One of us looks at it and writes to you.`;
      return { tone: "doubt", title: "This does not fit your order", text: `${text} ${PLEASE}` };
    }
    const text = `One of us has to look at this payment, and will write to you. ${PLEASE}`;
    return { tone: "doubt", title: "We do not know", text };
  },

  refused: ({ gateway }, { reason }) => {
    if (reason?.code === "not_found") {
      const text = `${gateway} knows of no payment by the number that came back. If you did pay, write to us.`;
      return { tone: "bad", title: "No such payment", text };
    }
    const text = `${gateway} did not let us ask about your payment. This is our mistake, and we are on it. ${PLEASE}`;
    return { tone: "bad", title: "We could not ask", text };
  },

  failed: ({ gateway }, { funds }) => ({
    tone: "bad",
    title: funds === "returned" ? "Your money is back" : "The payment did not happen",
    text: {
      untouched: "No money has left your account. You can order again.",
      returned: `${gateway} has given your money back to you.`,
    }[funds] ?? `${gateway} cancelled the order. We see to it that your money comes back to you.`,
  }),

  not_sent: ({ gateway }) => ({
    tone: "doubt",
    title: "We could not ask yet",
    text: `${gateway} cannot be reached at the moment, so we know nothing about your payment yet. ${PLEASE}`,
  }),
};

/** The page or link to pay by could not be had. Nobody can have paid by it. */
function not_begun({ gateway, method, begun, amount, currency }) {
  if (method === "upi" && begun.verdict === "unknown") {
    const text = `${gateway} did not give us a code that asks for ${money(amount, currency)}. ${LOOKING}`;
    return { tone: "doubt", title: "We cannot show you a code", text };
  }
  const text = `${gateway} cannot be used at the moment. No money was taken.`;
  return { tone: "bad", title: "The payment could not be started", text };
}

function by_upi({ link, is_claimed, amount, currency }) {
  if (!link) return { tone: "doubt", title: "We cannot show you a code", text: `The code would not pay us. ${LOOKING}` };
  if (is_claimed) {
    const text = "AT MOON does not tell us who has paid by UPI, so one of us looks for it on our bank statement. You can leave this page.";
    return { tone: "waiting", title: "We are looking for your payment", text };
  }
  const text = "Scan the code with any UPI app, and tell us when you have paid.";
  return { tone: "plain", title: `Pay ${money(amount, currency)} by UPI`, text };
}

const STEP_SIGNS = { good: "✓", waiting: "⋯", doubt: "?", bad: "✕", plain: "" };

/** The way of the order: `[name, state, sign]`, where the state is past, now or ahead. */
export function steps(order, tone) {
  const is_escrow = order.method === "escrow";
  const payment = order.is_paid ? [is_escrow ? "Paid into escrow" : "Paid", "past", "✓"] : ["Payment", "now", STEP_SIGNS[tone]];
  const last = is_escrow ? "You accept it, and we are paid" : "With you";
  return [
    ["Ordered", "past", "✓"],
    payment,
    [order.is_shipped ? "Being packed" : "Packed and sent", order.is_shipped ? "now" : "ahead", ""],
    [last, "ahead", ""],
  ];
}
