package dev.marea.lab.shape;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.marea.lab.cli.UsageError;
import org.jspecify.annotations.Nullable;

/**
 * Parses shapes of the command line.
 */
class ShapeReader {

	/** Far more than one generator can send: a typing error, not a load. */
	private static final double HIGHEST_RATE = 100_000;

	/** The range of the request counters. */
	private static final double MOST_ARRIVALS = 1e9;

	private final String text;

	private final @Nullable Double duration;

	ShapeReader(String text, @Nullable Double duration) {
		this.text = text;
		this.duration = duration;
	}

	Shape read() {
		List<Shape> parts = new ArrayList<>();
		// A plus sign within a trace's file name is not followed by a kind.
		for (String part : this.text.split("\\+(?=\\s*[a-z]+:)", -1)) {
			parts.add(part(part.strip()));
		}
		Shape shape = (parts.size() == 1) ? parts.getFirst() : new Sum(parts);
		boolean cut = this.duration != null && this.duration < shape.duration();
		return bounded(cut ? new Cut(shape, this.duration) : shape);
	}

	private Shape part(String part) {
		Parameters parameters = new Parameters(part, this.duration);
		Shape shape = switch (parameters.kind()) {
			case "constant" -> constant(parameters);
			case "step" -> step(parameters);
			case "ramp" -> ramp(parameters);
			case "spike" -> spike(parameters);
			case "sine" -> sine(parameters);
			case "trace" -> trace(parameters);
			default -> throw new UsageError("The shape '" + part
					+ "' is of no known kind; there are constant, step, ramp, spike, sine and trace.");
		};
		if (shape.cumulative(shape.duration()) <= 0) {
			throw parameters.error("asks for no request at all");
		}
		return shape;
	}

	private Shape bounded(Shape shape) {
		double arrivals = shape.cumulative(shape.duration());
		if (arrivals < 0.5) {
			throw new UsageError("The shape '%s' asks for no request at all.".formatted(this.text));
		}
		if (!(shape.highest() <= HIGHEST_RATE)) {
			throw new UsageError("The shape '%s' asks for up to %.0f/s, but %.0f/s is the most.".formatted(this.text,
					shape.highest(), HIGHEST_RATE));
		}
		if (!(arrivals <= MOST_ARRIVALS)) {
			throw new UsageError("The shape '%s' asks for %.0f requests in all, but %.0f are the most."
				.formatted(this.text, arrivals, MOST_ARRIVALS));
		}
		return shape;
	}

	private Shape constant(Parameters parameters) {
		parameters.allow("rate", "for", "arrivals");
		double rate = parameters.rate("rate");
		return new Pieces(new double[] { 0 }, new double[] { rate }, new double[] { rate }, parameters.duration(),
				parameters.poisson(false));
	}

	private Shape step(Parameters parameters) {
		parameters.allow("from", "to", "at", "for", "arrivals");
		double[] rates = { parameters.rate("from"), parameters.rate("to") };
		return new Pieces(new double[] { 0, parameters.within("at") }, rates, rates, parameters.duration(),
				parameters.poisson(false));
	}

	private Shape ramp(Parameters parameters) {
		parameters.allow("from", "to", "for", "arrivals");
		return new Pieces(new double[] { 0 }, new double[] { parameters.rate("from") },
				new double[] { parameters.rate("to") }, parameters.duration(), parameters.poisson(false));
	}

	private Shape spike(Parameters parameters) {
		parameters.allow("base", "peak", "at", "width", "for", "arrivals");
		double base = parameters.rate("base");
		double at = parameters.within("at");
		double end = at + parameters.positive("width");
		if (end >= parameters.duration()) {
			throw parameters.error("is not over before its end: at= and width= reach beyond for=");
		}
		double[] rates = { base, parameters.rate("peak"), base };
		return new Pieces(new double[] { 0, at, end }, rates, rates, parameters.duration(), parameters.poisson(false));
	}

	private Shape sine(Parameters parameters) {
		parameters.allow("mean", "amplitude", "period", "for", "arrivals");
		double mean = parameters.rate("mean");
		double amplitude = parameters.rate("amplitude");
		if (amplitude > mean) {
			throw parameters.error("would fall below 0: its amplitude is above its mean");
		}
		return new Sine(mean, amplitude, parameters.positive("period"), parameters.duration(),
				parameters.poisson(false));
	}

	private Shape trace(Parameters parameters) {
		parameters.allow("file", "for", "peak", "scale", "smooth", "arrivals");
		Trace trace = Trace.read(Path.of(parameters.text("file")));
		double duration = parameters.has("for") ? parameters.duration() : trace.duration();
		boolean poisson = parameters.poisson(true);
		if (parameters.has("peak") == parameters.has("scale")) {
			throw parameters.error("needs either peak= or scale=");
		}
		if (parameters.has("scale")) {
			if (parameters.has("smooth")) {
				throw parameters.error("takes smooth= only with peak=");
			}
			return trace.over(duration, parameters.number("scale"), poisson);
		}
		double smooth = parameters.has("smooth") ? parameters.positive("smooth") : 1;
		double recorded = trace.over(duration, 1, poisson).peak(smooth);
		return trace.over(duration, parameters.rate("peak") / recorded, poisson);
	}

}
