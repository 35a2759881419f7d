package dev.marea.lab.hpa;

/** Some pods' usage and requests, in thousandths. */
record PodTotals(int pods, long usage, long request) {

	static final PodTotals NONE = new PodTotals(0, 0, 0);

	PodTotals plus(long usage, long request) {
		return new PodTotals(this.pods + 1, this.usage + usage, this.request + request);
	}

	PodTotals plus(PodTotals others) {
		return new PodTotals(this.pods + others.pods, this.usage + others.usage, this.request + others.request);
	}

	/** The same pods with usage 0. */
	PodTotals idle() {
		return new PodTotals(this.pods, 0, this.request);
	}

}
