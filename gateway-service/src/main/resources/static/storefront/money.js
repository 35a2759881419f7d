/** Amounts are decimal strings with two fraction digits; sums use integer hundredths, never floating point. */

const hundredths = (amount) => {
	const [whole, fraction = ''] = amount.split('.');
	return BigInt(whole + fraction.padEnd(2, '0').slice(0, 2));
};

const decimal = (units) => {
	const digits = units.toString().padStart(3, '0');
	return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

export function times(price, quantity) {
	return { amount: decimal(hundredths(price.amount) * BigInt(quantity)), currency: price.currency };
}

export function sum(prices) {
	const units = prices.reduce((total, price) => total + hundredths(price.amount), 0n);
	return { amount: decimal(units), currency: prices[0]?.currency ?? 'EUR' };
}
