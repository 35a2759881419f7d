package dev.marea.lab.shape;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The sum of shapes; random if one of them is.
 */
record Sum(List<Shape> parts) implements Shape {

	@Override
	public double duration() {
		return this.parts.stream().mapToDouble(Shape::duration).max().orElse(0);
	}

	@Override
	public double rate(double t) {
		return total((part) -> part.rate(t));
	}

	@Override
	public double highest() {
		return total(Shape::highest);
	}

	@Override
	public double cumulative(double t) {
		return total((part) -> part.cumulative(t));
	}

	@Override
	public boolean poisson() {
		return this.parts.stream().anyMatch(Shape::poisson);
	}

	private double total(ToDoubleFunction<Shape> what) {
		return this.parts.stream().mapToDouble(what).sum();
	}

}
