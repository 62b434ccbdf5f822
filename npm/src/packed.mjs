// The module as printable text that survives every bundler and still compresses: each byte is one character, or two where
// it is rare, so that repetitions stay repetitions. In base64 the same module is a third larger after gzip.

/** The characters that stand for bytes: no quote, no backslash, nothing that HTML or a template could mean something by. */
const ALPHABET = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).filter((one) => !"!#\"'\\`$<".includes(one));
/** Each of these says that the next character stands for a rarer byte. */
const SHIFTS = ["", "!", "#"];

/** Bytes as `{ size, order, text }`: how many, which byte is the how manieth most frequent, and the text. */
export function packed(bytes) {
  const count = new Uint32Array(256);
  for (const byte of bytes) count[byte]++;
  const order = [...count.keys()].sort((a, b) => count[b] - count[a]);
  const codes = [];
  order.forEach((byte, rank) => {
    codes[byte] = SHIFTS[Math.floor(rank / ALPHABET.length)] + ALPHABET[rank % ALPHABET.length];
  });
  let text = "";
  for (const byte of bytes) text += codes[byte];
  return { size: bytes.length, order, text };
}

/** The bytes that were packed. */
export function unpacked({ size, order, text }) {
  const page = 128;
  const bytes_of = new Uint8Array(SHIFTS.length * page);
  order.forEach((byte, rank) => {
    const shift = Math.floor(rank / ALPHABET.length);
    bytes_of[shift * page + ALPHABET[rank % ALPHABET.length].charCodeAt(0)] = byte;
  });
  const [, first, second] = SHIFTS.map((shift) => shift.charCodeAt(0));
  const codes = new TextEncoder().encode(text);
  const bytes = new Uint8Array(size);
  for (let at = 0, length = 0; length < size; length++) {
    let code = codes[at++];
    if (code === first) code = page + codes[at++];
    else if (code === second) code = 2 * page + codes[at++];
    bytes[length] = bytes_of[code];
  }
  return bytes;
}
