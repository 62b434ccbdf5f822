// Who the shop is, from the environment. Without credentials it is the sandbox's own merchant, and no money moves.

const OF_THE_SANDBOX = {
  ATARAPAY_PUBLIC_KEY: "pub_test_1",
  ATARAPAY_PRIVATE_KEY: "prv_test_2",
  ATMOON_ACCESS_KEY: "51a4bd18-5bc1-4eaa-97b0-c09323398883",
  ATMOON_MERCHANT_KEY: "41d9eda4b67538fc8ad27e564ddde1bb7b20ad08",
  ATMOON_CLIENT_ID: "61662",
  ATMOON_API_PASSWORD: "a90db387a3e3b8a22d923966326327c17e9a6ed6",
  ATMOON_USER_ID: "ATM172",
  ATMOON_UTOKEN: "531234548188123",
  ATMOON_UPI_PAYEE: "fpay.moonven@finobank",
};

/** The accounts with both gateways, at a sandbox where `SANDBOX` holds its address. */
export function accounts_from(env) {
  const sandbox = env.SANDBOX?.replace(/\/$/, "");
  const given = sandbox ? { ...OF_THE_SANDBOX, ATMOON_PAYIN_URL: `${sandbox}/sandbox/atmoon/payin`, ...env } : env;
  const need = (name) => {
    if (!given[name]) throw new Error(`set ${name}, or SANDBOX to try it without money`);
    return given[name];
  };
  const base_url = sandbox ? { base_url: sandbox } : {};
  return {
    atarapay: {
      environment: given.ATARAPAY_ENVIRONMENT ?? "staging",
      public_key: need("ATARAPAY_PUBLIC_KEY"),
      private_key: need("ATARAPAY_PRIVATE_KEY"),
      ...base_url,
    },
    atmoon: {
      environment: given.ATMOON_ENVIRONMENT ?? "uat",
      access_key: need("ATMOON_ACCESS_KEY"),
      merchant_key: need("ATMOON_MERCHANT_KEY"),
      client_id: need("ATMOON_CLIENT_ID"),
      api_password: need("ATMOON_API_PASSWORD"),
      user_id: need("ATMOON_USER_ID"),
      utoken: need("ATMOON_UTOKEN"),
      payin_url: need("ATMOON_PAYIN_URL"),
      // Words that AT MOON's documents do not print. Switch it on when you have seen them.
      state_aliases: given.ATMOON_STATE_ALIASES === "1",
      ...(given.ATMOON_PG_URL ? { pg_url: given.ATMOON_PG_URL } : {}),
      ...base_url,
    },
    // Whom a UPI link must pay. Nothing in AT MOON's answer proves it, so the shop has to know.
    upi_payee: need("ATMOON_UPI_PAYEE"),
  };
}
