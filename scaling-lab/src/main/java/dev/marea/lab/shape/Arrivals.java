package dev.marea.lab.shape;

import java.util.PrimitiveIterator;

/** The intended starts of requests, the same each time they are asked for. */
public interface Arrivals {

	/** The arrivals in order, in seconds since the start. */
	PrimitiveIterator.OfDouble arrivals();

	/** Seconds from the start to the last possible arrival. */
	double duration();

	/** Maximum number of arrivals; the load ends with the last of them. */
	long limit();

}
