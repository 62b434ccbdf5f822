// What a browser does by itself to pay: AtaraPay's form, and a UPI link's QR code. Both need no secret. The library's module
// is large for a page, so it is fetched only when it is needed.

const library = () => import("sanspay/browser");

/** Sends the buyer to where the order is paid; false where that is this page, or nowhere. */
export async function to_payment(account, order) {
  if (order.page) {
    window.location.assign(order.page);
    return true;
  }
  if (!order.purchase) return false;
  const { atarapay } = await library();
  const { action, fields } = atarapay(account).checkout.form({ purchase: order.purchase }).outcome.value;
  const form = Object.assign(document.createElement("form"), { method: "post", action, hidden: true });
  for (const [name, value] of fields) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(form);
  form.submit();
  return true;
}

/** A UPI link as an SVG element. */
export async function qr_code(link) {
  const { upi } = await library();
  const { svg } = upi().link.qr({ link }).outcome.value;
  return document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
}

/** An outcome that came from the server, or null where there is none yet. */
export async function outcome_from(data) {
  return data === null ? null : (await library()).outcome_of(data);
}
