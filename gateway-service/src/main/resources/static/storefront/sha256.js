/**
 * SHA-256 of an ASCII text, as bytes. `crypto.subtle` exists only on https and localhost; a demo on a cluster's node has
 * neither, so the digest is then computed here (FIPS 180-4).
 */
export async function sha256(text) {
	const message = new TextEncoder().encode(text);
	return crypto.subtle ? new Uint8Array(await crypto.subtle.digest('SHA-256', message)) : digest(message);
}

/** The first 32 bits of the fractional parts of the given roots of the first 64 primes. */
function constants(count, root) {
	const primes = [];
	for (let n = 2; primes.length < count; n++) {
		if (primes.every((prime) => n % prime)) {
			primes.push(n);
		}
	}
	return primes.map((prime) => ((prime ** (1 / root) % 1) * 2 ** 32) | 0);
}

const rotate = (word, bits) => (word >>> bits) | (word << (32 - bits));

export function digest(message) {
	const K = constants(64, 3);
	const hash = constants(8, 2);
	const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
	padded.set(message);
	padded[message.length] = 0x80;
	const view = new DataView(padded.buffer);
	view.setUint32(padded.length - 4, message.length * 8);
	for (let block = 0; block < padded.length; block += 64) {
		const w = Array.from({ length: 16 }, (_, i) => view.getInt32(block + 4 * i));
		for (let i = 16; i < 64; i++) {
			const s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ (w[i - 15] >>> 3);
			const s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ (w[i - 2] >>> 10);
			w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
		}
		let [a, b, c, d, e, f, g, h] = hash;
		for (let i = 0; i < 64; i++) {
			const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
			const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
			[a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g];
		}
		[a, b, c, d, e, f, g, h].forEach((word, i) => {
			hash[i] = (hash[i] + word) | 0;
		});
	}
	const result = new DataView(new ArrayBuffer(32));
	hash.forEach((word, i) => result.setInt32(4 * i, word));
	return new Uint8Array(result.buffer);
}
