// What there is to buy. Prices are whole numbers of kobo and paise: no fraction, so nothing to round.

export const CATALOGUE = [
  {
    id: "throw",
    name: "Indigo throw",
    detail: "140 × 200 cm, hand-dyed cotton",
    prices: { NGN: 4_850_000, INR: 249_900 },
  },
  {
    id: "cushions",
    name: "Pair of cushion covers",
    detail: "45 × 45 cm, block-printed linen",
    prices: { NGN: 1_950_000, INR: 129_900 },
  },
];

/** How each way to pay works: its currency, and whose it is. */
export const METHODS = {
  escrow: { currency: "NGN", gateway: "AtaraPay" },
  upi: { currency: "INR", gateway: "AT MOON" },
  page: { currency: "INR", gateway: "AT MOON" },
};
