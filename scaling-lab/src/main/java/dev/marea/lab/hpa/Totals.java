package dev.marea.lab.hpa;

/** Some pods' usage and requests, in thousandths. */
record Totals(int pods, long usage, long request) {

	static final Totals NONE = new Totals(0, 0, 0);

	Totals plus(long usage, long request) {
		return new Totals(this.pods + 1, this.usage + usage, this.request + request);
	}

	Totals plus(Totals others) {
		return new Totals(this.pods + others.pods, this.usage + others.usage, this.request + others.request);
	}

	/** The same pods with usage 0. */
	Totals idle() {
		return new Totals(this.pods, 0, this.request);
	}

}
